"""Trains and evaluates the models: corpus, training examples, fitting, scores, tracking."""
