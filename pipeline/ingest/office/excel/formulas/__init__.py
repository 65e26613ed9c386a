"""Formulas of worksheets whose results are not in the file: their syntax and what they come to."""
