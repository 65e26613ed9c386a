"""The lines of a page as texts side by side, and what kind of line each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from gouji.pipeline.ingest.layout.characters import (
    GAP,
    Line,
    glyphs_to_box,
    line_to_fields,
    line_to_text,
)
from gouji.pipeline.ingest.layout.geometry import Field, Lines, overlap
from gouji.pipeline.ingest.pdf.pdfium import Glyph
from gouji.pipeline.language.numbering import SECTION_NUMBER
from gouji.pipeline.language.numerals import looks_like_value

_MOST_LABELS = 3  # columns of labels
_LONGEST_HEAD = 40  # characters
_LONGEST_LABEL = 64  # with the groups before it on the same line; a longer text is prose
_ALIGNED = 1.0  # points between what stands one below the other
_FUSED = 0.2
_POINTS = frozenset(".,．，")
_LONGEST_FIGURE = 12  # glyphs
_STOPS = frozenset("。；！")
_UNITS = frozenset("件条项次个份起宗元")
_NUMBER_GAP = 2.0  # of the size of the title, between it and its number
_COUNTED = re.compile(rf"(\d+[{''.join(sorted(_UNITS))}])+\d+[{''.join(sorted(_UNITS))}]?")


def cut_at_columns(lines: Sequence[Line]) -> list[list[Field]]:
    """The fields of each line; a figure that touches the label before it is cut off where other
    lines show that a column stands."""
    parted = [_join_number(list(line_to_fields(line))) for line in lines]
    fields = [[_field(part) for part in parts] for parts in parted]
    values = [one for line in fields if is_row(line) for one in line if one.is_value]
    return [[_field(part) for whole in parts for part in _cut(whole, values)] for parts in parted]


def _join_number(parts: list[Line]) -> list[Line]:
    """The number of a heading and its title as one, though white space is set around it."""
    *number, title = parts
    near = all(b[0].box[0] - a[-1].box[2] < _NUMBER_GAP * b[0].size for a, b in pairwise(parts))
    numbers = near and SECTION_NUMBER.fullmatch("".join(map(line_to_text, number)))
    if not numbers or looks_like_value(line_to_text(title)):
        return parts
    return [tuple(one for part in parts for one in part)]


def _cut(part: Line, values: Sequence[Field]) -> list[Line]:
    """A figure cut off the label before it; figures of two columns cut apart."""
    if is_prose(line_to_text(part)):
        return [part]
    counted = _COUNTED.fullmatch("".join(one.text for one in part))
    for at in range(1, len(part)):
        head, tail = part[:at], part[at:]
        first = counted and not head[-1].text.isdigit()
        if tail[0].text.isdigit() and (first or _stands_apart(head, tail, values)):
            return [head, *_cut(tail, values)]
    return [part]


def _stands_apart(head: Line, tail: Line, values: Sequence[Field]) -> bool:
    """Whether a figure stands in a column, by what `values` show, and what is before it does
    not; where that is a figure too, a few of them may be two that touch in the same way."""
    if len(tail) > _LONGEST_FIGURE or not looks_like_value(line_to_text(tail)):
        return False
    figures = head[-1].text.isdigit()
    if head[-1].text in _POINTS or (figures and not _is_gap(head[-1], tail[0])):
        return False
    box = glyphs_to_box(tail)
    met = [one for one in values if overlap((one.box[0], one.box[2]), box)]
    alone = sum(one.box[0] >= head[-1].box[2] for one in met)
    return alone > 1 and len(met) - alone <= (_FUSED * len(met) if figures else 0)


def _is_gap(before: Glyph, glyph: Glyph) -> bool:
    """Whether two digits are not of one figure: space between them, or one is of full width."""
    if before.text.isascii() != glyph.text.isascii():
        return True
    return not glyph.spaced and glyph.box[0] - before.box[2] > GAP * max(before.size, glyph.size)


def _field(part: Line) -> Field:
    text = line_to_text(part)
    return Field(text, glyphs_to_box(part), looks_like_value(text))


def usual_leading(lines: Lines) -> float:
    """The least distance that comes again between texts one below the other: that of the lines of
    a paragraph, or of a label. Where no text goes on a second line, it is that of the rows."""
    steps: Counter[float] = Counter()
    for at, line in enumerate(lines):
        for one in line:
            below = [b for other in lines[at + 1 : at + 4] for b in other if one.is_above(b)]
            if below and not one.is_value and _are_aligned(one, below[0]):
                steps[round(2 * (below[0].box[3] - one.box[3])) / 2] += 1
    return min((step for step in steps if steps[step] > 1), default=min(steps, default=0.0))


def is_row(line: Sequence[Field]) -> bool:
    """Whether a line has figures, and nothing but labels before them; a word may stand for one."""
    values = [one.is_value for one in line]
    if len(line) < 2 or True not in values:
        return False
    first = values.index(True)
    words = values[first:].count(False)
    fits = first <= _MOST_LABELS and is_short(line[first:])
    prose = any(is_prose(one.text) for one in line[:first])
    return fits and not prose and 3 * words < len(values) - first


def is_prose(text: str) -> bool:
    return len(text) > _LONGEST_LABEL or not _STOPS.isdisjoint(text)


def is_short(fields: Sequence[Field]) -> bool:
    return all(len(one.text) <= _LONGEST_HEAD for one in fields)


def has_letters(line: Sequence[Field]) -> bool:
    """The number of a page has none."""
    return any(char.isalpha() for one in line for char in one.text)


def is_piece(one: Field) -> bool:
    """A figure alone on its line, or the unit of one."""
    return one.is_value or set(one.text) <= _UNITS


def _are_aligned(one: Field, other: Field) -> bool:
    """Whether two texts begin or end one below the other, or have their middles there."""
    left, right = one.box[0] - other.box[0], one.box[2] - other.box[2]
    return min(abs(left), abs(right), abs(left + right) / 2) < _ALIGNED
