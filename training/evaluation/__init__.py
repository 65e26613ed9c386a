"""Scores models and rules on samples with known truth."""
