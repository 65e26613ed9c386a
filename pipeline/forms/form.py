"""The official forms as data: `configs/forms/*.yaml`, one file a version.

A `Print` is one printed row of values as the official layout has it: a row of the table, or,
where groups stand side by side (table `remedies`), all groups in one row.
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

ACROSS = "across"  # the key of a printed row that holds several rows of the form side by side

Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column head: its key, its official label, the kind of number, the heads above it."""

    column: Name
    label: Name
    kind: Kind
    under: tuple[str, ...] = ()


class Row(_Strict):
    """A row head: its key, its official label, and the group labels to its left."""

    row: Name
    label: Name
    under: tuple[str, ...] = ()


class Block(_Strict):
    """Rows that share one header; `across` lays them side by side in one printed row."""

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
        """The cells from left to right and from top to bottom."""
        return self._cells

    @cached_property
    def _cells(self) -> tuple[tuple[CellKey, Column, Row], ...]:
        return tuple(
            (CellKey(self.table, row.row, column.column), column, row)
            for block in self.blocks
            for row in block.rows
            for column in block.columns
        )

    def prints(self) -> Iterator[Print]:
        """The printed rows in order; a block laid across can also be printed group by group."""
        for block in self.blocks:
            rows = [
                Print(self.table, row.row, tuple(_keys(self.table, row, block)))
                for row in block.rows
            ]
            if block.across:
                yield Print(self.table, ACROSS, tuple(k for one in rows for k in one.cells))
            yield from rows


class Form(_Strict):
    """A version of the official form."""

    form: Name
    source: str
    tables: tuple[TableForm, ...]

    # A form is loaded once and is the key of what is worked out from it.
    __hash__ = object.__hash__

    @cached_property
    def columns(self) -> dict[CellKey, Column]:
        return {key: column for table in self.tables for key, column, _ in table.cells()}

    @cached_property
    def rows(self) -> dict[CellKey, Row]:
        return {key: row for table in self.tables for key, _, row in table.cells()}

    def table(self, name: str) -> TableForm:
        return next(table for table in self.tables if table.table == name)


@dataclass(frozen=True, slots=True)
class Print:
    """One printed row of values: its table, its key and its cells from left to right."""

    table: str
    key: str
    cells: tuple[CellKey, ...]

    @property
    def label(self) -> str:
        return f"{self.table}/{self.key}"


def _keys(table: str, row: Row, block: Block) -> Iterator[CellKey]:
    for column in block.columns:
        yield CellKey(table, row.row, column.column)


def load_forms(folder: Path) -> dict[str, Form]:
    """All forms under `folder`, by version, oldest first. Raises ConfigError."""
    forms = [load_yaml(path, Form) for path in sorted(folder.glob("*.yaml"))]
    return {form.form: form for form in forms}
