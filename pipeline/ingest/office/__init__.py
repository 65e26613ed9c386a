"""Word and Excel files of all ages to `Document`."""
