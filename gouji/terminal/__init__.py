"""What the terminal shows: a report, its tables, a run, its progress, scores."""
