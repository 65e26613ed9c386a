"""Text that a spreadsheet would take for a formula is marked as text.

Spreadsheets run what begins with one of these when they open a CSV file; some also strip white
space first, and those of East Asia know the full-width signs. The mark is the one that they use
themselves, an apostrophe. It is put before apostrophes that stand there already as well, so that
taking one away from every text that `MARKED` matches gives back what was there.
"""

from __future__ import annotations

import re

# in the syntax that both RE2 and Python read
RISKY = r"^'*(\s*[=+\-@＝＋－＠]|[\t\r\n])"
MARKED = re.compile(r"^'+(\s*[=+\-@＝＋－＠]|[\t\r\n])")
_RISKY = re.compile(RISKY)


def is_risky(text: str) -> bool:
    return _RISKY.match(text) is not None


def mark(text: str) -> str:
    """`text` as a CSV field that is no formula."""
    return f"'{text}" if is_risky(text) else text


def unmark(text: str) -> str:
    """What was marked."""
    return text[1:] if MARKED.match(text) else text
