"""Trained things, one a file, each with the same three names: Features, fit, predict.

Fitting needs scikit-learn; predicting needs only numpy and the exported arrays.
"""
