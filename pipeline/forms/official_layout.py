"""The official layout of a form's tables: which head and which cell stands in which field.

Fields are counted from 0. All tables of a form share one grid: the row heads take its first
fields, as many as the deepest head needs, and the numbers those behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from gouji.pipeline.forms.form import Block, Form, TableForm
from gouji.pipeline.records import CellKey

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A printed field: its first and last row and column, and the head or the cell in it."""

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    key: CellKey | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as the form prints it, `height` rows high."""

    fields: tuple[Field, ...]
    height: int


def count_heads(form: Form) -> int:
    """How many fields the row heads of a form take."""
    blocks = [b for table in form.tables for b in table.blocks if not b.across]
    return max((len(row.under) + 1 for b in blocks for row in b.rows), default=1)


def lay_out(table: TableForm, heads: int) -> Layout:
    """The official layout of `table`, behind `heads` fields for row heads."""
    width = max(len(block.columns) for block in table.blocks)
    fields: list[Field] = []
    height = 0
    for block in table.blocks:
        own = _across(table, block) if block.across else _down(table, block, heads, width)
        fields += [_move(field, height, heads if block.across else 0) for field in own]
        height = max(field.bottom for field in fields) + 1
    return Layout(tuple(fields), height)


def _across(table: TableForm, block: Block) -> list[Field]:
    """All rows side by side, their heads above the column heads; one row of numbers."""
    pairs = [(row, column) for row in block.rows for column in block.columns]
    paths = [(*row.under, row.label, column.label) for row, column in pairs]
    places = [(i, i) for i in range(len(paths))]
    depth = max(map(len, paths))
    keys = [CellKey(table.table, row.row, column.column) for row, column in pairs]
    return [
        *_head_fields(paths, places, depth),
        *(Field(depth, i, depth, i, key=key) for i, key in enumerate(keys)),
    ]


def _down(table: TableForm, block: Block, heads: int, width: int) -> list[Field]:
    """A header, and a row of numbers for each row. A group stands over the columns where the
    row heads have groups too, else over the whole block."""
    deep = any(row.under for row in block.rows)
    paths = [(*([block.group] if deep else []), *c.under, c.label) for c in block.columns]
    places = _share(width, len(block.columns), heads)
    depth = max(map(len, paths))
    fields = [Field(0, 0, depth - 1, heads - 1, block.corner)]
    fields += _head_fields(paths, places, depth)
    fields += [_move(field, depth, 0) for field in _row_heads(block, heads)]
    for line, row in enumerate(block.rows, depth):
        for column, (left, right) in zip(block.columns, places, strict=True):
            key = CellKey(table.table, row.row, column.column)
            fields.append(Field(line, left, line, right, key=key))
    if block.group and not deep:
        banner = Field(0, 0, 0, heads + width - 1, block.group)
        return [banner, *(_move(field, 1, 0) for field in fields)]
    return fields


def _share(width: int, columns: int, start: int) -> list[tuple[int, int]]:
    """`width` fields shared out among `columns`, as evenly as it goes."""
    edges = [start + width * i // columns for i in range(columns + 1)]
    return [(left, right - 1) for left, right in pairwise(edges)]


def _head_fields(
    paths: Sequence[Path], places: Sequence[tuple[int, int]], depth: int
) -> Iterator[Field]:
    """Heads over columns: equal ones side by side are one field, the last reaches the numbers."""
    for level in range(depth):
        reached = [i for i, path in enumerate(paths) if level < len(path)]
        joints = {i: _joint(paths[i], level, i) for i in reached}
        for _, run in groupby(reached, key=joints.__getitem__):
            members = list(run)
            path = paths[members[0]]
            bottom = depth - 1 if level == len(path) - 1 else level
            left, right = places[members[0]][0], places[members[-1]][1]
            yield Field(level, left, bottom, right, path[level])


def _joint(path: Path, level: int, place: int) -> tuple[Path, int]:
    """What heads must share to be one field; the last head of a path stands alone."""
    return path[: level + 1], place if level == len(path) - 1 else -1


def _row_heads(block: Block, heads: int) -> Iterator[Field]:
    """The same, turned: heads of rows, from the outermost group to the row's own label."""
    paths = [(*row.under, row.label) for row in block.rows]
    places = [(i, i) for i in range(len(paths))]
    for one in _head_fields(paths, places, heads):
        yield Field(one.left, one.top, one.right, one.bottom, one.text)


def _move(field: Field, down: int, right: int) -> Field:
    return Field(
        field.top + down,
        field.left + right,
        field.bottom + down,
        field.right + right,
        field.text,
        field.key,
    )
