"""The part of CSS that decides what a reader of a web page sees."""
