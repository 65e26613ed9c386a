"""Plain text, Markdown and CSV to `Document`."""
