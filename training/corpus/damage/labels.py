"""Damages of the labels and headers of a table: torn, cut, repeated, lost, numbered."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.page import PagePart


def tear_labels(rng: Random, grid: Grid) -> list[PagePart]:
    """Some labels split over two rows or columns. A character of a neighbour may be added."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        grid = _tear_label(rng, grid)
    return [grid]


def _tear_label(rng: Random, grid: Grid) -> Grid:
    places = [
        (row, column)
        for row, boxes in enumerate(grid.rows)
        for column, box in enumerate(boxes)
        if box.key is None and len(box.text) > 2
    ]
    if not places:
        return grid
    row, column = rng.choice(places)
    box = grid.rows[row][column]
    size = rng.randint(1, len(box.text) - 1)
    extra = rng.choice(("", "", "息", "容", "项"))
    first, second = Box(f"{box.text[:size]}{' ' + extra if extra else ''}"), Box(box.text[size:])
    copies = [(r, c) for r, boxes in enumerate(grid.rows) for c, b in enumerate(boxes) if b is box]
    if len(copies) == 1:
        return _tear_unmerged(rng, grid, copies[0], first, second)
    return _tear_merged(grid, copies, first, second)


def _tear_merged(grid: Grid, places: list[tuple[int, int]], first: Box, second: Box) -> Grid:
    """A merged label: its first row (or first place, within one row) gets the first half."""
    first_row = places[0][0]
    is_tall = places[-1][0] > first_row
    rows = [list(row) for row in grid.rows]
    for row, column in places:
        is_first = row == first_row if is_tall else (row, column) == places[0]
        rows[row][column] = first if is_first else second
    return grid.with_rows([tuple(row) for row in rows])


def _tear_unmerged(
    rng: Random, grid: Grid, place: tuple[int, int], first: Box, second: Box
) -> Grid:
    """A label in one place: the second half goes into the label below or into a new row."""
    row, column = place
    rows = [list(boxes) for boxes in grid.rows]
    rows[row][column] = first
    below = rows[row + 1] if row + 1 < len(rows) and column < len(rows[row + 1]) else None
    if below is not None and below[column].key is None and rng.random() < 0.3:
        below[column] = replace(below[column], text=f"{second.text} {below[column].text}")
    else:
        new_row = [second if c == column else Box("") for c in range(len(rows[row]))]
        rows.insert(row + 1, new_row)
    head = grid.head + (row < grid.head)
    return replace(grid, rows=tuple(map(tuple, rows)), head=head)


def tear_header(rng: Random, grid: Grid) -> list[PagePart]:
    """Column headers split over two rows (本年新 / 制作数量), cut short, or printed twice."""
    index = next((i for i, row in enumerate(grid.rows) if len(set(row)) > 2), 0)
    row, how = grid.rows[index], rng.choice(("rows", "cut", "twice"))
    if how == "cut":
        boxes = {b: replace(b, text=b.text[: max(2, len(b.text) // 2)]) for b in row if not b.key}
        return [grid.swap(boxes)]
    first = tuple(b if b.key else replace(b, text=b.text[: max(1, len(b.text) // 2)]) for b in row)
    rest = tuple(Box("") if b.key else Box(b.text[max(1, len(b.text) // 2) :]) for b in row)
    copy = tuple(Box("") if b.key else Box(b.text) for b in first)
    second = rest if how == "rows" else copy
    rows = [*grid.rows[:index], first, second, *grid.rows[index + 1 :]]
    return [replace(grid, rows=tuple(rows), head=grid.head + (index < grid.head))]


def lose_groups(rng: Random, grid: Grid) -> list[PagePart]:
    """Group labels lost: their column is missing in some rows, or their text is empty."""
    labels = dict.fromkeys(b for row in grid.rows for b in row[: grid.labels] if not b.key)
    groups = [b for b in labels if sum(b in row for row in grid.rows[grid.head :]) > 1]
    if not groups or grid.table == "proactive":
        return [grid.swap({row[0]: row[0].emptied() for row in grid.rows if len(set(row)) == 1})]
    chosen = rng.sample(groups, rng.randint(1, len(groups)))
    if rng.random() < 0.5:
        return [grid.swap({box: box.emptied() for box in chosen})]
    return [grid.with_rows([tuple(b for b in row if b not in chosen) for row in grid.rows])]


def lose_header(rng: Random, grid: Grid) -> list[PagePart]:
    """The whole header lost, or one row of it."""
    lost = range(grid.head) if rng.random() < 0.6 else [rng.randrange(max(1, grid.head))]
    rows = [row for index, row in enumerate(grid.rows) if index not in lost or not grid.head]
    return [replace(grid, rows=tuple(rows), head=grid.head - len(lost) if grid.head else 0)]


def lose_labels(rng: Random, grid: Grid) -> list[PagePart]:
    """Row labels that are empty, cut, or short of characters: 无法提供 becomes 无法提."""
    boxes = {}
    for box in dict.fromkeys(box for row in grid.rows for box in row if not box.key):
        if len(box.text) > 2 and rng.random() < 0.12:
            index = rng.randrange(len(box.text))
            short = box.text[:index] + box.text[index + rng.randint(1, 2) :]
            boxes[box] = replace(box, text=rng.choice((short, short, box.text[: index + 1], "")))
    return [grid.swap(boxes)]


def number_columns(rng: Random, grid: Grid) -> list[PagePart]:
    """A row below the header that numbers the columns, as in statistical tables."""
    name, first_number = rng.choice(("栏次", "栏次", "", "甲", "序号")), rng.choice((1, 1, 1, 0))
    labels = [name, *[""] * (grid.labels - 1)][: grid.labels]
    numbers = [str(first_number + i) for i in range(grid.width - grid.labels)]
    row = tuple(Box(text) for text in (*labels, *numbers))
    rows = (*grid.rows[: grid.head], row, *grid.rows[grid.head :])
    return [replace(grid, rows=rows, head=grid.head + 1)]
