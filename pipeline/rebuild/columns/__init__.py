"""Which field of a row belongs to which column of the form."""
