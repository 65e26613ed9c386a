"""Printed figures that no cell holds."""
