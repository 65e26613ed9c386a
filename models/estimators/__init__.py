"""Estimators that several models use: linear models, boosted trees, counts of labels."""
