"""References to cells of a sheet by letters and number: B3, $B$3."""

from __future__ import annotations

import re

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def to_column(letters: str) -> int:
    """Return the index of a column by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
