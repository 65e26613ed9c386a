"""Applies all rules to datasets, including the rules across reports."""
