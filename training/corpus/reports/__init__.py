"""A synthetic report before any damage: figures, prose, tables, truth."""
