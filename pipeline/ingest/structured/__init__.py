"""JSON that document converters write: the structure is given, and the text is checked."""
