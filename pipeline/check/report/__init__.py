"""The rules that one report alone is checked by, one kind a file."""
