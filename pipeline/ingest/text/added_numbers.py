"""Numbers that programs print beside a text, and that are no part of it.

Text browsers (lynx -dump, elinks -dump) print the number of a link before its text, [5]205, and
list the addresses at the end of the page. pandas (`to_string`) prints a line of column numbers
above a table and a row number before each row, both from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LISTED_LINK = re.compile(r"^[ \t]*(\d{1,4})\. (?:[a-z][a-z0-9+.-]*:|/)\S+[ \t]*\r?$", re.I | re.M)
# The number of a link before the first text of a line, or before a figure.
_LINK_NUMBER = re.compile(
    r"(?:^[ \t]*\[(\d{1,4})\](?=\S)|(?<=[ \t])\[(\d{1,4})\](?=[-−－]?\d))", re.M
)
_COLUMN_NUMBERS = re.compile(r"^ +0(?: +[1-9]\d{0,2})+[ \t]*\r?$", re.M)
_ROW_NUMBER = re.compile(r"(\d{1,4})(?= +\S)")


def blank_added_numbers(text: str) -> str:
    """The text with spaces in place of such numbers; its length stays."""
    return _blank_frame_numbers(_blank_link_numbers(text))


def _blank_link_numbers(text: str) -> str:
    listed = set(_LISTED_LINK.findall(text))
    if not listed:
        return text

    def blank(match: re.Match[str]) -> str:
        is_link = (match[1] or match[2]) in listed
        return " " * len(match[0]) if is_link else match[0]

    return _LINK_NUMBER.sub(blank, text)


def _blank_frame_numbers(text: str) -> str:
    if not any(map(_counts_up, _COLUMN_NUMBERS.findall(text))):
        return text
    return "".join(_blank_frames(text.splitlines(keepends=True)))


def _counts_up(line: str) -> bool:
    return line.split() == [str(number) for number in range(len(line.split()))]


def _blank_frames(lines: Sequence[str]) -> Iterator[str]:
    """The lines, those of column numbers blank, and the rows below without their numbers."""
    following: int | None = None  # the number of the next row
    for number, line in enumerate(lines):
        row = _ROW_NUMBER.match(line)
        if following is not None and row is not None and row[1] == str(following):
            following += 1
            yield " " * row.end() + line[row.end() :]
            continue
        is_head = _has_first_row(lines, number)
        following = 0 if is_head else None
        yield re.sub(r"\d", " ", line) if is_head else line


def _has_first_row(lines: Sequence[str], number: int) -> bool:
    """Whether a line has column numbers, and row 0 is below."""
    if not _COLUMN_NUMBERS.match(lines[number]) or not _counts_up(lines[number]):
        return False
    row = _ROW_NUMBER.match(lines[number + 1]) if number + 1 < len(lines) else None
    return row is not None and row[1] == "0"
