"""How a report becomes a file: web pages, text, Office files, PDF."""
