"""Numbers that programs print beside a text, and that are no part of it.

Text browsers (lynx -dump, elinks -dump) print the number of a link before its text, [5]205, and
list the addresses at the end of the page. pandas (`to_string`, `to_markdown`) prints column numbers
or names above a table and a row number before each row, from 0.
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
# The same in a table of Markdown: a head without a text above the numbers, and a border below it.
_PIPED_HEAD = re.compile(r"\| +\|.*[^\s|]")
_BORDER = re.compile(r"\|[-: |]+\|\s*")
_PIPED_ROW_NUMBER = re.compile(r"\| +(\d{1,4})(?= +\|)")


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
    if "|---:|" not in text and not any(map(_counts_up, _COLUMN_NUMBERS.findall(text))):
        return text
    return "".join(_blank_frames(text.splitlines(keepends=True)))


def _counts_up(line: str) -> bool:
    return line.split() == [str(number) for number in range(len(line.split()))]


def _blank_frames(lines: Sequence[str]) -> Iterator[str]:
    """The lines, those of column numbers blank, and the rows below without their numbers."""
    following: int | None = None  # the number of the next row
    for number, line in enumerate(lines):
        row = _match_row(line)
        if following is not None and row is not None and row[1] == str(following):
            following += 1
            yield line[: row.start(1)] + " " * len(row[1]) + line[row.end(1) :]
            continue
        if following == 0 and _BORDER.fullmatch(line):
            yield line
            continue
        is_head = _is_head(lines, number)
        following = 0 if is_head else None
        yield re.sub(r"\d", " ", line) if is_head and not line.startswith("|") else line


def _match_row(line: str) -> re.Match[str] | None:
    return (_PIPED_ROW_NUMBER if line.startswith("|") else _ROW_NUMBER).match(line)


def _is_head(lines: Sequence[str], number: int) -> bool:
    """Whether a line is above the rows of a frame, the first of which has the number 0."""
    line, *below = lines[number : number + 3]
    if line.startswith("|"):
        if not _PIPED_HEAD.match(line) or not below or not _BORDER.fullmatch(below[0]):
            return False
        below = below[1:]
    elif not _COLUMN_NUMBERS.match(line) or not _counts_up(line):
        return False
    row = _match_row(below[0]) if below else None
    return row is not None and row[1] == "0"
