"""The rules on a single report."""
