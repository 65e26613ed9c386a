"""Tables without rules: lines of a page to rows, labels and the text between them.

A block is a run of rows under one header: lines with figures, and lines that stand where its labels
or its figures do. `blocks.py` gives it columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.characters import glyphs_to_lines
from gouji.pipeline.ingest.layout.geometry import Extent, Field, Lines, around, center
from gouji.pipeline.ingest.layout.lines import (
    cut_at_columns,
    has_letters,
    is_piece,
    is_row,
    is_short,
    usual_leading,
)
from gouji.pipeline.ingest.layout.unruled.columns import find_columns
from gouji.pipeline.ingest.layout.unruled.empty_tables import find_labels, read_labels
from gouji.pipeline.ingest.layout.unruled.headers import (
    NOTHING,
    Carried,
    carry,
    columns_to_heads,
    find_headers,
    find_inside,
    find_kin,
    goes_on,
    line_key,
)
from gouji.pipeline.ingest.layout.unruled.rows import block_to_rows
from gouji.pipeline.ingest.pdf.pdfium import Glyph

_MOST_OFF = 2.0  # points that the middle of a text may be off its row
_FURTHER = 1.35  # times the usual distance of its lines: what stands so far off is no row
Row = tuple[list[Slot], bool]  # the slots, and whether they stand in columns


def read_aligned(
    glyphs: Iterable[Glyph], carried: Carried = NOTHING
) -> tuple[list[tuple[float, Row]], Carried]:
    """The rows and lines of text among `glyphs`, each with the height at which it begins; and what
    the next page is to know of a table that may go on there."""
    whole = cut_at_columns(glyphs_to_lines(glyphs))
    leading = usual_leading(whole)
    top, bottom = find_inside(whole, carried)
    lines = whole[top:bottom]
    edges = (*carried.edges, *map(line_key, whole[:1] + whole[-1:]))
    edge = carried.edge_of_labels
    blocks = [(first, lines[first:last]) for first, last in _find_blocks(lines, leading, edge)]
    rows = [(_top(line), _loose(line)) for line in (*whole[:top], *whole[bottom:])]
    headers = list(find_headers(lines, blocks, carried))
    heads: Lines = carried.heads
    at = 0
    for n, ((first, block), header) in enumerate(zip(blocks, headers, strict=True)):
        rows += _read_loose(lines[at:first], leading, NOTHING if at else carried)[0]
        heads = heads if header is None or (n and goes_on(heads, header, block)) else header
        own, others = _part(block)
        columns = find_columns(heads, own, find_kin(n, heads, blocks, headers), others)
        rows += block_to_rows(columns, own, others, leading)
        heads, at = [columns_to_heads(columns)], first + len(block)
    last, open_heads = _read_loose(lines[at:], leading, NOTHING if at else carried)
    ended = open_heads or (heads if at == len(lines) else [])
    return [*rows, *last], carry(lines[at:], ended, edges) if lines else carried


def _read_loose(
    lines: Lines, leading: float, carried: Carried
) -> tuple[list[tuple[float, Row]], Lines]:
    """Lines outside blocks, and tables among them in which nothing is printed, of which one may go
    on from the page before. Beside them the heads of a table at the end."""
    rows: list[tuple[float, Row]] = []
    at = 0
    columns: list[Extent] = []
    while found := find_labels(lines[at:], leading, () if at else carried.heads, carried.torn):
        first, end, columns = found
        rows += [(_top(line), _loose(line)) for line in lines[at : at + first]]
        rows += read_labels(lines[at + first : at + end], columns, leading)
        at += end
    rows += [(_top(line), _loose(line)) for line in lines[at:]]
    return rows, [columns_to_heads(columns)] if columns and at == len(lines) else []


def _find_blocks(lines: Lines, leading: float, edge: float) -> Iterator[tuple[int, int]]:
    """First line and end of each block: rows, with the lines around them that stand where their
    labels and their figures do. `edge`: where those of the first may end."""
    behind = 0
    for at, line in enumerate(lines):
        if at < behind or not is_row(line):
            continue
        first, end, sides = at, at + 1, _sides(line)
        if not behind and edge <= sides[1]:
            sides = max(edge, sides[0]), sides[1]
        while end < len(lines) and (own := _widen(sides, lines, end, leading)):
            sides, end = own, end + 1
        while first > behind and _is_beside(lines[first - 1], sides):
            first -= 1
        first, end = _without_strangers(lines, first, end, leading)
        yield first, end
        behind = end


def _without_strangers(lines: Lines, first: int, end: int, leading: float) -> tuple[int, int]:
    """A block without the headings above and below it: they stand further off than its rows."""
    rows = [at for at in range(first, end) if is_row(lines[at])]
    steps = [center(lines[b]) - center(lines[a]) for a, b in pairwise(range(first, end))]
    usual = median([step for step in steps if step > 0.9 * lines[rows[0]][0].height] or [leading])
    for at in range(rows[0], first, -1):
        if center(lines[at]) - center(lines[at - 1]) > _FURTHER * usual:
            first = at
            break
    for at in range(rows[-1], end - 1):
        if center(lines[at + 1]) - center(lines[at]) > _FURTHER * usual:
            end = at + 1
            break
    return first, end


def _sides(row: Sequence[Field]) -> Extent:
    """Where the labels of a row end, and where its figures begin."""
    left = min(one.box[0] for one in row if one.is_value)
    labels = takewhile(lambda one: not one.is_value, row)
    return max((one.box[2] for one in labels), default=-math.inf), left


def _widen(sides: Extent, lines: Lines, at: int, leading: float) -> Extent | None:
    """The sides of a table with one more line in it, None where that is not of the table."""
    line, (right, left) = lines[at], sides
    if is_row(line):
        more, start = _sides(line)
        return max(right, more), min(left, start)
    words = [
        one for one in line if one.box[0] > left and _is_piece_of_word(lines, at, one, leading)
    ]
    rest = [one for one in line if one not in words]
    if rest and not _is_beside(rest, sides):
        return None
    return max([right, *(one.box[2] for one in rest if not is_piece(one))]), left


def _is_beside(line: Sequence[Field], sides: Extent) -> bool:
    """Whether a line stands where labels do, which begin left of where one ends, or is of figures
    by themselves or the units of some."""
    right, left = sides
    right = left if right == -math.inf else right
    figures = [one for one in line if one.box[0] > min(left, right) and is_piece(one)]
    labels = [one for one in line if one.box[2] < left and one.box[0] < right]
    whole = all(one in figures or one in labels for one in line)
    return whole and bool(figures or has_letters(line))


def _is_piece_of_word(lines: Lines, at: int, one: Field, leading: float) -> bool:
    """Whether a text is what a narrow column leaves of a word: the rest stands on a row next to
    it, or as far on the other side of one."""
    near = [*lines[max(0, at - 2) : at], *lines[at + 1 : at + 3]]
    rows = [line for line in near if is_row(line)]
    rest = [other for line in near for other in line if one.is_next_to(other, leading)]
    return any(
        other in row or abs(one.level + other.level - 2 * center(row)) < 2 * _MOST_OFF
        for other in rest
        for row in rows
    )


def _top(line: Sequence[Field]) -> float:
    return min(one.box[1] for one in line)


def _part(block: Lines) -> tuple[list[Sequence[Field]], list[Sequence[Field]]]:
    """The rows of a block, and the lines between them."""
    return [line for line in block if is_row(line)], [line for line in block if not is_row(line)]


def _loose(line: Sequence[Field]) -> Row:
    """A line outside blocks: text, or the heads of columns."""
    if len(line) > 1 and is_short(line):
        return [Slot(one.text, at, 1, one.box) for at, one in enumerate(line)], True
    gaps = (b.box[0] - a.box[2] > 0 for a, b in pairwise(line))
    text = line[0].text + "".join(
        (" " if gap else "") + one.text for gap, one in zip(gaps, line[1:], strict=True)
    )
    return [Slot(text, 0, 1, around(one.box for one in line))], False
