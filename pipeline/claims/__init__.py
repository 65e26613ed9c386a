"""Figures that the running text states, and the lists that make up a total."""
