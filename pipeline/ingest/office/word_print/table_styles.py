"""What the style of a table gives to a cell by its place, such as a dark first row.

The parts of a style and their order: ECMA-376 part 1, 17.7.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.package import attribute, local_name
from gouji.pipeline.ingest.office.word_print.properties import (
    Properties,
    Styles,
    properties_of,
)
from gouji.pipeline.ingest.office.word_print.tables import find_children

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The switches of a table by their bits in the older notation. noHBand and noVBand switch bands off.
_SWITCHES = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{1,4}")


class CellPlace(NamedTuple):
    """The place of a cell in its table."""

    row: int
    column: int
    is_last_row: bool
    is_last_column: bool


class TableStyles:
    """What the styles of tables give to their cells."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._tables: dict[Element, Properties] = {}
        self._parts: dict[Element, tuple[str, ...]] = {}

    def of_table(self, table: Element) -> Properties:
        """The properties of a table, those of its style included."""
        if table not in self._tables:
            given = properties_of(table, "tblPr")
            style = self.styles.find_table_style(given)
            self._tables[table] = {**self.styles.of_style(style, "tblPr"), **given}
        return self._tables[table]

    def of_cell(self, cell: Element, group: str) -> Properties:
        """The properties of a group (`rPr`, `tcPr`) that the style of its table gives to a cell."""
        table = next((each for each in cell.iterancestors() if local_name(each) == "tbl"), None)
        if table is None:
            return {}
        style = self.styles.find_table_style(self.of_table(table))
        if style is None or not self.styles.has_looks(style):
            return {}
        if cell not in self._parts:
            switches = _read_switches(self.of_table(table).get("tbllook"))
            for each, place in _find_places(table):
                self._parts[each] = tuple(_list_parts(place, switches))
        return self.styles.of_parts(style, self._parts.setdefault(cell, ()), group)


def _find_places(table: Element) -> Iterator[tuple[Element, CellPlace]]:
    """Yield the cells of a table with their places."""
    rows = list(find_children(table, "tr"))
    for row, element in enumerate(rows, 1):
        cells = list(find_children(element, "tc"))
        for column, cell in enumerate(cells, 1):
            yield cell, CellPlace(row - 1, column - 1, row == len(rows), column == len(cells))


def _read_switches(look: Element | None) -> frozenset[str]:
    """The switches of a table that are on. Single attributes override the number."""
    if look is None:
        return frozenset()
    number = attribute(look, "val") or "0"
    bits = int(number, 16) if _HEXADECIMAL.fullmatch(number) else 0
    given = {name: attribute(look, name) for name in _SWITCHES}
    return frozenset(
        name
        for name, bit in _SWITCHES.items()
        if (bits & bit if given[name] is None else given[name] in ("1", "true", "on"))
    )


def _list_parts(place: CellPlace, on: frozenset[str]) -> Iterator[str]:
    """Yield the parts of a style that apply to a cell. Later ones override earlier ones."""
    is_top, is_bottom = "firstRow" in on and not place.row, "lastRow" in on and place.is_last_row
    is_left = "firstColumn" in on and not place.column
    is_right = "lastColumn" in on and place.is_last_column
    column, row = place.column - ("firstColumn" in on), place.row - ("firstRow" in on)
    in_column_bands = "noVBand" not in on and not (is_left or is_right)
    in_row_bands = "noHBand" not in on and not (is_top or is_bottom)
    parts = {
        "wholeTable": True,
        f"band{1 + column % 2}Vert": in_column_bands,
        f"band{1 + row % 2}Horz": in_row_bands,
        "firstCol": is_left,
        "lastCol": is_right,
        "firstRow": is_top,
        "lastRow": is_bottom,
        "neCell": is_top and is_right,
        "nwCell": is_top and is_left,
        "seCell": is_bottom and is_right,
        "swCell": is_bottom and is_left,
    }
    yield from (name for name, holds in parts.items() if holds)
