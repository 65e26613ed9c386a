"""Trains the models: the corpus, the labels, training itself, evaluation and promotion."""
