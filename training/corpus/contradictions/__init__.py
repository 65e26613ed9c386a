"""Reports with known contradictions, to score the rules."""
