"""How much models learn from reviewed reports, by their number and by their order."""
