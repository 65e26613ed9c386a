"""Panels of agencies over years with known faults, to score the rules across reports."""
