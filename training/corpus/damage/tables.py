"""What happens to a table between the official form and the page: one operator a damage.

An operator takes a grid and hands on the parts that stand in its place. Operators move, merge,
copy and drop boxes but never touch a figure: what is lost is lost as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from gouji.training.corpus.damage.labels import (
    lose_groups,
    lose_header,
    lose_labels,
    tear_header,
    tear_label,
)
from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.grid import Box, Grid, Row
from gouji.training.corpus.reports.page import Line, Page, Part

_OWN_ROWS = (
    *("政府集中采购", "其他对外管理服务事项", "备注", "填表人：", "附：合计"),
    *("审核人", "政府信息公开收费", "接受现场咨询次数", "小计"),
)

Operator = Callable[[Random, Grid], list[Part]]


def damage_table(rng: Random, page: Page, operator: Operator) -> Page:
    """`operator` applied to one table of the page, mostly the largest."""
    grids = page.grids
    if not grids:
        return page
    large = max(grids, key=lambda grid: len(grid.rows))
    only_large = operator in (merge_totals, keep_totals)
    chosen = large if only_large or rng.random() < 0.6 else rng.choice(grids)
    parts: list[Part] = []
    for part in page.parts:
        parts += operator(rng, part) if part is chosen and isinstance(part, Grid) else [part]
    return replace(page, parts=tuple(parts))


def _break(rng: Random, grid: Grid) -> int:
    """The row that a page break falls before; in short tables it may be the last."""
    low = min(max(grid.head, 1), len(grid.rows) - 1)
    return rng.randint(low, len(grid.rows) - 1)


def _values_from(row: Row) -> int:
    return next((x for x, box in enumerate(row) if box.key), len(row))


def _cut(grid: Grid, start: int, end: int) -> Grid:
    head = max(0, min(grid.head, end) - start)
    return replace(grid, rows=grid.rows[start:end], head=head)


def _copy(rows: tuple[Row, ...]) -> list[Row]:
    """The rows printed again: merged as they were, but not merged with the first ones."""
    copies = {box: replace(box) for row in rows for box in row}
    return [tuple(copies[box] for box in row) for row in rows]


def drop_rows(rng: Random, grid: Grid) -> list[Part]:
    """A page break swallows one to three rows."""
    at = _break(rng, grid)
    rows = [*grid.rows[:at], *grid.rows[at + rng.randint(1, 3) :]]
    return [grid.with_rows(rows)]


def split_table(rng: Random, grid: Grid) -> list[Part]:
    """Two tables, the second with the header again or without, a page number between or not."""
    at = _break(rng, grid)
    first, second = _cut(grid, 0, at), _cut(grid, at, len(grid.rows))
    if rng.random() < 0.4:
        head = _copy(grid.rows[: grid.head])
        second = replace(second, rows=(*head, *second.rows), head=grid.head)
    lines = [Line(write(rng, "page_line"), "noise") for _ in range(rng.choice((0, 0, 1, 2)))]
    return [first, *lines, second]


def print_page_number(rng: Random, grid: Grid) -> list[Part]:
    """A page number, or the site's footer, as a row of the table."""
    at = _break(rng, grid)
    box = Box(write(rng, "page_line"))
    noise = (box,) * grid.width if rng.random() < 0.6 else (box, *[Box("")] * (grid.width - 1))
    return [grid.with_rows([*grid.rows[:at], noise, *grid.rows[at:]])]


def add_column(rng: Random, grid: Grid) -> list[Part]:
    """An empty column, or serial numbers, at an edge or before the figures."""
    where = rng.choice(("left", "right", "right", "values"))
    serial = where == "left" and rng.random() < 0.5
    start = _break(rng, grid) if rng.random() < 0.4 else 0
    rows = list(grid.rows)
    for at in range(start, len(rows)):
        extra = Box(str(at - grid.head + 1) if serial and at >= grid.head else "")
        x = {"left": 0, "right": len(rows[at])}.get(where, _values_from(rows[at]))
        rows[at] = (*rows[at][:x], extra, *rows[at][x:])
    return [grid.with_rows(rows)]


def lose_column(rng: Random, grid: Grid) -> list[Part]:
    """The last column, the first of labels or of figures, or any, gone; perhaps from a break on."""
    start = _break(rng, grid) if rng.random() < 0.5 else 0
    where = rng.choice(("last", "last", "first", "value", "any"))
    anchor = _values_from(grid.rows[-1])
    x = {"last": grid.width - 1, "first": 0, "value": anchor}.get(where, rng.randrange(grid.width))
    rows = [row if at < start else (*row[:x], *row[x + 1 :]) for at, row in enumerate(grid.rows)]
    return [grid.with_rows([row for row in rows if row])]


def narrow_rows(rng: Random, grid: Grid) -> list[Part]:
    """After a page break the columns were drawn anew: figures move right, the last fall off."""
    at = _break(rng, grid)
    pad, width = rng.choice((0, 1, 1, 2)), grid.width - rng.choice((0, 1, 1, 2))
    trailing = tuple(Box("") for _ in range(rng.choice((0, 0, 2, 3))))
    rows = list(grid.rows[:at])
    for row in grid.rows[at:]:
        x = _values_from(row)
        moved = (*row[:x], *[Box("") for _ in range(pad)], *row[x:])[: max(width, x + 1)]
        rows.append((*moved, *trailing))
    return [grid.with_rows(rows)]


