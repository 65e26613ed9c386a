"""What the picture of a page shows of its text."""
