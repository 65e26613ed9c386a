"""Excel workbooks as they print."""
