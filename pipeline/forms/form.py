"""The official forms as data: `configs/forms/*.yaml`, one file for each version.

A `LayoutRow` is one printed row of values in the official layout: a row of the table, or all groups
of a block whose groups are side by side (table `remedies`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gouji.pipeline.configs import load_yaml
from gouji.pipeline.records import CellKey, Kind

ACROSS = "across"  # the key of a layout row that holds several rows of the form side by side

Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column header: its key, its official label, its kind of number, the headers above it."""

    column: Name
    label: Name
    kind: Kind
    under: tuple[str, ...] = ()


class Row(_Strict):
    """A row label: its key, its official text, and the group labels to its left."""

    row: Name
    label: Name
    under: tuple[str, ...] = ()


class Block(_Strict):
    """Rows that share one header. With `across` they are side by side in one layout row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    group: str = ""
    corner: str = ""
    across: bool = False


class TableForm(_Strict):
    """One table of a form: its key, its section title, its blocks from top to bottom."""

    table: Name
    title: Name
    blocks: tuple[Block, ...]

    def cells(self) -> tuple[tuple[CellKey, Column, Row], ...]:
        """Return the cells from left to right and from top to bottom."""
        return self._cells

    @cached_property
    def _cells(self) -> tuple[tuple[CellKey, Column, Row], ...]:
        return tuple(
            (CellKey(self.table, row.row, column.column), column, row)
            for block in self.blocks
            for row in block.rows
            for column in block.columns
        )

    def layout_rows(self) -> Iterator[LayoutRow]:
        """Yield the layout rows in order.

        A block with groups side by side is one row, and then one row for each group, since some
        reports print it group by group.
        """
        for block in self.blocks:
            rows = [
                LayoutRow(self.table, row.row, tuple(_cell_keys(self.table, row, block)))
                for row in block.rows
            ]
            if block.across:
                yield LayoutRow(self.table, ACROSS, tuple(key for row in rows for key in row.cells))
            yield from rows


class Form(_Strict):
    """A version of the official form."""

    form: Name
    source: str
    tables: tuple[TableForm, ...]

    # A form is loaded once, so that its identity is a valid key of caches.
    __hash__ = object.__hash__

    @cached_property
    def columns(self) -> dict[CellKey, Column]:
        """The column header of each cell."""
        return {key: column for table in self.tables for key, column, _ in table.cells()}

    @cached_property
    def rows(self) -> dict[CellKey, Row]:
        """The row label of each cell."""
        return {key: row for table in self.tables for key, _, row in table.cells()}

    def table(self, name: str) -> TableForm:
        """Return the table with a key."""
        return next(table for table in self.tables if table.table == name)


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One row of values in the official layout: its table, its key, its cells left to right."""

    table: str
    key: str
    cells: tuple[CellKey, ...]

    @property
    def label(self) -> str:
        """Table and key, as in `requests/received`."""
        return f"{self.table}/{self.key}"

    @property
    def has_total(self) -> bool:
        """Whether the last cell is the total of the others."""
        return self.cells[-1].column == "total"


def _cell_keys(table: str, row: Row, block: Block) -> Iterator[CellKey]:
    for column in block.columns:
        yield CellKey(table, row.row, column.column)


def load_forms(folder: Path) -> dict[str, Form]:
    """Return all forms in `folder`, by version, oldest first. Raises ConfigError."""
    forms = [load_yaml(path, Form) for path in sorted(folder.glob("*.yaml"))]
    return {form.form: form for form in forms}
