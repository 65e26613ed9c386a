"""Runs over many files: lists the inputs, skips what OUT already holds, reads the rest."""
