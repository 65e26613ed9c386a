"""Two pages side by side on one sheet, or text set in two columns: cut into both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.pipeline.ingest.layout.geometry import Extent
from gouji.pipeline.ingest.layout.page import Page, Ruling
from gouji.pipeline.ingest.layout.text_lines import split_at_gaps, words_to_lines
from gouji.pipeline.records import Box

# Shares of the width of a sheet between which its middle may lie.
_MIDDLE_FROM, _MIDDLE_TO = 0.4, 0.6
_GUTTER = 6.0  # Least distance, in points, between two pages.
_LONG_SHARE = 0.8  # Share of the width of its page from which a line is running text.
_FEWEST_CHARACTERS = 15  # Fewest characters of a line of running text.
_FEWEST_RULINGS = 3  # Fewest rulings in each direction that are a table.


def split_facing_pages(page: Page) -> list[Page]:
    """The pages on a sheet from left to right, or the page as it is."""
    for x0, x1 in _find_gutters(page):
        middle = page.reading_width / 2
        edge = middle if x0 <= middle <= x1 else (x0 + x1) / 2
        left, right = _cut(page, 0.0, edge), _cut(page, edge, page.reading_width)
        right = _align(left, right)
        if _is_page(left) and _is_page(right):
            return [left, right]
    return [page]


def _find_gutters(page: Page) -> Iterator[Extent]:
    """Strips near the middle without rulings, and without text from the second line to the last but
    one: the others may be the running title and the page number of the sheet."""
    width = page.reading_width
    rulings = [(ruling.x0, ruling.x1) for ruling in (*page.horizontal, *page.vertical)]
    if not list(_find_gaps(rulings, width)):
        return
    lines = words_to_lines(page.words)[1:-1]
    words = [(word.box[0], word.box[2]) for line in lines for word in line]
    yield from _find_gaps([*rulings, *words], width)


def _find_gaps(extents: Sequence[Extent], width: float) -> Iterator[Extent]:
    """Gaps between extents that leave a gutter near the middle."""
    edges = [(0.0, 0.0), *extents, (width, width)]
    for (_, before), (after, _) in pairwise(_merge(sorted(edges))):
        low, high = max(before, _MIDDLE_FROM * width), min(after, _MIDDLE_TO * width)
        if high - low >= _GUTTER:
            yield before, after


def _merge(extents: Sequence[Extent]) -> list[Extent]:
    merged: list[Extent] = []
    for x0, x1 in extents:
        if merged and x0 <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(x1, merged[-1][1])
        else:
            merged.append((x0, x1))
    return merged


def _cut(page: Page, left: float, right: float) -> Page:
    """The words and rulings of a page between two edges."""

    def is_between(box: Box | Ruling) -> bool:
        return left <= (box[0] + box[2]) / 2 < right

    return replace(
        page,
        words=tuple(word for word in page.words if is_between(word.box)),
        horizontal=tuple(ruling for ruling in page.horizontal if is_between(ruling)),
        vertical=tuple(ruling for ruling in page.vertical if is_between(ruling)),
    )


def _align(first: Page, second: Page) -> Page:
    """The second page, moved to where the first one begins: a table that goes on from one to the
    other has its columns in the same places."""
    off = _left(second) - _left(first)

    def move(ruling: Ruling) -> Ruling:
        return ruling._replace(x0=ruling.x0 - off, x1=ruling.x1 - off)

    def move_box(box: Box) -> Box:
        return box[0] - off, box[1], box[2] - off, box[3]

    return replace(
        second,
        left=off,
        words=tuple(word._replace(box=move_box(word.box)) for word in second.words),
        horizontal=tuple(map(move, second.horizontal)),
        vertical=tuple(map(move, second.vertical)),
    )


def _left(page: Page) -> float:
    boxes = (*(word.box for word in page.words), *page.horizontal, *page.vertical)
    return min((box[0] for box in boxes), default=0.0)


def _is_page(page: Page) -> bool:
    """Whether half a sheet has running text or a table of its own, and is not half a table."""
    if min(len(page.horizontal), len(page.vertical)) >= _FEWEST_RULINGS:
        return True
    if not page.words:
        return False
    left = min(word.box[0] for word in page.words)
    least = _LONG_SHARE * (max(word.box[2] for word in page.words) - left)
    return any(
        sum(len(word.text) for word in field) >= _FEWEST_CHARACTERS
        and field[-1].box[2] - field[0].box[0] >= least
        for line in words_to_lines(page.words)
        for field in split_at_gaps(line)
    )
