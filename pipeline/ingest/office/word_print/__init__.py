"""What Word prints of its file: text, tables, looks of runs, results of fields, list numbers."""
