"""A block of a table without its layout: row labels, column heads, and the figure of each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gouji.pipeline.forms.form import Block, TableForm
from gouji.pipeline.records import CellKey
from gouji.training.corpus.reports.grid import Box, Grid


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """Row labels, column heads, and boxes by row and column. `total` is the index of the column of
    row totals, None in blocks without totals."""

    table: str
    corner: str
    labels: tuple[str, ...]
    heads: tuple[str, ...]
    boxes: tuple[tuple[Box, ...], ...]
    total: int | None

    def take_columns(self, order: Sequence[int]) -> PlainBlock:
        """The block with these of its columns, in this order."""
        boxes = tuple(tuple(row[column] for column in order) for row in self.boxes)
        total = order.index(self.total) if self.total in order else None
        heads = tuple(self.heads[column] for column in order)
        return replace(self, heads=heads, boxes=boxes, total=total)

    def take_rows(self, order: Sequence[int]) -> PlainBlock:
        """The block with these of its rows, in this order."""
        labels = tuple(self.labels[row] for row in order)
        return replace(self, labels=labels, boxes=tuple(self.boxes[row] for row in order))

    def to_grid(self, *before: Sequence[str]) -> Grid:
        """A header row, then a row for each label. `before` are further columns of text between
        labels and figures, each with its head first."""
        head = [self.corner, *(column[0] for column in before), *self.heads]
        rows = [tuple(map(Box, head))]
        for i, (label, boxes) in enumerate(zip(self.labels, self.boxes, strict=True), 1):
            rows.append((Box(label), *(Box(column[i]) for column in before), *boxes))
        return Grid(self.table, tuple(rows), 1, 1)


def split_blocks(table: TableForm, boxes: Mapping[CellKey, Box]) -> Iterator[PlainBlock]:
    """The blocks of a table; `boxes` hold its figures."""
    for block in table.blocks:
        columns = [column.column for column in block.columns]
        keys = [[CellKey(table.table, row.row, column) for column in columns] for row in block.rows]
        yield PlainBlock(
            table.table,
            block.corner if len(block.corner) < 10 else "项目",
            tuple(_join(block, row.under, row.label) for row in block.rows),
            tuple(column.label for column in block.columns),
            tuple(tuple(boxes[key] for key in row) for row in keys),
            columns.index("total") if "total" in columns else None,
        )


def _join(block: Block, under: Sequence[str], label: str) -> str:
    """A row label; where groups are side by side in the form, the label alone."""
    return label if block.across or not under else f"{under[-1]}{label}"
