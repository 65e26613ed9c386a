"""Writes the datasets in formats that other programs open; `run.py` is where an export begins."""
