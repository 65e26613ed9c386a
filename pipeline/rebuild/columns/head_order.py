"""The order of columns as a header tells it in media that have no table columns.

Text prints a header line by line: first the heads beside a group of columns and the head of the
group, then the heads of its columns. Where heads of one level and of one line are in another
order than in the form (总计 before 自然人), the header contradicts the form. It tells the printed
order if it has every head once.

Where a conversion put the whole header in one line, or each head in a line of its own, 总计 before
自然人 may be the first column, or the last one that was a line higher. There the sums of the rows
tell which, or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from gouji.pipeline.forms.form import Block, Form, LayoutRow
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.column_heads import Heads, may_name, plain_head, rows_above
from gouji.pipeline.rebuild.columns.placements import Columns
from gouji.pipeline.rebuild.copies import Copy
from gouji.pipeline.rebuild.printed_rows import PrintedRow

# The columns of the form, by index, from left to right as they are printed; None: not known.
PrintedOrder = tuple[int, ...] | None
# A head: the index of its column, or the label of its group of columns.
Head = int | str


class _PrintedHead(NamedTuple):
    """A head, and the number of its line; the number is the same for all if each has its own."""

    head: Head
    line: int


class _BlockHeads(NamedTuple):
    """The labels of the columns of a block, the label of the group that each is in, if any, and the
    title above all of them."""

    labels: tuple[str, ...]
    groups: tuple[str | None, ...]
    title: str

    @property
    def levels(self) -> list[list[Head]]:
        """The heads beside one another in the form: of the block, then of each group. A head may
        also be beside the title, which is before it in the form."""
        outer = dict.fromkeys(group or n for n, group in enumerate(self.groups))
        names = dict.fromkeys(filter(None, self.groups))
        inner: list[list[Head]] = [
            [n for n, group in enumerate(self.groups) if group == name] for name in names
        ]
        return [[self.title, *outer], *inner]


def find_orders(
    rows: Sequence[MatchedRow], copy: Copy, form: Form, heads: Mapping[LayoutRow, Heads]
) -> dict[LayoutRow, PrintedOrder]:
    """The printed order of the columns of each row whose header contradicts the form.

    `rows` are those of the form in the copy. Rows with `heads` in table columns are left out.
    """
    orders: dict[LayoutRow, PrintedOrder] = {}
    rows = [row for row in rows if not heads.get(row.print)]
    for block in form.table(copy.chain.table).blocks:
        keys = {row.row for row in block.rows}
        members = [row for row in rows if row.print.cells[0].row in keys]
        header = rows_above(copy, {row.print.key for row in members})
        for width, group in groupby(members, key=lambda row: len(row.print.cells)):
            alike = list(group)
            for order in _find_order(header, block, alike):
                orders |= {row.print: order for row in alike if not _is_constant(row, width)}
    return orders


def _is_constant(row: MatchedRow, width: int) -> bool:
    """Whether a row has the same text in every column, so that their order says nothing."""
    texts = [field.text for field in row.fields]
    return len(texts) == width and len(set(texts)) == 1


def place_by_order(
    rows: Sequence[MatchedRow], orders: Mapping[LayoutRow, PrintedOrder]
) -> tuple[MatchedRow, ...]:
    """The rows, each with the field of every column where its header tells the printed order."""
    return tuple(
        replace(row, by_heads=_place_row(row, order)) if (order := orders.get(row.print)) else row
        for row in rows
    )


def _place_row(row: MatchedRow, order: Sequence[int]) -> Columns | None:
    """The index of the field in each column; None where the row has not one field for each."""
    filled = [i for i, field in enumerate(row.fields) if field.text]
    places = filled if len(filled) == len(order) else range(len(row.fields))
    if len(places) != len(order):
        return None
    return tuple(places[order.index(n)] for n in range(len(order)))


def _find_order(
    header: Sequence[PrintedRow], block: Block, rows: Sequence[MatchedRow]
) -> Iterator[PrintedOrder]:
    """Yield the printed order of the columns of some rows of one width if their header contradicts
    the form."""
    heads = _BlockHeads(
        tuple(plain_head(column.label) for column in block.columns),
        tuple(column.under[-1] if column.under else None for column in block.columns),
        plain_head(block.group),
    )
    printed = _share_line(list(_name_heads(header, heads)))
    if block.across:
        yield from _order_groups(printed, len(heads.labels), len(rows[0].print.cells))
    elif not all(_is_in_order(printed, level) for level in heads.levels):
        order = _read_order(printed, heads)
        is_flat = any(heads.groups) and len({one.line for one in printed}) == 1
        yield from _weigh_sums(rows, order) if is_flat else [order]


def _order_groups(
    printed: Sequence[_PrintedHead], count: int, width: int
) -> Iterator[PrintedOrder]:
    """Yield the printed order of columns in groups side by side, `count` in each, if it is not that
    of the form. Each group has all of its heads, in one line; rows of one group, of `width` then,
    have the heads of any."""
    groups = [printed[start : start + count] for start in range(0, len(printed), count)]
    if any(len({one.line for one in group}) > 1 for group in groups):
        return
    if width == count and all(_columns(group) == _columns(groups[0]) for group in groups):
        groups = groups[:1]
    order = tuple(
        count * n + column for n, group in enumerate(groups) for column in _columns(group)
    )
    if sorted(order) == list(range(width)) and order != tuple(range(width)):
        yield order


def _columns(heads: Sequence[_PrintedHead]) -> list[int]:
    return [one.head for one in heads if isinstance(one.head, int)]


def _name_heads(header: Sequence[PrintedRow], heads: _BlockHeads) -> Iterator[_PrintedHead]:
    """Yield the heads in reading order. A label may be several heads with spaces between them."""
    for row in header:
        for label in row.labels:
            whole = list(_name_head(label.text, heads))
            parts = [head for text in label.text.split() for head in _name_head(text, heads)]
            yield from [_PrintedHead(head, label.row) for head in whole or parts]


def _share_line(printed: list[_PrintedHead]) -> list[_PrintedHead]:
    """Give all heads the same line number, if each of them has a line of its own."""
    has_lines = len({one.line for one in printed}) < len(printed)
    return printed if has_lines else [one._replace(line=0) for one in printed]


def _name_head(text: str, heads: _BlockHeads) -> Iterator[Head]:
    """Yield the head that a text is."""
    plain = plain_head(text)
    named = [n for n, label in enumerate(heads.labels) if may_name(plain, label, heads.labels)]
    if plain and plain in (*heads.groups, heads.title):
        yield plain
    elif len(named) == 1:
        yield named[0]


def _is_in_order(printed: Sequence[_PrintedHead], level: Sequence[Head]) -> bool:
    """Whether the heads of a level that are in one line, each once, are in the form's order."""
    names = [one.head for one in printed]
    places = sorted(
        (printed[names.index(head)].line, rank, names.index(head))
        for rank, head in enumerate(level)
        if names.count(head) == 1
    )
    return all(
        place < next_place
        for (line, _, place), (next_line, _, next_place) in pairwise(places)
        if line == next_line
    )


