"""Reports in layouts of an agency's own. They are drawn for evaluation and never trained on."""
