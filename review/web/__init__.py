"""The review page as a web application."""
