"""The official forms and the rules over them, as data, and the official layout of their tables."""
