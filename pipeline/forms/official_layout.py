"""The official layout of a form's tables: the field of every head and every cell.

Terminal, Excel sheets and the training corpus all draw their tables from this layout. Rows and
columns count from 0 within a table. The heads of rows take the first columns of a table, the
numbers take the columns behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from gouji.pipeline.forms.form import Block, TableForm
from gouji.pipeline.records import CellKey

# A banner is the title of a block over its whole width (第二十条第（一）项); a corner is the
# field above the row heads, to the left of the column heads.
Role = Literal["banner", "corner", "column_head", "row_head", "cell"]
Path = tuple[str, ...]  # the heads above a column or beside a row, from the outermost inwards


class Extent(NamedTuple):
    """The first and the last column (or row) that a head covers."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LayoutField:
    """A printed field: its first and last row and column, its role, its label or its cell.

    `text` is the official label of a head and empty for a cell, `key` is None for a head.
    """

    top: int
    left: int
    bottom: int
    right: int
    role: Role
    text: str = ""
    key: CellKey | None = None

    @property
    def positions(self) -> list[tuple[int, int]]:
        """The rows and columns that the field covers, from left to right and top to bottom."""
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return [(row, column) for row in rows for column in columns]

    def shift(self, rows: int, columns: int = 0) -> LayoutField:
        """The same field `rows` further down and `columns` further right."""
        return replace(
            self,
            top=self.top + rows,
            left=self.left + columns,
            bottom=self.bottom + rows,
            right=self.right + columns,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as the form prints it: the fields of each block, blocks from top to bottom.

    `head_columns` is the number of columns that the row heads take.
    """

    blocks: tuple[tuple[LayoutField, ...], ...]
    head_columns: int

    @property
    def fields(self) -> tuple[LayoutField, ...]:
        return tuple(field for block in self.blocks for field in block)

    @property
    def height(self) -> int:
        """The number of rows."""
        return 1 + max(field.bottom for field in self.fields)

    @property
    def width(self) -> int:
        """The number of columns, those of the row heads included."""
        return 1 + max(field.right for field in self.fields)


def count_head_columns(table: TableForm) -> int:
    """The number of columns that the row heads of `table` need: one for each level of groups and
    one for the labels; 0 where the only rows are printed side by side under column heads."""
    rows = [row for block in table.blocks if not block.across for row in block.rows]
    return max((len(row.under) + 1 for row in rows), default=0)


def lay_out(table: TableForm, head_columns: int | None = None) -> Layout:
    """The official layout of `table`.

    `head_columns` gives the row heads more columns than they need, so that the numbers of several
    tables begin in the same column of a sheet.
    """
    head_columns = count_head_columns(table) if head_columns is None else head_columns
    width = max(len(block.columns) for block in table.blocks)
    blocks: list[tuple[LayoutField, ...]] = []
    height = 0
    for block in table.blocks:
        if block.across:
            fields = [field.shift(0, head_columns) for field in _lay_across(table, block)]
        else:
            fields = _lay_down(table, block, head_columns, width)
        blocks.append(tuple(field.shift(height) for field in fields))
        height += 1 + max(field.bottom for field in fields)
    return Layout(tuple(blocks), head_columns)


def stack(table: TableForm) -> TableForm:
    """`table` with groups that the form prints side by side as rows under one header, as narrow
    pages have them."""
    blocks = [block.model_copy(update={"across": False}) for block in table.blocks]
    return table.model_copy(update={"blocks": tuple(blocks)})


def _lay_across(table: TableForm, block: Block) -> list[LayoutField]:
    """All rows side by side: their labels above the column heads, one row of numbers."""
    pairs = [(row, column) for row in block.rows for column in block.columns]
    paths = [(*row.under, row.label, column.label) for row, column in pairs]
    extents = [Extent(index, index) for index in range(len(paths))]
    depth = max(map(len, paths))
    keys = [CellKey(table.table, row.row, column.column) for row, column in pairs]
    return [
        *_lay_heads(paths, extents, depth),
        *(LayoutField(depth, x, depth, x, "cell", key=key) for x, key in enumerate(keys)),
    ]


def _lay_down(table: TableForm, block: Block, head_columns: int, width: int) -> list[LayoutField]:
    """A header, then one row of numbers for each row.

    The label of the block is a head over all its columns where rows have groups (申请人情况), and
    a banner over the whole block where they have none (第二十条第（一）项).
    """
    has_groups = any(row.under for row in block.rows)
    group = (block.group,) if block.group and has_groups else ()
    paths = [(*group, *column.under, column.label) for column in block.columns]
    extents = _share_columns(width, len(block.columns), head_columns)
    depth = max(map(len, paths))
    fields = [LayoutField(0, 0, depth - 1, head_columns - 1, "corner", block.corner)]
    fields += _lay_heads(paths, extents, depth)
    fields += [field.shift(depth) for field in _lay_row_heads(block, head_columns)]
    for line, row in enumerate(block.rows, depth):
        for column, (left, right) in zip(block.columns, extents, strict=True):
            key = CellKey(table.table, row.row, column.column)
            fields.append(LayoutField(line, left, line, right, "cell", key=key))
    if group or not block.group:
        return fields
    banner = LayoutField(0, 0, 0, head_columns + width - 1, "banner", block.group)
    return [banner, *(field.shift(1) for field in fields)]


def _share_columns(width: int, count: int, start: int) -> list[Extent]:
    """`width` columns from `start` on, shared among `count` heads as evenly as possible; the last
    heads are the wider ones."""
    edges = [start + width * index // count for index in range(count + 1)]
    return [Extent(left, right - 1) for left, right in pairwise(edges)]


def _lay_row_heads(block: Block, head_columns: int) -> Iterator[LayoutField]:
    """The heads of rows: laid out like column heads, then turned."""
    paths = [(*row.under, row.label) for row in block.rows]
    extents = [Extent(index, index) for index in range(len(paths))]
    for head in _lay_heads(paths, extents, head_columns):
        yield LayoutField(head.left, head.top, head.right, head.bottom, "row_head", head.text)


def _lay_heads(
    paths: Sequence[Path], extents: Sequence[Extent], depth: int
) -> Iterator[LayoutField]:
    """Column heads on `depth` levels, level by level.

    Neighbours under one group share the field of that group. The innermost head of a path reaches
    down to the numbers.
    """
    for level in range(depth):
        indexes = [index for index, path in enumerate(paths) if level < len(path)]
        joints = {index: _find_joint(paths[index], level, index) for index in indexes}
        for _, run in groupby(indexes, key=joints.__getitem__):
            members = list(run)
            path = paths[members[0]]
            bottom = depth - 1 if level == len(path) - 1 else level
            left, right = extents[members[0]].first, extents[members[-1]].last
            yield LayoutField(level, left, bottom, right, "column_head", path[level])


def _find_joint(path: Path, level: int, index: int) -> tuple[Path, int | None]:
    """Heads with equal joints are one field. An innermost head is never joined to another."""
    return path[: level + 1], index if level == len(path) - 1 else None
