"""Decisions as labels in other programs' formats, and back."""
