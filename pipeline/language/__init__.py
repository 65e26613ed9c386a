"""Chinese text: characters, words, the spelling and the numbering of things."""
