"""Prints pages with libraries that typeset tables by themselves: Typst and ReportLab."""
