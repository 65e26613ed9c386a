"""Glyphs to lines and texts: what stands side by side, and what belongs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gouji.pipeline.ingest.pdf.pdfium import Glyph
from gouji.pipeline.records import Box

GAP = 0.35  # of the size of its glyphs: white space so wide parts words
_OVER = 0.4  # of the smaller one: condensed type lets glyphs overlap less
_NOTE = 0.85  # of the height of other figures: so small is the mark of a note
_FIELD_GAP = 1.2  # parts fields, and where the text layer has no space
_UNSPACED_GAP = 0.42  # does already
_TIGHT_GAP = 0.15  # and this on a line whose glyphs touch one another
_TIGHT = 0.7  # share of touching glyphs within the fields of such a line
_TOUCH = 0.03
_TOUCHING = 0.15  # of its size: glyphs so close are of one text
_SAME_LINE = 0.3  # of its height, that a glyph may be off its line

Line = tuple[Glyph, ...]  # from left to right


def glyphs_to_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """From top to bottom."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.y):
        last = lines[-1] if lines else None
        if last and _is_level(glyph, _usual(last)):
            last.append(glyph)
        else:
            lines.append([glyph])
    return [tuple(sorted(line, key=lambda one: one.x)) for line in lines]


def _usual(line: Sequence[Glyph]) -> Glyph:
    """One at the height of a line: one of its first glyphs, lest it slide downwards."""
    return line[len(line) // 2] if len(line) < 8 else line[4]


def _is_level(a: Glyph, b: Glyph) -> bool:
    """Whether two glyphs are of one line: their middles are level, or their feet. Some fonts tell
    how high each glyph is, and a comma is low."""
    off = min(abs(a.y - b.y), abs(a.box[3] - b.box[3]))
    return off < _SAME_LINE * min(_height(a), _height(b))


def _height(glyph: Glyph) -> float:
    return glyph.box[3] - glyph.box[1]


def line_to_text(line: Line) -> str:
    """The characters of a line with a space where the page shows one, and between figures that are
    not one: printed one over the other, or one of them the mark of a note."""
    parts = [line[0].text] if line else []
    for before, glyph in pairwise(line):
        gap = glyph.box[0] - before.box[2]
        wide = gap > GAP * max(before.size, glyph.size)
        figures = _is_latin(before) and _is_latin(glyph)
        apart = gap < -_OVER * min(before.size, glyph.size) or _is_raised(before, glyph)
        space = wide or (figures and apart) or (glyph.spaced and gap > 0)
        parts.append(f" {glyph.text}" if space else glyph.text)
    return "".join(parts)


def _is_raised(a: Glyph, b: Glyph) -> bool:
    low, high = sorted((_height(a), _height(b)))
    return low < _NOTE * high


def line_to_fields(line: Line) -> Iterator[Line]:
    """A line parted where white space is wider than a space, or none was typed there."""
    start, unspaced = 0, _TIGHT_GAP if _is_tight(line) else _UNSPACED_GAP
    for at, (before, glyph) in enumerate(pairwise(line), 1):
        # between writing and figures some programs leave a quarter of white space
        mixed = _is_latin(before) != _is_latin(glyph) and (before.text + glyph.text).isalnum()
        width = _FIELD_GAP if glyph.spaced else _UNSPACED_GAP if mixed else unspaced
        if glyph.box[0] - before.box[2] > width * max(before.size, glyph.size):
            yield line[start:at]
            start = at
    yield line[start:]


def _is_tight(line: Line) -> bool:
    """Whether glyphs touch within the fields of a line: then the line is not set wide."""
    gaps = [(b.box[0] - a.box[2]) / max(a.size, b.size) for a, b in pairwise(line)]
    inside = [gap for gap in gaps if gap <= _UNSPACED_GAP]
    return sum(gap < _TOUCH for gap in inside) >= _TIGHT * len(inside)


def cell_to_text(glyphs: Sequence[Glyph], box: Box | None = None, padding: float = 0.0) -> str:
    """The text of a cell. Lines are joined without a space unless a number might arise from two:
    digits go on only where the line before them is full, but for the `padding` of its cell."""
    turn = _usual_turn(glyphs)
    lines = glyphs_to_lines(one._replace(box=_turned(one.box, -turn % 4)) for one in glyphs)
    box = None if turn else box
    text = line_to_text(lines[0]) if lines else ""
    for before, line in pairwise(lines):
        apart = (
            _is_numeric(before[-1])
            and _is_numeric(line[0])
            and not _is_full(before, line[0], box, padding)
        )
        text += (" " if apart else "") + line_to_text(line)
    return text


def _usual_turn(glyphs: Sequence[Glyph]) -> int:
    """That of a label set sideways, 0 of any other."""
    turns = Counter(glyph.turn for glyph in glyphs)
    return turns.most_common(1)[0][0] if turns else 0


def _turned(box: Box, turn: int) -> Box:
    """A box after so many quarter turns clockwise about the corner."""
    for _ in range(turn):
        x0, y0, x1, y1 = box
        box = (-y1, x0, -y0, x1)
    return box


def _is_latin(glyph: Glyph) -> bool:
    return glyph.text.isascii() and glyph.text.isalnum()


def _is_numeric(glyph: Glyph) -> bool:
    return _is_latin(glyph) or glyph.text.isdigit()


def _is_full(line: Line, following: Glyph, box: Box | None, padding: float) -> bool:
    """Whether the next glyph would not have fitted on the line."""
    if box is None:
        return False
    used, width = line[-1].box[2] - line[0].box[0], following.box[2] - following.box[0]
    return used + width + max(width, padding) > box[2] - box[0]


def glyphs_to_box(glyphs: Iterable[Glyph]) -> Box:
    """The box around glyphs, of which there is one at least."""
    x0, y0, x1, y1 = zip(*(glyph.box for glyph in glyphs), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def crosses(line: Line, x: float) -> bool:
    """Whether a text goes on from one side of an edge to the other."""
    left = max((one for one in line if one.x <= x), key=_right, default=None)
    right = min((one for one in line if one.x > x), key=_left, default=None)
    if left is None or right is None:
        return False
    return _left(right) - _right(left) < _TOUCHING * min(left.size, right.size)


def _left(glyph: Glyph) -> float:
    return glyph.box[0]


def _right(glyph: Glyph) -> float:
    return glyph.box[2]
