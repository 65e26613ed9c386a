"""Lines that are one paragraph, where the width of a page breaks a sentence over several lines."""

from __future__ import annotations

import re

from gouji.pipeline.language.numbering import ITEM_NUMBER

# Marks at the end of a line that the next line does not continue.
_STOPS = "。！？!?；：;:"
# Marks at the end of a line that the next line must continue.
_COMMAS = "，,、（("
# Least length of a line without either mark that the width of a page broke, in characters.
_FULL_LINE = 18
_LINE_NUMBER = re.compile(rf"\s*(?:{ITEM_NUMBER.pattern})")


def continues(line: str, following: str) -> bool:
    """Whether `following` is the rest of a sentence that begins in `line`, the line before it.

    A line that begins with the number of a list item continues none.
    """
    line = line.rstrip()
    if not line or not following or line[-1] in _STOPS or _LINE_NUMBER.match(following):
        return False
    return line[-1] in _COMMAS or len(line) >= _FULL_LINE