def spread_merges(rng: Random, grid: Grid) -> list[Part]:
    """Merged fields torn into one field and empty ones; all of them, or those from a row on."""
    start = rng.choice((0, 0, _break(rng, grid)))
    seen: set[Box] = set()
    rows: list[Row] = list(grid.rows[:start])
    for row in grid.rows[start:]:
        boxes = []
        for box in row:
            boxes.append(Box("") if box in seen else box)
            seen.add(box)
        rows.append(tuple(boxes))
    return [grid.with_rows(rows)]


def miscount_spans(rng: Random, grid: Grid) -> list[Part]:
    """A rowspan or colspan that says one too many or too few (it shows in HTML only)."""
    labels = [box for row in grid.rows for box in row if not box.key]
    skews = [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1)]
    chosen = rng.sample(labels, min(len(labels), rng.choice((1, 1, 2))))
    return [grid.swap({box: replace(box, skew=rng.choice(skews)) for box in chosen})]


def merge_totals(rng: Random, grid: Grid) -> list[Part]:
    """Rows in which all columns were merged into one field that holds the total."""
    return [_collapse(rng, grid, merged=True)]


def keep_totals(rng: Random, grid: Grid) -> list[Part]:
    """Rows collapsed to their total, with empty fields before it."""
    return [_collapse(rng, grid, merged=False)]


def _collapse(rng: Random, grid: Grid, merged: bool) -> Grid:
    rows, rate = list(grid.rows), rng.choice((0.1, 0.3, 1.0))
    for at, row in enumerate(rows):
        x = _values_from(row)
        keyed = [box for box in row if box.key]
        if grid.table != "requests" or len(keyed) < 3 or rng.random() > rate:
            continue
        total = keyed[-1]
        empty = [box if box is total else box.emptied() for box in row[x:]]
        rows[at] = (*row[:x], *([total] * len(row[x:]) if merged else empty))
    return grid.with_rows(rows)


def repeat_rows(rng: Random, grid: Grid) -> list[Part]:
    """Rows at the break printed on both pages."""
    at = _break(rng, grid)
    again = _copy(grid.rows[at : at + rng.randint(1, 2)])
    return [grid.with_rows([*grid.rows[: at + len(again)], *again, *grid.rows[at + len(again) :]])]


def repeat_table(rng: Random, grid: Grid) -> list[Part]:
    """The whole table a second time."""
    gap = [Line(write(rng, "requests_line"), "noise")]
    return [grid, *gap[: rng.randint(0, 1)], grid]


def break_rows(rng: Random, grid: Grid) -> list[Part]:
    """Rows whose label and figures stand on two lines."""
    rows: list[Row] = []
    for row in grid.rows:
        x = _values_from(row)
        if x < len(row) and rng.random() < 0.15:
            rows += [row[:x], row[x:]] if rng.random() < 0.5 else [row[: x + 2], row[x + 2 :]]
        else:
            rows.append(row)
    return [grid.with_rows([row for row in rows if row])]


def shift_rows(rng: Random, grid: Grid) -> list[Part]:
    """Single rows moved by an empty field."""
    rows = [
        (*row[: _values_from(row)], Box(""), *row[_values_from(row) :])
        if rng.random() < 0.12
        else row
        for row in grid.rows
    ]
    return [grid.with_rows(rows)]


def lose_top(rng: Random, grid: Grid) -> list[Part]:
    """Only what stood after the page break is there, or only what stood before it."""
    at = _break(rng, grid)
    return [_cut(grid, at, len(grid.rows)) if rng.random() < 0.5 else _cut(grid, 0, at)]


def add_rows(rng: Random, grid: Grid) -> list[Part]:
    """Rows that the form does not have: an agency's own, or the other form's."""
    known = "".join(box.text for row in grid.rows for box in row)
    at = rng.choice((_break(rng, grid), len(grid.rows), len(grid.rows)))
    many = max(1, grid.width - 1)
    texts = [
        rng.choice([text for text in _OWN_ROWS if text not in known]),
        *[str(rng.choice((0, 0, 1, 7, 35, ""))) for _ in range(many)],
    ]
    extra = tuple(Box(text) for text in texts)
    return [grid.with_rows([*grid.rows[:at], extra, *grid.rows[at:]])]


def number_columns(rng: Random, grid: Grid) -> list[Part]:
    """The columns numbered under the heads, as statistical tables have it."""
    name, first = rng.choice(("栏次", "栏次", "", "甲", "序号")), rng.choice((1, 1, 1, 0))
    labels = [name, *[""] * (grid.labels - 1)][: grid.labels]
    numbers = [str(first + n) for n in range(grid.width - grid.labels)]
    row = tuple(Box(text) for text in (*labels, *numbers))
    return [
        replace(
            grid.with_rows([*grid.rows[: grid.head], row, *grid.rows[grid.head :]]),
            head=grid.head + 1,
        )
    ]


TABLE_DAMAGES: dict[str, Operator] = {
    "lost-rows": drop_rows,
    "split-table": split_table,
    "page-number-row": print_page_number,
    "torn-labels": tear_label,
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
    "lost-half": lose_top,
    "extra-rows": add_rows,
    "numbered-columns": number_columns,
}
