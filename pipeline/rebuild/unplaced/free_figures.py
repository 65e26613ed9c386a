"""Printed figures that are in no cell and no claim, without page numbers, titles and numbering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import Fragment, Span

# What follows a number that a label begins with, if it was read as a field: 2 before 、依申请公开.
_AFTER_LABEL_NUMBER = re.compile(r"\s{0,4}[、．.)）]\s*(?!\d)")
# A page number with the number of pages, alone on its line; a page number as such.
_PAGE_OF = re.compile(r"\s*\d{1,3}\s*/\s*\d{1,3}\s*")
_PAGE_OF_LENGTH = 20  # most characters before or after one of its numbers
_PAGE_NUMBER = re.compile(r"\d{1,3}")
# Rows of the form with so few cells are those in which figures are printed over several columns.
_MERGED, _MANY = 2, 99
# The fewest rows that a column of serial numbers (序号) numbers.
_FEWEST_NUMBERED = 3
_REPORT_TITLE = re.compile(r"年度报告|工作报告")


class FreeFigures:
    """The figures of a text outside the places that cells and claims have taken."""

    def __init__(self, text: str, occupied: Iterable[Span]) -> None:
        self._text = text
        self._taken = {place for span in occupied for place in range(*span)}

    def find(self, row: PrintedRow, width: int = _MANY) -> list[Fragment]:
        """The free figures of a printed row, from left to right. `width` is the number of cells of
        the row of the form that it is."""
        if all(field.start in self._taken for field in row.values):
            return []  # nearly every row of nearly every report
        if row.prose or row.numbers_columns or _is_running_title(row):
            return []
        figures: list[Fragment] = []
        for text, group in groupby(row.values, key=lambda field: field.text):
            equal = list(group)
            # A conversion to text copies the content of a merged cell into all its columns.
            is_copy = width <= _MERGED and any(map(self._has, equal))
            if not is_copy and any(map(str.isdigit, text)):
                figures += filter(self._is_free, equal)
        return figures

    def _has(self, field: Fragment) -> bool:
        return any(place in self._taken for place in range(field.start, field.end))

    def _is_free(self, field: Fragment) -> bool:
        """Whether a field is a figure outside all cells and claims, and neither a page number nor
        the number of a label."""
        if not field.has_place or not looks_like_value(field.text) or self._has(field):
            return False
        if _AFTER_LABEL_NUMBER.match(self._text, field.end):
            return False
        around = self._text[max(0, field.start - _PAGE_OF_LENGTH) : field.end + _PAGE_OF_LENGTH]
        return not any(map(_PAGE_OF.fullmatch, around.splitlines()))


def _is_running_title(row: PrintedRow) -> bool:
    """Whether a row is the title of the report with a page number."""
    titles = (_REPORT_TITLE.search(squeeze(label.text)) for label in row.labels)
    return len(row.values) == 1 and any(titles)


def may_be_page_number(row: PrintedRow) -> bool:
    """Whether a row is one short number alone on its line."""
    if row.labels or len(row.fields) != 1 or row.fields[0].has_table_column:
        return False
    return bool(_PAGE_NUMBER.fullmatch(row.fields[0].text))


def find_serial_numbers(rows: Sequence[PrintedRow]) -> set[int]:
    """The rows, by number, that are a serial number before the label of their line: 1, 2, 3 …"""
    serial = [
        (int(row.fields[0].text), row.number)
        for row, after in pairwise(rows)
        if after.labels and row.line == after.line and _is_whole_number(row)
    ]
    runs = groupby(enumerate(serial), key=lambda item: item[1][0] - item[0])
    numbered = [[number for _, (_, number) in run] for _, run in runs]
    return {number for run in numbered if len(run) >= _FEWEST_NUMBERED for number in run}


def _is_whole_number(row: PrintedRow) -> bool:
    """Whether a row is one whole number alone."""
    return not row.labels and len(row.fields) == 1 and row.fields[0].text.isdecimal()
