"""Excel files to `Document`: the visible sheets with their merged cells, numbers as shown, and the
tables that are pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gouji.pipeline.errors import Damaged, ReportError
from gouji.pipeline.ingest.office.excel.adjacent_tables import write_tables
from gouji.pipeline.ingest.office.excel.formulas.calculator import Calculator
from gouji.pipeline.ingest.office.excel.formulas.sheet_values import SheetValues
from gouji.pipeline.ingest.office.excel.print_areas import leave_out_unprinted, read_print_areas
from gouji.pipeline.ingest.office.excel.read_sheet import read_cells
from gouji.pipeline.ingest.office.excel.sheet_cells import SheetCells
from gouji.pipeline.ingest.office.excel.sheet_pictures import find_sheet_pictures, list_anchors
from gouji.pipeline.ingest.office.excel.text_boxes import find_text_boxes, place_boxes
from gouji.pipeline.ingest.office.excel.workbook_styles import (
    SheetPart,
    Workbook,
    list_sheets,
    read_workbook,
)
from gouji.pipeline.ingest.office.excel.worksheet import move_hidden_texts
from gouji.pipeline.ingest.office.package import Package, open_package
from gouji.pipeline.ingest.scan.inline_pictures import PictureBuilder
from gouji.pipeline.records import Document

# Most sheets that are read for the formulas of others, and bytes of the largest.
_MOST_OTHERS = 20
_LARGEST_OTHER = 20 << 20


@dataclass(slots=True)
class _ReadSheets:
    """The sheets of a workbook that are kept: the one that is being written, and those to which
    formulas refer. `parts` are those of the sheets by their names in lower case."""

    package: Package
    workbook: Workbook
    parts: Mapping[str, str | None]
    _current: SheetCells | None = None
    _others: dict[str, SheetCells | None] = field(default_factory=dict)

    def take(self, part: str) -> SheetCells:
        """A sheet to be written. Raises ReportError."""
        known = self._others.get(part)
        self._current = known or read_cells(self.package, part, self.workbook)
        return self._current

    def find(self, name: str) -> SheetValues | None:
        """What the sheet of a name holds, None where that cannot be told."""
        part = self.parts.get(name.lower())
        if part is None:
            return None
        if self._current is not None and self._current.part == part:
            return self._current.values
        if part not in self._others:
            self._others[part] = self._read(part)
        cells = self._others[part]
        return None if cells is None else cells.values

    def _read(self, part: str) -> SheetCells | None:
        if self.package.size(part) > _LARGEST_OTHER or len(self._others) >= _MOST_OTHERS:
            return None
        try:
            return read_cells(self.package, part, self.workbook)
        except ReportError:
            return None


def _find_parts(sheets: Sequence[SheetPart]) -> dict[str, str | None]:
    """The parts of sheets by their names in lower case, None for a name that several have."""
    parts: dict[str, str | None] = {}
    for sheet in sheets:
        name = sheet.name.lower()
        parts[name] = None if name in parts else sheet.part
    return parts


def ingest_xlsx(data: bytes, media: str) -> Document:
    """Return the sheets of a workbook in their order. Raises ReportError."""
    builder = PictureBuilder()
    sheets = write_xlsx(data, builder)
    return replace(builder.finish(media), sheets=tuple(sheets))


def write_xlsx(data: bytes, builder: PictureBuilder) -> list[tuple[int, str]]:
    """Write the sheets of a workbook, the pictures of each after its cells. Returns the offset and
    the name of each sheet. Raises ReportError."""
    sheets: list[tuple[int, str]] = []
    with open_package(data) as package:
        main = package.find_main()
        if main is None:
            raise Damaged("xl/workbook.xml")
        root = package.parse(main)
        workbook = read_workbook(package, main, root)
        parts = list(list_sheets(package, main, root))
        read = _ReadSheets(package, workbook, _find_parts(parts))
        calculator, areas = Calculator(read.find), read_print_areas(root)
        for part, name, _, place in (each for each in parts if each.is_visible):
            sheets.append((builder.length, name))
            anchors = list_anchors(package, part)
            sheet = move_hidden_texts(read.take(part).build(calculator))
            sheet = leave_out_unprinted(sheet, areas.get(place, ()))
            placed = place_boxes(sheet, find_text_boxes(anchors))
            write_tables(placed.sheet, builder)
            for text in placed.others:
                builder.write_line(text)
            builder.characters = builder.by_rulings.length
            for picture in find_sheet_pictures(anchors):
                builder.write_picture(picture)
    return sheets
