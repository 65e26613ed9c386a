"""Excel files: every sheet that is shown, its rows with merged cells, numbers as they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import Draft
from gouji.pipeline.ingest.office.adjacent_tables import part_sheet
from gouji.pipeline.ingest.office.format_number import show, show_flag, show_text
from gouji.pipeline.ingest.office.package import Parts, attribute, local, open_parts, to_number
from gouji.pipeline.ingest.office.workbook_styles import (
    TRUE,
    Book,
    read_book,
    read_text,
    shown_sheets,
)
from gouji.pipeline.ingest.office.worksheet import Sheet, uncover, write_sheet
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

T = TypeVar("T")

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_MOST_COLUMNS = 100  # the official tables have at most 15; far to the right stand stray notes
_MOST_EMPTY = 3  # empty rows in a stretch that may be rows of a table
_SPACE = re.compile(r"\s+")
_ZERO = re.compile(r"-?0+(?:\.0*)?")
_TAGS = ("sheetView", "col", "row", "mergeCell")


def ingest_xlsx(data: bytes, media: str) -> Document:
    """The sheets of a workbook in their order. Raises ReportError."""
    draft = Draft()
    sheets: list[tuple[int, str]] = []
    with open_parts(data) as parts:
        main = parts.main()
        if main is None:
            raise Damaged("xl/workbook.xml")
        root = parts.parse(main)
        book = read_book(parts, main, root)
        for part, name in shown_sheets(parts, main, root):
            sheets.append((draft.length, name))
            sheet = _read_sheet(parts, part, book)
            uncover(sheet)
            for one in part_sheet(sheet):
                write_sheet(one, draft)
    return replace(draft.finish(media), sheets=tuple(sheets))


def _read_sheet(parts: Parts, name: str, book: Book) -> Sheet:
    """Rows are handed on one by one: a sheet may claim a million of them."""
    sheet, at, show_zeros = Sheet(), -1, True
    for element in parts.iterate(name, *(f"{{*}}{tag}" for tag in _TAGS)):
        kind = local(element)
        if kind == "row":
            at = to_number(attribute(element, "r"), at + 2) - 1
            _read_row(element, at, sheet, book, show_zeros)
        elif kind == "mergeCell":
            _merge(sheet, attribute(element, "ref") or "")
        elif kind == "sheetView":
            show_zeros = attribute(element, "showZeros") not in ("0", "false")
        elif _is_hidden(element, "width"):
            first, last = (to_number(attribute(element, end)) for end in ("min", "max"))
            sheet.hidden.update(range(first - 1, min(last, _MOST_COLUMNS)))
    return sheet


def _is_hidden(element: Element, size: str) -> bool:
    """Whether a row or column is hidden, or drawn to nothing."""
    return attribute(element, "hidden") in TRUE or bool(
        _ZERO.fullmatch(attribute(element, size) or "")
    )


def _read_row(row: Element, at: int, sheet: Sheet, book: Book, show_zeros: bool) -> None:
    cells: dict[int, str] = {}
    column, bordered, is_hidden = -1, False, _is_hidden(row, "ht")
    for cell in row:
        found = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(found[1]) if found else column + 1
        if column >= _MOST_COLUMNS:
            continue
        text, drawn = _shown(cell, book, show_zeros), _at(book.borders, _style(cell), False)
        if is_hidden or column in sheet.hidden:
            if text:
                sheet.covered[at, column] = text
        elif text or drawn:
            cells[column] = text
            bordered = bordered or drawn
    sheet.empty = 0 if any(cells.values()) else sheet.empty + (not is_hidden)
    if cells and sheet.empty <= _MOST_EMPTY:
        sheet.rows[at] = cells
        if bordered:
            sheet.bordered.add(at)


def _style(cell: Element) -> int:
    return to_number(cell.get("s"))


def _shown(cell: Element, book: Book, show_zeros: bool) -> str:
    """What a cell shows: a shared text, its own, or its number, each in its format."""
    kind, code = cell.get("t", "n"), _at(book.formats, _style(cell), "General")
    if kind == "inlineStr":
        text = "".join(read_text(one) for one in cell if local(one) == "is")
        return _tidy(show_text(text, code))
    facts = {local(one): one.text or "" for one in cell}
    stored, formula = facts.get("v", ""), facts.get("f")
    if formula is not None and kind == "n" and (book.stale or not stored):
        # its result was never stored, or is known to be wrong: something stands there, nobody
        # knows what
        return f"={formula}"[:80]
    if kind == "n":
        hidden = not show_zeros and _ZERO.fullmatch(stored)
        return "" if hidden or not stored else _tidy(show(stored, code, book.since_1904))
    if kind == "b":
        return show_flag(stored)
    text = _at(book.texts, to_number(stored, -1), "") if kind == "s" else stored
    return _tidy(show_text(text, code) if kind in ("s", "str") else text)


def _merge(sheet: Sheet, reference: str) -> None:
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) == 2 and ends[0] and ends[1]:
        top, bottom = (int(end[2]) - 1 for end in ends if end)
        left, right = (_column(end[1]) for end in ends if end)
        if left < _MOST_COLUMNS and top <= bottom and left <= right:
            sheet.merged.append((top, left, bottom, min(right, _MOST_COLUMNS - 1)))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _at(items: Sequence[T], index: int, default: T) -> T:
    return items[index] if 0 <= index < len(items) else default


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