def _read_order(printed: Sequence[_PrintedHead], heads: _BlockHeads) -> PrintedOrder:
    """The columns from left to right: the columns of a group are where the head of the group is.
    None where a head is missing, or those of one level are in several lines."""
    names = [one.head for one in printed]
    levels = [[head for head in level if head != heads.title] for level in heads.levels]
    if any(names.count(head) != 1 for level in levels for head in level):
        return None
    if any(len({printed[names.index(head)].line for head in level}) > 1 for level in levels):
        return None

    def place(column: int) -> tuple[int, int]:
        group = heads.groups[column]
        within = names.index(column)
        return within if group is None else names.index(group), within

    return tuple(sorted(range(len(heads.labels)), key=place))


def _weigh_sums(rows: Sequence[MatchedRow], order: PrintedOrder) -> Iterator[PrintedOrder]:
    """Yield the order if the totals of more rows hold in it than in the order of the form, whose
    last column is the total; nothing if those of fewer rows do; None if they do not tell."""
    numbers = [[number for number in row.numbers if number is not None] for row in rows]
    sums = [(2 * row[0] == sum(row), 2 * row[-1] == sum(row)) for row in numbers if len(row) > 1]
    first, last = sums.count((True, False)), sums.count((False, True))
    if first >= last:
        is_sure = order and order[0] == len(order) - 1 and first > last
        yield order if is_sure else None
