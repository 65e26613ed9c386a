"""Marks text that a spreadsheet would run as a formula.

A spreadsheet that opens a CSV file runs a field that begins with one of these signs. Some programs
skip white space first, and East Asian ones accept the full-width signs. The mark is an apostrophe,
which spreadsheets themselves use for text. A text that begins with apostrophes and such a sign gets
one more apostrophe, so that removing one from every marked text restores the text.
"""

from __future__ import annotations

import re

# Written in the syntax that RE2 (of DuckDB) and Python share.
RISKY = r"^'*(\s*[=+\-@＝＋－＠]|[\t\r\n])"
MARKED = re.compile(r"^'+(\s*[=+\-@＝＋－＠]|[\t\r\n])")
_RISKY = re.compile(RISKY)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula."""
    return _RISKY.match(text) is not None


def mark(text: str) -> str:
    """`text` as a CSV field that is not a formula."""
    return f"'{text}" if is_risky(text) else text


def unmark(text: str) -> str:
    """The text that `mark` was given."""
    return text[1:] if MARKED.match(text) else text
