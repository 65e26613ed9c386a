"""Text boxes that float over the cells of a worksheet. One in a cell shows its text there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.limits import MAX_COLUMNS, collapse_space
from gouji.pipeline.ingest.office.excel.references import CellRange, Position
from gouji.pipeline.ingest.office.excel.sheet_pictures import Anchor, is_hidden
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.ingest.office.package import attribute, to_int
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill")
_MOST_ROWS = 10_000  # The most rows below a text box whose cells are marked.


class TextBox(NamedTuple):
    """The cells that a text box covers, None where that is not known, its text, and whether it
    hides the cells."""

    area: CellRange | None
    text: str
    is_opaque: bool


def find_text_boxes(anchors: Iterable[Anchor]) -> list[TextBox]:
    """The visible text boxes over a worksheet."""
    return [box for anchor in anchors for box in _read_anchor(anchor)]


def _read_anchor(anchor: Anchor) -> Iterator[TextBox]:
    shapes = list(anchor.element.iter("{*}sp"))
    area = _read_area(anchor) if len(shapes) == 1 else None  # a group has several places
    for shape in shapes:
        lines = ["".join(t.text or "" for t in p.iter("{*}t")) for p in shape.iter("{*}p")]
        if any(line.strip() for line in lines) and not is_hidden(shape):
            yield TextBox(area, collapse_space(" ".join(lines)), _is_opaque(shape))


def _read_area(anchor: Anchor) -> CellRange | None:
    """The cells between the two corners that an anchor names."""
    first, last = anchor.read_corner("from"), anchor.read_corner("to")
    if not first or not last:
        return None
    # A corner at the very start of a cell belongs to the one before.
    bottom = last.get("row", 0) - (last.get("rowOff", 0) == 0)
    right = last.get("col", 0) - (last.get("colOff", 0) == 0)
    top, left = first.get("row", 0), first.get("col", 0)
    return CellRange(top, left, max(top, bottom), min(max(left, right), MAX_COLUMNS - 1))


def _is_opaque(shape: Element) -> bool:
    """Whether a shape has a fill of its own, or of its style."""
    fills = [each for kind in _FILLS for each in shape.iterfind(f"{{*}}spPr/{{*}}{kind}")]
    if fills or shape.find("{*}spPr/{*}noFill") is not None:
        return bool(fills)
    reference = shape.find("{*}style/{*}fillRef")
    return to_int(attribute(reference, "idx")) > 0


class PlacedBoxes(NamedTuple):
    """A sheet with the texts of boxes in its cells, and the texts of the other boxes."""

    sheet: Sheet
    others: list[str]


def place_boxes(sheet: Sheet, boxes: Iterable[TextBox]) -> PlacedBoxes:
    """Write the texts of boxes that fill a cell into it. Over the text of the cell an opaque box
    hides it. The cells below any other opaque box are lost."""
    rows = {number: dict(row) for number, row in sheet.rows.items()}
    others = []
    for box in boxes:
        cell = _find_cell(box.area, sheet.merged) if box.area else None
        if cell is not None and cell[1] not in sheet.hidden:
            cells = rows.setdefault(cell[0], {})
            below = "" if box.is_opaque else cells.get(cell[1], "")
            cells[cell[1]] = f"{below} {box.text}".strip()
            continue
        others.append(box.text)
        if box.is_opaque and box.area:
            _mark_covered(rows, box.area)
    return PlacedBoxes(replace(sheet, rows=rows), others)


def _find_cell(area: CellRange, merged: Iterable[CellRange]) -> Position | None:
    """The cell that an area is in, which may be a merged one."""
    first, last = (area.first_row, area.first_column), (area.last_row, area.last_column)
    cells = (each for each in merged if each.contains(first) and each.contains(last))
    return next((each[:2] for each in cells), first if first == last else None)


def _mark_covered(rows: dict[int, dict[int, str]], area: CellRange) -> None:
    for row in range(area.first_row, min(area.last_row, area.first_row + _MOST_ROWS) + 1):
        for column, text in rows.get(row, {}).items():
            if text and area.contains((row, column)):
                rows[row][column] = f"{text}{PICTURE_MARK}"
