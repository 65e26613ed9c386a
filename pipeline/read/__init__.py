"""The content of cells: status, number and confidence; the agency and year of the report."""
