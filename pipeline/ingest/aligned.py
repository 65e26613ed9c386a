"""Tables without rules: lines of a page to rows, labels and the text between them.

A block is a run of rows under one header: lines with figures, and lines that stand where its labels
or its figures do. `blocks.py` gives it columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipeline.ingest.blocks import block_to_rows
from pipeline.ingest.columns import are_alike, find_columns
from pipeline.ingest.draft import Slot
from pipeline.ingest.fields import Field, Lines, around, center, overlap
from pipeline.ingest.figureless import find_labels, is_head, read_labels
from pipeline.ingest.layer import Glyph
from pipeline.ingest.typeset import (
    Line,
    glyphs_to_box,
    glyphs_to_lines,
    line_to_fields,
    line_to_text,
)
from pipeline.numerals import looks_like_value

_MOST_HEADS = 8  # lines above a block that may head it
_MOST_LABELS = 3  # columns of labels
_MOST_BETWEEN = 3  # lines of a label between two rows of one table
_FURTHER = 1.35  # times the usual distance of its lines: what stands so far off is no row
_MOST_ABOVE = 2  # lines between the edge of the page and a table that goes on over it
_LONGEST_HEAD = 40  # characters
_LONGEST_LABEL = 64  # with the groups before it on the same line; a longer text is prose
_STOPS = frozenset("。；！")
_UNITS = frozenset("件条项次个份起宗元")
_MOST_KIN = 8  # blocks before and behind that may be of the same table
Block = tuple[int, Lines]  # the number of its first line, and its lines
Row = tuple[list[Slot], bool]  # the slots, and whether they stand in columns


def read_aligned(
    glyphs: Iterable[Glyph], carried: Lines = ()
) -> tuple[list[tuple[float, Row]], list[list[Field]]]:
    """The rows and lines of text among `glyphs`, each with the height at which it begins; and what
    the next page is to carry as the heads of a table that goes on there."""
    lines = _cut_at_columns(glyphs_to_lines(glyphs))
    leading = _usual_leading(lines)
    blocks = [(first, lines[first:last]) for first, last in _find_blocks(lines, leading)]
    headers = list(_find_headers(lines, blocks, carried))
    rows: list[tuple[float, Row]] = []
    heads: Lines = carried
    at = 0
    for n, ((first, block), header) in enumerate(zip(blocks, headers, strict=True)):
        rows += _read_loose(lines[at:first], leading)
        heads = heads if header is None or (n and _goes_on(heads, header, block)) else header
        columns, found = _read_block(heads, block, _find_kin(n, heads, blocks, headers), leading)
        rows += found
        heads, at = [columns], first + len(block)
    rows += _read_loose(lines[at:], leading)
    ended = at and not any(map(_has_letters, lines[at:]))
    carries = heads if ended else lines[-_MOST_HEADS:]
    return rows, [list(line) for line in carries]


def _goes_on(heads: Lines, header: Lines, block: Lines) -> bool:
    """Whether a block is the rest of the one before, whose columns `heads` are: what stands between
    them names no columns, as a piece of a label that is set in the middle of its row."""
    known = [(one.box[0], one.box[2]) for one in heads[0]]
    figures = [one for line in block if _is_row(line) for one in line if one.is_value]
    stand = all(any(overlap(column, one.box) for column in known) for one in figures)
    return stand and len(header) <= _MOST_BETWEEN and not any(map(is_head, header))


def _find_kin(
    n: int, heads: Lines, blocks: Sequence[Block], headers: Sequence[Lines | None]
) -> list[Sequence[Field]]:
    """The rows of blocks near the n-th whose heads stand in the same places."""
    near = slice(max(0, n - _MOST_KIN), n + _MOST_KIN)
    alike = [
        block
        for (_, block), header in zip(blocks[near], headers[near], strict=True)
        if header and are_alike(heads, header)
    ]
    return [line for block in alike for line in block if _is_row(line)]


def _find_headers(lines: Lines, blocks: Sequence[Block], carried: Lines) -> Iterator[Lines | None]:
    """The lines that may head each block, None where it follows the one before at once."""
    at = 0
    for first, block in blocks:
        if first > at and (at or first > _MOST_ABOVE):
            yield lines[max(at, first - _MOST_HEADS) : first]
        else:
            yield None if at else [*carried, *lines[:first]]
        at = first + len(block)


def _read_loose(lines: Lines, leading: float) -> Iterator[tuple[float, Row]]:
    """Lines outside blocks, and tables among them in which nothing is printed."""
    at = 0
    while found := find_labels(lines[at:]):
        first, end, columns = found
        yield from ((_top(line), _loose(line)) for line in lines[at : at + first])
        yield from read_labels(lines[at + first : at + end], columns, leading)
        at += end
    yield from ((_top(line), _loose(line)) for line in lines[at:])


def _find_blocks(lines: Lines, leading: float) -> Iterator[tuple[int, int]]:
    """First line and end of each block: rows, with the lines around them that stand where their
    labels and their figures do."""
    behind = 0
    for at, line in enumerate(lines):
        if at < behind or not _is_row(line):
            continue
        left, first, end = _left(line), at, at + 1
        while end < len(lines) and (_is_row(lines[end]) or _is_beside(lines[end], left)):
            left = min(left, _left(lines[end])) if _is_row(lines[end]) else left
            end += 1
        while first > behind and _is_beside(lines[first - 1], left):
            first -= 1
        first, end = _without_strangers(lines, first, end, leading)
        yield first, end
        behind = end


def _without_strangers(lines: Lines, first: int, end: int, leading: float) -> tuple[int, int]:
    """A block without the headings above and below it: they stand further off than its rows."""
    rows = [at for at in range(first, end) if _is_row(lines[at])]
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


def _has_letters(line: Sequence[Field]) -> bool:
    """The number of a page has none."""
    return any(char.isalpha() for one in line for char in one.text)


def _left(row: Sequence[Field]) -> float:
    return min(one.box[0] for one in row if one.is_value)


def _is_beside(line: Sequence[Field], left: float) -> bool:
    """Whether a line stands left of all figures, or is a figure by itself or the unit of one."""
    if all(one.box[2] < left for one in line):
        return _has_letters(line)
    return all((one.box[0] + one.box[2]) / 2 > left and _is_piece(one) for one in line)


def _cut_at_columns(lines: Sequence[Line]) -> list[list[Field]]:
    """The fields of each line; a figure that touches the label before it is cut off where other
    lines show that a column stands."""
    fields = [[_field(part) for part in line_to_fields(line)] for line in lines]
    values = [one for line in fields if _is_row(line) for one in line if one.is_value]
    return [
        [_field(part) for whole in line_to_fields(line) for part in _cut(whole, values)]
        for line in lines
    ]


def _cut(part: Line, values: Sequence[Field]) -> list[Line]:
    if _is_prose(line_to_text(part)):
        return [part]
    for at in range(1, len(part)):
        tail = part[at:]
        if part[at].text.isdigit() and not part[at - 1].text.isdigit() and len(tail) <= 12:
            box = glyphs_to_box(tail)
            met = [one for one in values if overlap((one.box[0], one.box[2]), box)]
            clear = all(one.box[0] >= part[at - 1].box[2] for one in met)
            if len(met) > 1 and clear and looks_like_value(line_to_text(tail)):
                return [part[:at], tail]
    return [part]


def _field(part: Line) -> Field:
    text = line_to_text(part)
    return Field(text, glyphs_to_box(part), looks_like_value(text))


def _top(line: Sequence[Field]) -> float:
    return min(one.box[1] for one in line)


def _usual_leading(lines: Lines) -> float:
    """The least distance that comes again between texts one below the other: that of the lines of
    a paragraph, or of a label. Where no text goes on a second line, it is that of the rows."""
    steps: Counter[float] = Counter()
    for at, line in enumerate(lines):
        for one in line:
            below = [b for other in lines[at + 1 : at + 4] for b in other if one.is_above(b)]
            if below and not one.is_value:
                steps[round(2 * (below[0].box[3] - one.box[3])) / 2] += 1
    return min((step for step in steps if steps[step] > 1), default=min(steps, default=0.0))


def _is_row(line: Sequence[Field]) -> bool:
    """Whether a line has figures, and nothing but labels before them; a word may stand for one."""
    values = [one.is_value for one in line]
    if len(line) < 2 or True not in values:
        return False
    first = values.index(True)
    words = values[first:].count(False)
    fits = first <= _MOST_LABELS and _is_short(line[first:])
    prose = any(_is_prose(one.text) for one in line[:first])
    return fits and not prose and 3 * words < len(values) - first


def _is_prose(text: str) -> bool:
    return len(text) > _LONGEST_LABEL or not _STOPS.isdisjoint(text)


def _is_short(fields: Sequence[Field]) -> bool:
    return all(len(one.text) <= _LONGEST_HEAD for one in fields)


def _is_piece(one: Field) -> bool:
    """A figure alone on its line, or the unit of one."""
    return one.is_value or set(one.text) <= _UNITS


def _read_block(
    heads: Lines, block: Lines, kin: Lines, leading: float
) -> tuple[list[Field], list[tuple[float, Row]]]:
    """The columns of a block as heads of their own, and its rows; `kin` as in `find_columns`."""
    rows = [line for line in block if _is_row(line)]
    others = [line for line in block if line not in rows]
    columns = find_columns(heads, rows, kin)
    own = [Field("", (x0, 0.0, x1, 0.0), False) for x0, x1 in columns]
    return own, list(block_to_rows(columns, rows, others, leading))


def _loose(line: Sequence[Field]) -> Row:
    """A line outside blocks: text, or the heads of columns."""
    if len(line) > 1 and _is_short(line):
        return [Slot(one.text, at, 1, one.box) for at, one in enumerate(line)], True
    gaps = (b.box[0] - a.box[2] > 0 for a, b in pairwise(line))
    text = line[0].text + "".join(
        (" " if gap else "") + one.text for gap, one in zip(gaps, line[1:], strict=True)
    )
    return [Slot(text, 0, 1, around(one.box for one in line))], False
