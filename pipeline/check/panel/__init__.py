"""The rules across reports: of one agency over the years, of one year, of a county."""
