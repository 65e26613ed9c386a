"""Compares a candidate with the version in use, and decides whether it may take its place."""
