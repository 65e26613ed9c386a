"""Scores of models and rules against known truth."""
