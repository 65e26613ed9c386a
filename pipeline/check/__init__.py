"""What must be true of a report, and where it is not: rules in, findings out."""
