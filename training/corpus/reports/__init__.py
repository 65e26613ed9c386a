"""A synthetic report before any damage: its figures, prose, tables and true values."""
