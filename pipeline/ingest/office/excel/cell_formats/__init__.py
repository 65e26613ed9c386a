"""What a number, a date, a flag or a text looks like in the number format of its cell."""
