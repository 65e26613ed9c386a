"""Tables without rulings: columns and rows from the position of the text."""
