"""Whose slip a broken identity is: the agency's or the reader's."""
