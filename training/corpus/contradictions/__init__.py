"""Draws reports with known contradictions, to score the rules."""
