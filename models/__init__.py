"""Trained models, one kind a module, most with the same three names: Features, fit, predict.

Fitting needs scikit-learn. Predicting needs only numpy and the exported arrays.
"""
