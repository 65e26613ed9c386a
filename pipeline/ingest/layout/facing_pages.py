"""Sheets on which two pages stand side by side, or text set in two columns: parted into both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.pipeline.ingest.layout.characters import glyphs_to_lines, line_to_fields
from gouji.pipeline.ingest.layout.geometry import Extent
from gouji.pipeline.ingest.pdf.pdfium import Leaf
from gouji.pipeline.records import Box

_FROM, _TO = 0.4, 0.6  # of the breadth of the sheet: where its middle may lie
_LEAST = 6.0  # points between the halves
_LONG, _RUNNING = 0.8, 15  # share of its half and glyphs of a line of running text
_FEWEST = 3  # rules each way that a table has at least


def part_leaf(leaf: Leaf) -> list[Leaf]:
    """The halves of a sheet from left to right, or the page as it is."""
    for x0, x1 in _find_gutters(leaf):
        middle = leaf.breadth / 2
        edge = middle if x0 <= middle <= x1 else (x0 + x1) / 2
        halves = _align(_cut(leaf, 0.0, edge), _cut(leaf, edge, leaf.breadth))
        if all(map(_is_page, halves)):
            return halves
    return [leaf]


def _find_gutters(leaf: Leaf) -> Iterator[Extent]:
    """Strips about the middle, free of text and rules from the second line to the last but one:
    those may be the running title and the number of the sheet."""
    rules = [(rule[0], rule[2]) for rule in (*leaf.across, *leaf.down)]
    if not list(_find_gaps(rules, leaf.breadth)):
        return
    lines = glyphs_to_lines(leaf.glyphs)[1:-1]
    texts = [(one.box[0], one.box[2]) for line in lines for one in line]
    yield from _find_gaps([*rules, *texts], leaf.breadth)


def _find_gaps(extents: Sequence[Extent], breadth: float) -> Iterator[Extent]:
    """Those wide enough about the middle."""
    edges = [(0.0, 0.0), *extents, (breadth, breadth)]
    for (_, before), (after, _) in pairwise(_merge(sorted(edges))):
        low, high = max(before, _FROM * breadth), min(after, _TO * breadth)
        if high - low >= _LEAST:
            yield before, after


def _merge(extents: Sequence[Extent]) -> list[Extent]:
    merged: list[Extent] = []
    for x0, x1 in extents:
        if merged and x0 <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(x1, merged[-1][1])
        else:
            merged.append((x0, x1))
    return merged


def _cut(leaf: Leaf, left: float, right: float) -> Leaf:
    """What stands between two edges, as a leaf of its own."""

    def is_in(box: Box) -> bool:
        return left <= (box[0] + box[2]) / 2 < right

    return replace(
        leaf,
        glyphs=tuple(one for one in leaf.glyphs if is_in(one.box)),
        across=tuple(rule for rule in leaf.across if is_in(rule)),
        down=tuple(rule for rule in leaf.down if is_in(rule)),
    )


def _align(first: Leaf, second: Leaf) -> list[Leaf]:
    """Two halves, the second one moved to where the first one begins: what goes on from one to the
    other stands in the same places."""
    off = _left(second) - _left(first)

    def move(box: Box) -> Box:
        return box[0] - off, box[1], box[2] - off, box[3]

    moved = replace(
        second,
        left=off,
        glyphs=tuple(one._replace(box=move(one.box)) for one in second.glyphs),
        across=tuple(map(move, second.across)),
        down=tuple(map(move, second.down)),
    )
    return [first, moved]


def _left(half: Leaf) -> float:
    boxes = [*(one.box for one in half.glyphs), *half.across, *half.down]
    return min((box[0] for box in boxes), default=0.0)


def _is_page(half: Leaf) -> bool:
    """Whether it has running text or a table of its own, and is not the half of a table."""
    if min(len(half.across), len(half.down)) >= _FEWEST:
        return True
    if not half.glyphs:
        return False
    left, right = min(one.box[0] for one in half.glyphs), max(one.box[2] for one in half.glyphs)
    return any(
        len(field) >= _RUNNING and field[-1].box[2] - field[0].box[0] >= _LONG * (right - left)
        for line in glyphs_to_lines(half.glyphs)
        for field in line_to_fields(line)
    )
