"""Writes Excel workbooks row by row in constant memory; the only module that opens XlsxWriter."""

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

MOST_ROWS = 1_048_576  # Rows that a sheet can hold, its header included.
_MOST_UNITS = 32_767  # UTF-16 units that a cell can hold.
_CUT = "…〔超过 Excel 单元格上限，已截断 cut at Excel's limit〕"
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LONGEST_NAME = 31  # UTF-16 units of the name of a sheet.


class _ExactNumber(float):
    """A number written with 17 digits if it needs them; XlsxWriter writes 16."""

    def __format__(self, _: str) -> str:
        return str(int(self)) if self.is_integer() and abs(self) < 2**53 else repr(float(self))


class WorkbookWriter:
    """A workbook that is being written; `cut` is the number of texts longer than a cell holds."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.cut = 0

    def add_sheet(self, name: str) -> Worksheet:
        return self._workbook.add_worksheet(name)

    def format(self, **style: Any) -> Format:
        """The format of a style; equal styles share one."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(style)
        return self._formats[key]

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
        """Write `value` into a cell: numbers as numbers, all text as text.

        Rows must be written from top to bottom.
        """
        if isinstance(value, str):
            prefix = {"quote_prefix": True} if is_risky(value) else {}
            self._write_text(sheet, row, column, value, style | prefix)
        elif value is None:
            if style:
                sheet.write_blank(row, column, None, self.format(**style))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        else:
            number = _ExactNumber(value)
            sheet.write_number(row, column, number, self.format(**style) if style else None)

    def _write_text(
        self, sheet: Worksheet, row: int, column: int, text: str, style: dict[str, Any]
    ) -> None:
        if _exceeds_cell(text):
            self.cut += 1
            text = _shorten(text, _MOST_UNITS - len(_CUT)) + _CUT
        formats = [self.format(**style)] if style else []
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for its own markup unless it is written in pieces.
            sheet.write_rich_string(row, column, text[0], text[1], text[2:], *formats)
        else:
            sheet.write_string(row, column, text, *formats)


@contextmanager
def open_workbook(path: Path) -> Iterator[WorkbookWriter]:
    """Yield a new workbook; the file is complete when the block ends. Raises OSError."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    workbook = xlsxwriter.Workbook(str(path), options)
    yield WorkbookWriter(workbook)
    try:
        workbook.close()
    except XlsxFileError as error:
        raise OSError(str(error)) from error


def fill_sheet(
    workbook: WorkbookWriter,
    name: str,
    header: Sequence[Sequence[str]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Add a sheet with header lines and rows below them; returns the number of rows."""
    sheet = workbook.add_sheet(name)
    for line, labels in enumerate(header):
        for column, label in enumerate(labels):
            workbook.write(sheet, line, column, label, bold=True, bg_color="#DDEBF7")
    sheet.freeze_panes(len(header), 0)
    line = len(header) - 1
    for line, row in enumerate(rows, len(header)):
        for column, value in enumerate(row):
            workbook.write(sheet, line, column, value)
    if line >= len(header):
        sheet.autofilter(len(header) - 1, 0, line, len(header[0]) - 1)
    return line - len(header) + 1


def name_sheet(number: int, title: str) -> str:
    """The name of a sheet: unique by its number, without characters that Excel forbids."""
    name = _FORBIDDEN_IN_NAMES.sub("_", f"{number:03d} {title}")
    return _shorten(name, _LONGEST_NAME).rstrip(" '")


def _exceeds_cell(text: str) -> bool:
    """Whether a cell cannot hold `text`; long texts only are counted."""
    return len(text) * 2 > _MOST_UNITS and _count_units(text) > _MOST_UNITS


def _count_units(text: str) -> int:
    """The UTF-16 units of `text`; characters beyond the basic plane take two."""
    return len(text) + sum(char > "\uffff" for char in text)


def _shorten(text: str, units: int) -> str:
    """The beginning of `text` that has at most `units` UTF-16 units."""
    while len(text) > units or _count_units(text) > units:
        text = text[: max(0, len(text) - max(1, len(text) - units))]
    return text
