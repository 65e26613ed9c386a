"""Draws panels of agencies over several years with known faults, to score rules across reports."""
