"""Writes a report as a file: a web page, text, an Office file or a PDF."""
