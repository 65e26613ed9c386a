"""Chinese text: characters, words, the spelling of numbers and the numbering of headings."""
