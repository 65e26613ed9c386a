"""Printed column heads: they name their columns, whatever the order of the form.

A row is placed by its heads where they tell every column and differ from the order of the form.
Elsewhere a head that names another column, or none of the form, contradicts the placement. A block
with the heads of another form has no figures of this one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from gouji.pipeline.forms.form import Block, Form, LayoutRow
from gouji.pipeline.language.normalise import squeeze, without_instruction
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.placements import Columns, PlacedRow
from gouji.pipeline.rebuild.copies import Copy
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import Fragment

# A table column, and how many columns a field covers from there on.
Extent = tuple[int, int]
# The text of each head by its extent.
Heads = Mapping[Extent, str]

# The fewest heads that make a printed row a header, and that tell the order of columns.
_FEWEST_HEADS = 2
# The share of the characters of a head that the label of its column must have.
_SHARED_CHARACTERS = 0.5
# Stands for each head of a header that does not fit its table. It names no column.
_UNKNOWN_HEAD = "?"
# A head for another year than that of the report, or for a share in place of a count.
_OTHER_CONTENT = re.compile(r"去年|上年|上一?年度|同期|20\d\d年|占比|比例|[%％]")


def find_heads(copy: Copy) -> dict[LayoutRow, Heads]:
    """The heads right above each row of the form, in media that tell columns.

    A header may have several printed rows, of which the lowest head of a column names it. Where the
    medium has no spans, only a single row of heads is aligned with the rows below it.
    """
    heads: dict[LayoutRow, Heads] = {}
    prints = {match.printed.number: copy.chain.prints[match.row] for match in copy.matches}
    for row, found in trace_headers(copy.printed, prints.keys()):
        heads.setdefault(prints[row.number], found)
    return heads


def trace_headers(
    rows: Sequence[PrintedRow], body: Collection[int]
) -> Iterator[tuple[PrintedRow, Heads]]:
    """Yield each row of a table whose number is in `body`, with the heads above it."""
    header: list[PrintedRow] = []
    current: Heads = {}
    has_spans = any(label.column_span > 1 for row in rows for label in row.labels)
    is_open = False
    for row in rows:
        if row.number in body:
            current = _read_header(header) if is_open else current
            is_aligned = has_spans or (len(header) == 1 and _is_below(row, header[0]))
            if _is_overhanging(header):
                current = dict.fromkeys(current, _UNKNOWN_HEAD)
            yield row, current if is_aligned else {}
            is_open = False
        elif _is_header(row):
            header = [*header, row] if is_open else [row]
            is_open = True


def _is_header(row: PrintedRow) -> bool:
    """Whether a printed row holds several different labels of table columns and no figures."""
    texts = {label.text for label in row.labels if label.has_table_column}
    return len(texts) >= _FEWEST_HEADS and not row.values and not row.streamed


def _read_header(rows: Sequence[PrintedRow]) -> Heads:
    """The lowest heads, without those over other heads."""
    heads: dict[Extent, str] = {}
    for label in (label for row in rows for label in row.labels):
        extent = extent_of(label)
        heads = {other: text for other, text in heads.items() if not _overlap(other, extent)}
        heads[extent] = squeeze(label.text)
    return heads


def extent_of(fragment: Fragment) -> Extent:
    """The table column of a field, and how many it covers."""
    return fragment.column, fragment.column_span


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < sum(other) and other[0] < sum(one)


def _is_below(row: PrintedRow, header: PrintedRow) -> bool:
    """Whether a row ends where the header does or before, with a field for each head. Empty fields
    behind the header are padding."""
    first = min((field.column for field in row.fields), default=0)
    heads = sum(label.column >= first for label in header.labels)
    end = max((sum(extent_of(v)) for v in row.values if v.has_table_column), default=0)
    return heads <= len(row.fields) and end <= _count_columns(header)


def _is_overhanging(header: Sequence[PrintedRow]) -> bool:
    """Whether lower heads reach beyond the heads over them. Columns were dropped from such a table,
    and nobody knows which."""
    return any(_count_columns(row) > _count_columns(header[0]) for row in header[1:])


def _count_columns(row: PrintedRow) -> int:
    """The number of table columns up to the last field of a printed row."""
    fields = (field for field in (*row.labels, *row.fields) if field.has_table_column)
    return max((field.column + field.column_span for field in fields), default=0)


def place_by_heads(
    rows: Sequence[MatchedRow], heads: Mapping[LayoutRow, Heads], form: Form
) -> tuple[MatchedRow, ...]:
    """The rows, each with the field of every column where the heads tell that and differ from the
    order of the form."""
    if not any(heads.values()):
        return tuple(rows)
    return tuple(
        replace(row, by_heads=_place_row(row, heads.get(row.print, {}), form)) for row in rows
    )


def _place_row(row: MatchedRow, heads: Heads, form: Form) -> Columns | None:
    """The index of the field in each column, None where the heads tell nothing new.

    Either every column of the form has its head, and other columns are additional ones; or every
    figure of the row has a head of the form, and the other columns of the form are not printed.
    """
    if not heads or row.streamed:
        return None
    labels = _column_labels(row.print, form)
    extents = {extent_of(row.fields[i]) for i in row.filled if row.fields[i].has_table_column}
    printed = _find_columns(heads, labels)
    if len(extents) < len(row.filled) or len(printed) < _FEWEST_HEADS:
        return None
    if _is_order_of_form(printed, heads, labels):
        return None
    is_complete = len(printed) == len(labels) and printed.keys() <= set(map(extent_of, row.fields))
    if not is_complete:
        missing = [label for n, label in enumerate(labels) if n not in printed.values()]
        others = [head for column, head in heads.items() if column not in printed]
        are_known = all(extent_of(field) in printed for field in row.fields)
        if not are_known or any(may_name(head, label, ()) for head in others for label in missing):
            return None
    fields = {printed.get(extent_of(field)): i for i, field in enumerate(row.fields)}
    return tuple(fields.get(n) for n in range(len(labels)))


def _find_columns(heads: Heads, labels: tuple[str, ...]) -> dict[Extent, int]:
    """The columns of the form, by the extent of their heads, as far as the heads tell them.

    Groups that are side by side have the same heads: each group must have all of its heads.
    """
    width = len(set(labels))
    named = [(extent, plain_head(head)) for extent, head in sorted(heads.items())]
    if width < len(labels):
        named = [(extent, head) for extent, head in named if head in labels]
        groups = [named[start : start + width] for start in range(0, len(named), width)]
        is_whole = len(named) == len(labels)
        if not is_whole or any({head for _, head in group} != set(labels) for group in groups):
            return {}
        return {
            extent: number * width + labels.index(head)
            for number, group in enumerate(groups)
            for extent, head in group
        }
    if any(sum(head == label for _, head in named) > 1 for label in labels):
        return {}
    return {extent: labels.index(head) for extent, head in named if head in labels}


def _is_order_of_form(printed: Mapping[Extent, int], heads: Heads, labels: tuple[str, ...]) -> bool:
    """Whether the heads from the first column of the form on may be all those of the form, in its
    order. `printed` has the columns of the form by table column, as far as their heads tell."""
    named = [head for column, head in sorted(heads.items()) if column >= min(printed)]
    return len(named) == len(labels) and all(
        may_name(head, label, labels) for head, label in zip(named, labels, strict=True)
    )


@lru_cache(maxsize=256)
def _column_labels(row: LayoutRow, form: Form) -> tuple[str, ...]:
    """The labels of the columns of a row, without instructions."""
    return tuple([plain_head(form.columns[key].label) for key in row.cells])


@lru_cache(maxsize=4096)
def plain_head(label: str) -> str:
    """A label without white space and without its instruction."""
    return without_instruction(squeeze(label))


def find_contradicted(placed: PlacedRow, heads: Heads, form: Form) -> Iterator[int]:
    """The columns of a row, by index, whose printed head does not name them."""
    row = placed.row
    if not heads or row.streamed:
        return
    labels = _column_labels(row.print, form)
    if _UNKNOWN_HEAD in heads.values():
        yield from range(len(labels))
        return
    for n, (label, i) in enumerate(zip(labels, placed.placement.fields, strict=True)):
        field = None if i is None else row.fields[i]
        head = heads.get(extent_of(field), "") if field and field.has_table_column else ""
        if head and not may_name(head, label, labels):
            yield n


@lru_cache(maxsize=4096)
def may_name(head: str, label: str, others: tuple[str, ...]) -> bool:
    """Whether a printed head may be that of the column `label`, retyped or cut, and is not one of
    the `others` word for word."""
    if _OTHER_CONTENT.search(head) and not _OTHER_CONTENT.search(label):
        return False
    plain = plain_head(head)
    if plain == label or plain in others:
        return plain == label
    characters = set(plain)
    return len(characters & set(label)) >= _SHARED_CHARACTERS * len(characters)


def find_foreign_rows(copy: Copy, forms: Mapping[str, Form]) -> frozenset[str]:
    """The keys of rows whose block is printed with the column heads of another form.

    Reports mix the forms: the block of 2019 (本年新公开数量) in a table of 2021 (本年废止件数). Its
    figures are no figures of this form, whatever their places are.
    """
    table = copy.chain.table
    others = [form.table(table) for name, form in forms.items() if name != copy.chain.form]
    foreign: set[str] = set()
    for block in forms[copy.chain.form].table(table).blocks:
        rows = {row.row for row in block.rows}
        above = rows_above(copy, rows)
        heads = {squeeze(label.text) for row in above for label in row.labels}
        labels = _head_labels(block)
        for other in (b for form in others for b in form.blocks if b.group == block.group):
            if len((_head_labels(other) - labels) & heads) >= _FEWEST_HEADS and not labels & heads:
                foreign |= rows
    return frozenset(foreign)


def _head_labels(block: Block) -> set[str]:
    return {squeeze(column.label) for column in block.columns}


def rows_above(copy: Copy, rows: Collection[str]) -> list[PrintedRow]:
    """The printed rows behind the row of another block above the first of these rows, by key, up to
    that row itself, among whose labels the heads are with one cell a line."""
    numbers = {True: [-1], False: [-1]}
    for match in copy.matches:
        numbers[copy.chain.prints[match.row].key in rows].append(match.printed.number)
    first = min(numbers[True][1:], default=-1)
    last = max(number for number in numbers[False] if number < max(first, 0))
    return [row for row in copy.printed if last < row.number <= first]
