"""Tables whose rulings are printed."""
