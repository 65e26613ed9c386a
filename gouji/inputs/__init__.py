"""What users give besides reports: CSV files, and references to reports of OUT."""
