"""The tree of a web page becomes the text that a browser draws."""
