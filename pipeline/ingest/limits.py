"""Limits and cleaning of cell text that several media share."""

from __future__ import annotations

import re

# Characters of the longest cell of a table. A longer one holds text that a table only positions.
LONGEST_CELL = 600
# Columns of the widest merged cell. The official tables have at most 15 columns; a wider span is a
# mistake or an attack.
MAX_SPAN = 60
# Columns of the widest sheet. The cells further right are stray notes.
MAX_COLUMNS = 100
_SPACE = re.compile(r"\s+")
_NARROW_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_SOFT_HYPHEN = "\xad"  # shown only at the end of a line


def collapse_space(text: str) -> str:
    """Return `text` with each run of white space as one space, and none at its ends."""
    return _SPACE.sub(" ", text).strip()


def collapse_narrow_space(text: str) -> str:
    """Return `text` as a web page or Word shows it on one line.

    Runs of ASCII white space and no-break spaces become one space; wide spaces stay, except at the
    ends. Soft hyphens are dropped.
    """
    return _NARROW_SPACE.sub(" ", text.replace(_SOFT_HYPHEN, "")).strip()
