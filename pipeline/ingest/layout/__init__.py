"""Words and rulings of a page to lines and tables. Knows no file format."""
