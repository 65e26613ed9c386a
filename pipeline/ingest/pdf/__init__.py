"""PDF pages to characters and rulings; their text layer is used where it can be trusted."""
