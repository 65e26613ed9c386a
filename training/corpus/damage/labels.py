"""What happens to the labels and heads of a table: torn, cut, printed twice, lost."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.page import Part


def tear_label(rng: Random, grid: Grid) -> list[Part]:
    """Some labels over two rows or two columns; a neighbour's last character may slip in."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        grid = _tear_one(rng, grid)
    return [grid]


def _tear_one(rng: Random, grid: Grid) -> Grid:
    places = [
        (at, x)
        for at, row in enumerate(grid.rows)
        for x, box in enumerate(row)
        if box.key is None and len(box.text) > 2
    ]
    if not places:
        return grid
    at, x = rng.choice(places)
    box = grid.rows[at][x]
    size = rng.randint(1, len(box.text) - 1)
    slip = rng.choice(("", "", "息", "容", "项"))
    upper, lower = Box(f"{box.text[:size]}{' ' + slip if slip else ''}"), Box(box.text[size:])
    spots = [(r, c) for r, row in enumerate(grid.rows) for c, b in enumerate(row) if b is box]
    if len(spots) == 1:
        return _tear_apart(rng, grid, at, x, (upper, lower))
    first = spots[0][0] if spots[-1][0] > spots[0][0] else None
    rows = [list(row) for row in grid.rows]
    for r, c in spots:
        above = r == first if first is not None else (r, c) == spots[0]
        rows[r][c] = upper if above else lower
    return grid.with_rows([tuple(row) for row in rows])


def _tear_apart(rng: Random, grid: Grid, at: int, x: int, parts: tuple[Box, Box]) -> Grid:
    """A label in one place: its tail goes into a row of its own, or into the place below."""
    rows = [list(row) for row in grid.rows]
    rows[at][x] = parts[0]
    below = rows[at + 1] if at + 1 < len(rows) and x < len(rows[at + 1]) else None
    if below is not None and below[x].key is None and rng.random() < 0.3:
        below[x] = replace(below[x], text=f"{parts[1].text} {below[x].text}")
    else:
        rows.insert(at + 1, [parts[1] if c == x else Box("") for c in range(len(rows[at]))])
    head = grid.head + (at < grid.head)
    return replace(grid, rows=tuple(map(tuple, rows)), head=head)


def tear_header(rng: Random, grid: Grid) -> list[Part]:
    """Column heads over two rows (本年新 / 制作数量), cut short, or printed twice."""
    at = next((r for r, row in enumerate(grid.rows) if len(set(row)) > 2), 0)
    row, how = grid.rows[at], rng.choice(("rows", "cut", "twice"))
    if how == "cut":
        boxes = {b: replace(b, text=b.text[: max(2, len(b.text) // 2)]) for b in row if not b.key}
        return [grid.swap(boxes)]
    upper = tuple(b if b.key else replace(b, text=b.text[: max(1, len(b.text) // 2)]) for b in row)
    lower = tuple(Box("") if b.key else Box(b.text[max(1, len(b.text) // 2) :]) for b in row)
    second = lower if how == "rows" else tuple(Box(b.text) if not b.key else Box("") for b in upper)
    rows = [*grid.rows[:at], upper, second, *grid.rows[at + 1 :]]
    return [replace(grid, rows=tuple(rows), head=grid.head + (at < grid.head))]


def lose_groups(rng: Random, grid: Grid) -> list[Part]:
    """Group labels gone: their column squeezed out of some rows, or their text empty."""
    stub = dict.fromkeys(b for row in grid.rows for b in row[: grid.labels] if not b.key)
    tall = [b for b in stub if sum(b in row for row in grid.rows[grid.head :]) > 1]
    if not tall or grid.table == "proactive":
        return [grid.swap({row[0]: row[0].emptied() for row in grid.rows if len(set(row)) == 1})]
    chosen = rng.sample(tall, rng.randint(1, len(tall)))
    if rng.random() < 0.5:
        return [grid.swap({box: box.emptied() for box in chosen})]
    return [grid.with_rows([tuple(b for b in row if b not in chosen) for row in grid.rows])]


def lose_header(rng: Random, grid: Grid) -> list[Part]:
    """The header gone, or one row of it."""
    gone = range(grid.head) if rng.random() < 0.6 else [rng.randrange(max(1, grid.head))]
    rows = [row for at, row in enumerate(grid.rows) if at not in gone or not grid.head]
    return [replace(grid, rows=tuple(rows), head=grid.head - len(gone) if grid.head else 0)]


def lose_labels(rng: Random, grid: Grid) -> list[Part]:
    """Row labels empty, cut, or short of characters: 无法提供 becomes 无法提."""
    boxes = {}
    for box in dict.fromkeys(box for row in grid.rows for box in row if not box.key):
        if len(box.text) > 2 and rng.random() < 0.12:
            at = rng.randrange(len(box.text))
            short = box.text[:at] + box.text[at + rng.randint(1, 2) :]
            boxes[box] = replace(box, text=rng.choice((short, short, box.text[: at + 1], "")))
    return [grid.swap(boxes)]
