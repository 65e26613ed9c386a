"""Applies the rules to reports: rules in, findings out."""
