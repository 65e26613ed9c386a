"""What users give besides reports: CSV files of names and metadata, and which report they mean."""
