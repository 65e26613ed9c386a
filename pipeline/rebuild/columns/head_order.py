"""The order of columns as a header tells it in media that have no table columns.

Text prints a header line by line: first the heads beside a group of columns and the head of the
group, then the heads of its columns. Where heads of one level and of one line are in another
order than in the form (总计 before 自然人), the header contradicts the form. It tells the printed
order if it has every head once. It tells the printed columns, too, where it has fewer heads than
the form has columns, and the rows have a field for each head.

Where a conversion put the whole header in one line, or each head in a line of its own, 总计 before
自然人 may be the first column, or the last one that was a line higher. There the sums of the rows
tell which column the total is, or nothing does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from gouji.pipeline.forms.form import Block, Form, LayoutRow
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.column_heads import Heads, rows_above
from gouji.pipeline.rebuild.columns.placements import Columns
from gouji.pipeline.rebuild.columns.printed_heads import (
    BlockHeads,
    Head,
    PrintedHead,
    find_printed_columns,
    list_columns,
    name_heads,
    select_columns,
)
from gouji.pipeline.rebuild.copies import Copy
from gouji.pipeline.rebuild.printed_rows import PrintedRow

# The columns of the form, by index, from left to right as they are printed; None: not known.
PrintedOrder = tuple[int, ...] | None


def place_by_order(
    rows: Sequence[MatchedRow], copy: Copy, form: Form, heads: Mapping[LayoutRow, Heads]
) -> tuple[MatchedRow, ...]:
    """The rows, placed by their header where it contradicts the form. A row whose header does not
    tell the columns has an open order.

    `rows` are those of the form in the copy. Rows with `heads` in table columns stay as they are.
    """
    orders = _find_orders([row for row in rows if not heads.get(row.print)], copy, form)
    return tuple(_place(row, orders[row.print]) if row.print in orders else row for row in rows)


def _place(row: MatchedRow, order: PrintedOrder) -> MatchedRow:
    fields = None if order is None else _find_fields(row, order)
    return replace(row, by_heads=fields, has_open_order=fields is None)


def _find_orders(
    rows: Sequence[MatchedRow], copy: Copy, form: Form
) -> dict[LayoutRow, PrintedOrder]:
    """The printed order of the columns of each row whose header contradicts the form."""
    orders: dict[LayoutRow, PrintedOrder] = {}
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


def _find_fields(row: MatchedRow, order: Sequence[int]) -> Columns | None:
    """The index of the field in each column, None for columns that are not printed; None where the
    row has not one field for each printed column."""
    places = row.find_fields(len(order))
    if places is None:
        return None
    width = len(row.print.cells)
    return tuple(places[order.index(n)] if n in order else None for n in range(width))


def _find_order(
    header: Sequence[PrintedRow], block: Block, rows: Sequence[MatchedRow]
) -> Iterator[PrintedOrder]:
    """Yield the printed order of the columns of some rows of one width if their header contradicts
    the form."""
    heads = BlockHeads.of(block)
    printed = name_heads(header, heads)
    if block.across:
        yield from _order_groups(printed, len(heads.labels), len(rows[0].print.cells))
        return
    columns = find_printed_columns(printed, header, heads, rows)
    orders = list(_order_columns(*select_columns(columns, printed, heads), rows))
    if not orders and len(columns) < len(heads.labels):
        orders = [tuple(range(len(columns)))]
    yield from (order and tuple(columns[n] for n in order) for order in orders)


def _order_columns(
    printed: Sequence[PrintedHead], heads: BlockHeads, rows: Sequence[MatchedRow]
) -> Iterator[PrintedOrder]:
    """Yield the printed order of columns if the header has another order than the form. Yield None
    if the header has the order of the form, but the sums of the rows have the total elsewhere."""
    width = len(heads.labels)
    if all(_is_in_order(printed, level) for level in heads.levels):
        if heads.has_total and _find_total(rows, width) not in (None, width - 1):
            yield None
        return
    order = _read_order(printed, heads)
    is_flat = heads.has_total and len({one.line for one in printed}) == 1
    yield from _weigh_sums(rows, order, width) if is_flat else [order]


def _order_groups(printed: Sequence[PrintedHead], count: int, width: int) -> Iterator[PrintedOrder]:
    """Yield the printed order of columns in groups side by side, `count` in each, if it is not that
    of the form. Each group has all of its heads, in one line; rows of one group, of `width` then,
    have the heads of any."""
    groups = [printed[start : start + count] for start in range(0, len(printed), count)]
    if any(len({one.line for one in group}) > 1 for group in groups):
        return
    if width == count and all(list_columns(group) == list_columns(groups[0]) for group in groups):
        groups = groups[:1]
    order = tuple(
        count * n + column for n, group in enumerate(groups) for column in list_columns(group)
    )
    if sorted(order) == list(range(width)) and order != tuple(range(width)):
        yield order


def _is_in_order(printed: Sequence[PrintedHead], level: Sequence[Head]) -> bool:
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


def _read_order(printed: Sequence[PrintedHead], heads: BlockHeads) -> PrintedOrder:
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


def _weigh_sums(
    rows: Sequence[MatchedRow], order: PrintedOrder, width: int
) -> Iterator[PrintedOrder]:
    """Yield the order that a header in one line has, if the sums of the rows confirm its total.

    If the sums have the total last, as the form does, only the other columns may be in another
    order. Yield None, which means an open order, if the sums confirm neither.
    """
    last, place = width - 1, _find_total(rows, width)
    if place == last:
        others = tuple(n for n in order or () if n != last)
        if others != tuple(sorted(others)):
            yield (*others, last)
    else:
        yield order if order and place is not None and order[place] == last else None


def _find_total(rows: Sequence[MatchedRow], width: int) -> int | None:
    """The place at which most rows have the sum of their other numbers; None where no place is
    that of more rows than all others. A row with blanks tells only whether it is first or last."""
    places: Counter[int] = Counter()
    for row in rows:
        numbers = [number for number in row.numbers if number is not None]
        totals = [i for i, number in enumerate(numbers) if 2 * number == sum(numbers)]
        if len(totals) == 1 and (len(numbers) == width or totals[0] in (0, len(numbers) - 1)):
            places[width - 1 if totals[0] == len(numbers) - 1 else totals[0]] += 1
    if not places:
        return None
    best, count = places.most_common(1)[0]
    return best if 2 * count > places.total() else None
