"""The one door to XlsxWriter: workbooks written row by row, in constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gouji.pipeline.export.formulas import is_risky

MOST_ROWS = 1_048_576  # of a sheet, its header included
_MOST_UNITS = 32_767  # UTF-16 units of a cell
_CUT = "…〔超过 Excel 单元格上限，已截断 cut at Excel's limit〕"
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LONGEST_NAME = 31


class _Exact(float):
    """XlsxWriter prints 16 digits of a number; some doubles need 17."""

    def __format__(self, _: str) -> str:
        return str(int(self)) if self.is_integer() and abs(self) < 2**53 else repr(float(self))


class Book:
    """A workbook on its way to `path`. `cut` counts texts longer than a cell can hold."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.cut = 0

    def add_sheet(self, name: str) -> Worksheet:
        return self._workbook.add_worksheet(name)

    def format(self, **look: Any) -> Format:
        """The format of a look; equal looks share one."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, **look: Any) -> None:
        """Put `value` into a cell: numbers as numbers, all text as text. Rows go downwards."""
        if isinstance(value, str):
            prefix = {"quote_prefix": True} if is_risky(value) else {}
            self._write_text(sheet, row, column, value, look | prefix)
        elif value is None:
            if look:
                sheet.write_blank(row, column, None, self.format(**look))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        else:
            sheet.write_number(row, column, _Exact(value), self.format(**look) if look else None)

    def _write_text(
        self, sheet: Worksheet, row: int, column: int, text: str, look: dict[str, Any]
    ) -> None:
        if _units(text) > _MOST_UNITS:
            self.cut += 1
            text = _shorten(text, _MOST_UNITS - len(_CUT)) + _CUT
        formats = [self.format(**look)] if look else []
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes it for markup of its own, unless it comes in pieces
            sheet.write_rich_string(row, column, text[0], text[1], text[2:], *formats)
        else:
            sheet.write_string(row, column, text, *formats)


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """A new workbook; it is written when the block ends well. Raises OSError."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    workbook = xlsxwriter.Workbook(str(path), options)
    yield Book(workbook)
    try:
        workbook.close()
    except XlsxFileError as error:
        raise OSError(str(error)) from error


def fill_sheet(
    book: Book, name: str, heads: Sequence[Sequence[str]], rows: Iterable[Sequence[Any]]
) -> int:
    """Add a sheet with its header lines and rows; returns the number of rows."""
    sheet = book.add_sheet(name)
    for line, head in enumerate(heads):
        for column, label in enumerate(head):
            book.write(sheet, line, column, label, bold=True, bg_color="#DDEBF7")
    sheet.freeze_panes(len(heads), 0)
    line = len(heads) - 1
    for line, row in enumerate(rows, len(heads)):
        for column, value in enumerate(row):
            book.write(sheet, line, column, value)
    if line >= len(heads):
        sheet.autofilter(len(heads) - 1, 0, line, len(heads[0]) - 1)
    return line - len(heads) + 1


def to_name(number: int, title: str) -> str:
    """The name of a sheet: no two alike, without the characters that Excel forbids there."""
    clean = _NO_NAME.sub("_", f"{number:03d} {title}")
    return _shorten(clean, _LONGEST_NAME).rstrip(" '")


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text) if len(text) * 2 > _MOST_UNITS else 0


def _shorten(text: str, units: int) -> str:
    while len(text) > units or len(text) + sum(char > "\uffff" for char in text) > units:
        text = text[: max(0, len(text) - max(1, len(text) - units))]
    return text
