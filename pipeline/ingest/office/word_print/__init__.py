"""What Word prints of its file: looks of runs, results of fields, numbers that it makes itself."""
