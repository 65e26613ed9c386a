"""Views for the terminal: a report and its tables, a run and its progress, scores."""
