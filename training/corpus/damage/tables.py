"""Damages of a table on the way from the official form to the page, one function for each.

A damage takes a grid and returns the page parts that replace it. Damages move, merge, copy and
drop boxes but never change a figure: a figure is kept whole or lost whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from gouji.training.corpus.damage.labels import (
    lose_groups,
    lose_header,
    lose_labels,
    number_columns,
    tear_header,
    tear_labels,
)
from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.grid import Box, Grid, Row
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine

# Labels of rows that agencies add to the form.
_EXTRA_LABELS = (
    *("政府集中采购", "其他对外管理服务事项", "备注", "填表人：", "附：合计"),
    *("审核人", "政府信息公开收费", "接受现场咨询次数", "小计"),
)

TableDamage = Callable[[Random, Grid], list[PagePart]]


def damage_table(rng: Random, page: ReportPage, damage: TableDamage) -> ReportPage:
    """The page with `damage` applied to one table, mostly to the largest."""
    grids = page.grids
    if not grids:
        return page
    largest = max(grids, key=lambda grid: len(grid.rows))
    is_for_largest = damage in (merge_totals, keep_totals)
    chosen = largest if is_for_largest or rng.random() < 0.6 else rng.choice(grids)
    parts: list[PagePart] = []
    for part in page.parts:
        parts += damage(rng, part) if part is chosen and isinstance(part, Grid) else [part]
    return replace(page, parts=tuple(parts))


def _draw_break(rng: Random, grid: Grid) -> int:
    """The index of the row before which a page break falls."""
    first = min(max(grid.head, 1), len(grid.rows) - 1)
    return rng.randint(first, len(grid.rows) - 1)


def _first_value(row: Row) -> int:
    """The index of the first value of a row, or the length of a row without values."""
    return next((index for index, box in enumerate(row) if box.key), len(row))


def _slice(grid: Grid, start: int, end: int) -> Grid:
    head = max(0, min(grid.head, end) - start)
    return replace(grid, rows=grid.rows[start:end], head=head)


def _copy(rows: tuple[Row, ...]) -> list[Row]:
    """The rows with new boxes: merged like the first ones, but not merged with them."""
    copies = {box: replace(box) for row in rows for box in row}
    return [tuple(copies[box] for box in row) for row in rows]


def drop_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """One to three rows lost at a page break."""
    index = _draw_break(rng, grid)
    rows = [*grid.rows[:index], *grid.rows[index + rng.randint(1, 3) :]]
    return [grid.with_rows(rows)]


def split_table(rng: Random, grid: Grid) -> list[PagePart]:
    """Two tables. The header may be repeated, and page numbers may be between them."""
    index = _draw_break(rng, grid)
    first, second = _slice(grid, 0, index), _slice(grid, index, len(grid.rows))
    if rng.random() < 0.4:
        header = _copy(grid.rows[: grid.head])
        second = replace(second, rows=(*header, *second.rows), head=grid.head)
    lines = [TextLine(write(rng, "page_line"), "noise") for _ in range(rng.choice((0, 0, 1, 2)))]
    return [first, *lines, second]


def print_page_number(rng: Random, grid: Grid) -> list[PagePart]:
    """A page number or the footer of the web site as a row of the table."""
    index = _draw_break(rng, grid)
    box = Box(write(rng, "page_line"))
    row = (box,) * grid.width if rng.random() < 0.6 else (box, *[Box("")] * (grid.width - 1))
    return [grid.with_rows([*grid.rows[:index], row, *grid.rows[index:]])]


def add_column(rng: Random, grid: Grid) -> list[PagePart]:
    """An empty column or a column of serial numbers, at an edge or before the figures."""
    where = rng.choice(("left", "right", "right", "values"))
    has_numbers = where == "left" and rng.random() < 0.5
    start = _draw_break(rng, grid) if rng.random() < 0.4 else 0
    rows = list(grid.rows)
    for index in range(start, len(rows)):
        row = rows[index]
        number = str(index - grid.head + 1) if has_numbers and index >= grid.head else ""
        column = {"left": 0, "right": len(row)}.get(where, _first_value(row))
        rows[index] = (*row[:column], Box(number), *row[column:])
    return [grid.with_rows(rows)]


def lose_column(rng: Random, grid: Grid) -> list[PagePart]:
    """One column lost: the last, the first, the first of figures, or any other one.

    The column may be lost in all rows, or only behind a page break.
    """
    start = _draw_break(rng, grid) if rng.random() < 0.5 else 0
    where = rng.choice(("last", "last", "first", "value", "any"))
    columns = {"last": grid.width - 1, "first": 0, "value": _first_value(grid.rows[-1])}
    column = columns.get(where, rng.randrange(grid.width))
    rows = [
        row if index < start else (*row[:column], *row[column + 1 :])
        for index, row in enumerate(grid.rows)
    ]
    return [grid.with_rows([row for row in rows if row])]


def narrow_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """Other columns behind a page break: figures move right and the last ones are lost."""
    start = _draw_break(rng, grid)
    shift, width = rng.choice((0, 1, 1, 2)), grid.width - rng.choice((0, 1, 1, 2))
    trailing = tuple(Box("") for _ in range(rng.choice((0, 0, 2, 3))))
    rows = list(grid.rows[:start])
    for row in grid.rows[start:]:
        first = _first_value(row)
        shifted = (*row[:first], *[Box("") for _ in range(shift)], *row[first:])
        rows.append((*shifted[: max(width, first + 1)], *trailing))
    return [grid.with_rows(rows)]


def spread_merges(rng: Random, grid: Grid) -> list[PagePart]:
    """Merged fields become one filled field and empty ones, in all rows or behind a page break."""
    start = rng.choice((0, 0, _draw_break(rng, grid)))
    seen: set[Box] = set()
    rows: list[Row] = list(grid.rows[:start])
    for row in grid.rows[start:]:
        boxes = []
        for box in row:
            boxes.append(Box("") if box in seen else box)
            seen.add(box)
        rows.append(tuple(boxes))
    return [grid.with_rows(rows)]


def miscount_spans(rng: Random, grid: Grid) -> list[PagePart]:
    """A rowspan or colspan that is one too great or too small. This shows in HTML only."""
    labels = [box for row in grid.rows for box in row if not box.key]
    skews = [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1)]
    chosen = rng.sample(labels, min(len(labels), rng.choice((1, 1, 2))))
    return [grid.swap({box: replace(box, skew=rng.choice(skews)) for box in chosen})]


def merge_totals(rng: Random, grid: Grid) -> list[PagePart]:
    """Rows in which all columns are merged into one field with the total."""
    return [_collapse(rng, grid, merge=True)]


def keep_totals(rng: Random, grid: Grid) -> list[PagePart]:
    """Rows with only their total left, behind empty fields."""
    return [_collapse(rng, grid, merge=False)]


def _collapse(rng: Random, grid: Grid, *, merge: bool) -> Grid:
    rows, rate = list(grid.rows), rng.choice((0.1, 0.3, 1.0))
    for index, row in enumerate(rows):
        first = _first_value(row)
        values = [box for box in row if box.key]
        if grid.table != "requests" or len(values) < 3 or rng.random() > rate:
            continue
        total = values[-1]
        emptied = [box if box is total else box.emptied() for box in row[first:]]
        rows[index] = (*row[:first], *([total] * len(row[first:]) if merge else emptied))
    return grid.with_rows(rows)


def repeat_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """Rows at the page break printed on both pages."""
    index = _draw_break(rng, grid)
    copies = _copy(grid.rows[index : index + rng.randint(1, 2)])
    end = index + len(copies)
    return [grid.with_rows([*grid.rows[:end], *copies, *grid.rows[end:]])]


def repeat_table(rng: Random, grid: Grid) -> list[PagePart]:
    """The whole table printed twice."""
    lines = [TextLine(write(rng, "requests_line"), "noise")]
    return [grid, *lines[: rng.randint(0, 1)], grid]


def break_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """Rows whose label and figures are on two lines."""
    rows: list[Row] = []
    for row in grid.rows:
        first = _first_value(row)
        if first < len(row) and rng.random() < 0.15:
            end = first if rng.random() < 0.5 else first + 2
            rows += [row[:end], row[end:]]
        else:
            rows.append(row)
    return [grid.with_rows([row for row in rows if row])]


def shift_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """Single rows whose figures are moved right by an empty field."""
    rows = [
        (*row[: _first_value(row)], Box(""), *row[_first_value(row) :])
        if rng.random() < 0.12
        else row
        for row in grid.rows
    ]
    return [grid.with_rows(rows)]


def lose_half(rng: Random, grid: Grid) -> list[PagePart]:
    """Only the rows behind the page break are left, or only those before it."""
    index = _draw_break(rng, grid)
    if rng.random() < 0.5:
        return [_slice(grid, index, len(grid.rows))]
    return [_slice(grid, 0, index)]


def add_rows(rng: Random, grid: Grid) -> list[PagePart]:
    """A row that the form does not have: one of the agency, or one of the other form."""
    grid_text = "".join(box.text for row in grid.rows for box in row)
    index = rng.choice((_draw_break(rng, grid), len(grid.rows), len(grid.rows)))
    label = rng.choice([text for text in _EXTRA_LABELS if text not in grid_text])
    count = max(1, grid.width - 1)
    values = [str(rng.choice((0, 0, 1, 7, 35, ""))) for _ in range(count)]
    row = tuple(Box(text) for text in (label, *values))
    return [grid.with_rows([*grid.rows[:index], row, *grid.rows[index:]])]


TABLE_DAMAGES: dict[str, TableDamage] = {
    "lost-rows": drop_rows,
    "split-table": split_table,
    "page-number-row": print_page_number,
    "torn-labels": tear_labels,
    "torn-header": tear_header,
    "extra-column": add_column,
    "lost-column": lose_column,
    "narrow-rows": narrow_rows,
    "spread-merges": spread_merges,
    "wrong-spans": miscount_spans,
    "merged-totals": merge_totals,
    "totals-only": keep_totals,
    "lost-groups": lose_groups,
    "lost-header": lose_header,
    "repeated-rows": repeat_rows,
    "repeated-table": repeat_table,
    "broken-rows": break_rows,
    "shifted-rows": shift_rows,
    "lost-labels": lose_labels,
    "lost-half": lose_half,
    "extra-rows": add_rows,
    "numbered-columns": number_columns,
}
