"""Excel files: every sheet that is shown, its rows with merged cells, numbers as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import Unsupported
from pipeline.ingest.displayed import BUILT_IN, show
from pipeline.ingest.draft import Draft
from pipeline.ingest.parts import Parts, attribute, local, open_parts
from pipeline.ingest.sheets import Sheet, write_sheet
from pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

T = TypeVar("T")

_BOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MOST_COLUMNS = 100  # the official tables have at most 15; far to the right stand stray notes
_MOST_EMPTY = 3  # empty rows in a stretch that may be rows of a table
_TRUE = ("1", "true")
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Book:
    """What cells refer to: shared texts, the format of each style and whether it draws a border."""

    texts: list[str]
    formats: list[str]
    borders: list[bool]
    since_1904: bool


def ingest_xlsx(data: bytes, media: str) -> Document:
    """The sheets of a workbook in their order. Raises ReportError."""
    draft = Draft()
    with open_parts(data) as parts:
        if _BOOK not in parts.names:
            raise Unsupported("xl/workbook.bin" if "xl/workbook.bin" in parts.names else _BOOK)
        root = parts.parse(_BOOK)
        book = _read_book(parts, root)
        sheets: list[tuple[int, str]] = []
        for part, name in _shown_sheets(parts, root):
            sheets.append((draft.length, name))
            write_sheet(_read_sheet(parts, part, book), draft)
    return replace(draft.finish(media), sheets=tuple(sheets))


def _read_book(parts: Parts, root: Element) -> _Book:
    facts = next((one for one in root if local(one) == "workbookPr"), None)
    since_1904 = attribute(facts, "date1904") in _TRUE
    return _Book(_read_texts(parts), *_read_styles(parts), since_1904)


def _shown_sheets(parts: Parts, root: Element) -> Iterator[tuple[str, str]]:
    """The part of each sheet, and what the sheet is called."""
    targets = parts.targets(_BOOK)
    for sheet in root.iter("{*}sheet"):
        name = targets.get(attribute(sheet, "id") or "", "")
        if attribute(sheet, "state") in (None, "visible") and name in parts.names:
            yield name, attribute(sheet, "name") or ""


def _read_texts(parts: Parts) -> list[str]:
    name = "xl/sharedStrings.xml"
    return [_text(item) for item in parts.iterate(name, "{*}si")] if name in parts.names else []


def _text(item: Element) -> str:
    """The runs of a rich text; phonetic hints are no part of it."""
    runs = [item, *(one for one in item if local(one) == "r")]
    text = "".join(one.text or "" for run in runs for one in run if local(one) == "t")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", "")


def _read_styles(parts: Parts) -> tuple[list[str], list[bool]]:
    root = parts.find("xl/styles.xml")
    if root is None:
        return [], []
    own = {attribute(f, "numFmtId"): attribute(f, "formatCode") for f in root.iter("{*}numFmt")}
    drawn = [_is_drawn(one) for group in root.iter("{*}borders") for one in group]
    styles = [one for group in root.iter("{*}cellXfs") for one in group]
    formats = [own.get(i) or BUILT_IN.get(_number(i), "General") for i in _ids(styles, "numFmtId")]
    borders = [_at(drawn, _number(i), False) for i in _ids(styles, "borderId")]
    return formats, borders


def _ids(styles: Iterable[Element], name: str) -> list[str | None]:
    return [attribute(style, name) for style in styles]


def _is_drawn(border: Element) -> bool:
    return any(attribute(side, "style") not in (None, "none") for side in border)


def _read_sheet(parts: Parts, name: str, book: _Book) -> Sheet:
    """Rows are handed on one by one: a sheet may claim a million of them."""
    sheet, at = Sheet(), -1
    for element in parts.iterate(name, "{*}col", "{*}row", "{*}mergeCell"):
        kind = local(element)
        if kind == "row":
            at = _number(attribute(element, "r"), at + 2) - 1
            _read_row(element, at, sheet, book)
        elif kind == "mergeCell":
            _merge(sheet, attribute(element, "ref") or "")
        elif attribute(element, "hidden") in _TRUE:
            first, last = (_number(attribute(element, end)) for end in ("min", "max"))
            sheet.hidden.update(range(first - 1, min(last, _MOST_COLUMNS)))
    return sheet


def _read_row(row: Element, at: int, sheet: Sheet, book: _Book) -> None:
    if attribute(row, "hidden") in _TRUE:
        return
    cells: dict[int, str] = {}
    column, bordered = -1, False
    for cell in row:
        found = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(found[1]) if found else column + 1
        if column < _MOST_COLUMNS and column not in sheet.hidden:
            text, drawn = _shown(cell, book), _at(book.borders, _number(cell.get("s")), False)
            bordered = bordered or drawn
            if text or drawn:
                cells[column] = text
    sheet.empty = 0 if any(cells.values()) else sheet.empty + 1
    if cells and sheet.empty <= _MOST_EMPTY:
        sheet.rows[at] = cells
        if bordered:
            sheet.bordered.add(at)


def _shown(cell: Element, book: _Book) -> str:
    """What a cell shows: a shared text, its own, or its number in its format."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _tidy("".join(_text(one) for one in cell if local(one) == "is"))
    stored = next((one.text or "" for one in cell if local(one) == "v"), "")
    if not stored and kind == "n":
        # a formula whose result was never stored: something stands there, nobody knows what
        return next((f"={one.text or ''}"[:80] for one in cell if local(one) == "f"), "")
    if kind == "s":
        return _tidy(_at(book.texts, _number(stored, -1), ""))
    if kind == "n":
        code = _at(book.formats, _number(cell.get("s")), "General")
        return _tidy(show(stored, code, book.since_1904))
    return _tidy(stored)


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


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def _at(items: Sequence[T], index: int, default: T) -> T:
    return items[index] if 0 <= index < len(items) else default


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
