"""Words to lines, lines to text: which words are level, and where the page shows a space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gouji.pipeline.ingest.layout.geometry import bounding_box
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.records import Box

# Gaps between words are measured in character sizes: those of the larger of two words.
WORD_GAP = 0.35  # Gap, in character sizes, that is a space.
_FIELD_GAP = 1.2  # Gap, in character sizes, that separates fields where a space was typed too.
_UNSPACED_GAP = 0.42  # Gap, in character sizes, that separates fields where no space was typed.
_TIGHT_GAP = 0.15  # The same gap, in character sizes, on a line whose characters touch.
_TOUCHING_GAP = 0.03  # Gap, in character sizes, below which two characters touch.
_TIGHT_SHARE = 0.7  # Share of touching characters from which a line is set without tracking.
# Overlap, in sizes of the smaller character, from which two are printed over one another; condensed
# type has less.
_OVERPRINT = 0.4
_NOTE_HEIGHT = 0.85  # Share of the height of the other character below which one marks a note.
_LEVEL = 0.3  # Share of its height by which a word may be off its line.
_TEXT_GAP = (
    0.15  # Gap, in character sizes, below which words on both sides of an edge are one text.
)

Line = tuple[Word, ...]  # from left to right


def words_to_lines(words: Iterable[Word]) -> list[Line]:
    """The lines that words form, from top to bottom."""
    lines: list[list[Word]] = []
    levels: list[tuple[float, float, float]] = []  # of the words in the last line
    for word in sorted(words, key=_by_y):
        _, top, _, bottom = word.box
        level = (top + bottom) / 2, bottom, bottom - top
        if lines and _is_level(level, levels[_reference(len(levels))]):
            lines[-1].append(word)
            levels.append(level)
        else:
            lines.append([word])
            levels = [level]
    return [tuple(sorted(line, key=_by_x)) for line in lines]


def _by_y(word: Word) -> float:
    box = word.box
    return (box[1] + box[3]) / 2


def _by_x(word: Word) -> float:
    box = word.box
    return (box[0] + box[2]) / 2


def _reference(count: int) -> int:
    """The word whose level is that of a line: an early one, so that a line does not slide down."""
    return count // 2 if count < 8 else 4


def _is_level(a: tuple[float, float, float], b: tuple[float, float, float]) -> bool:
    """Whether two words, given by middle, bottom and height, are on one line: their middles or
    their bottoms are level. Some fonts give the height of each character, and a comma is low."""
    off = _LEVEL * (a[2] if a[2] < b[2] else b[2])
    return abs(a[0] - b[0]) < off or abs(a[1] - b[1]) < off


def line_to_text(line: Line) -> str:
    """The text of a line, with a space where the page shows one."""
    return "".join(line_to_pieces(line))


def line_to_pieces(line: Line) -> list[str]:
    """The text of each word, with a space before it where the page shows one.

    Two figures are separated too where they are not one number: printed over one another, or one of
    them in the size of a note.
    """
    pieces = [line[0].text] if line else []
    for before, word in pairwise(line):
        gap = word.box[0] - before.box[2]
        larger, smaller = sorted((before.size, word.size), reverse=True)
        is_space = gap > WORD_GAP * larger or (word.has_space_before and gap > 0)
        if not is_space and (gap < -_OVERPRINT * smaller or _is_note(before, word)):
            is_space = is_latin(before.text) and is_latin(word.text)
        pieces.append(f" {word.text}" if is_space else word.text)
    return pieces


def _is_note(a: Word, b: Word) -> bool:
    """Whether one of two words is as small as the mark of a note beside the other."""
    height, other = a.box[3] - a.box[1], b.box[3] - b.box[1]
    return height < _NOTE_HEIGHT * other or other < _NOTE_HEIGHT * height


def split_at_gaps(line: Line) -> Iterator[Line]:
    """The fields of a line: it is cut at gaps wider than a space."""
    start, unspaced = 0, _TIGHT_GAP if _is_tight(line) else _UNSPACED_GAP
    for index, (before, word) in enumerate(pairwise(line), 1):
        gap = word.box[0] - before.box[2]
        size = max(before.size, word.size)
        if gap > _TIGHT_GAP * size and gap > _field_gap(before, word, unspaced) * size:
            yield line[start:index]
            start = index
    yield line[start:]


def _field_gap(before: Word, word: Word, unspaced: float) -> float:
    """The gap, in character sizes, from which two words are of two fields."""
    if word.has_space_before:
        return _FIELD_GAP
    # Word processors put a quarter of a character between Chinese text and figures.
    is_mixed = is_latin(before.text) != is_latin(word.text)
    return _UNSPACED_GAP if is_mixed and (before.text + word.text).isalnum() else unspaced


def _is_tight(line: Line) -> bool:
    """Whether characters touch within the fields of a line, so that small gaps mean something."""
    gaps = [(b.box[0] - a.box[2]) / max(a.size, b.size) for a, b in pairwise(line)]
    inside = [gap for gap in gaps if gap <= _UNSPACED_GAP]
    return sum(gap < _TOUCHING_GAP for gap in inside) >= _TIGHT_SHARE * len(inside)


def turn_upright(words: Sequence[Word]) -> tuple[Sequence[Word], int]:
    """The words of a cell so that most of them run from left to right, and the quarter turns
    clockwise that they had: a label may be set sideways."""
    if not any(word.turn for word in words):
        return words, 0
    turn = Counter(word.turn for word in words).most_common(1)[0][0]
    return [word._replace(box=_turn_about_corner(word.box, -turn % 4)) for word in words], turn


def _turn_about_corner(box: Box, turn: int) -> Box:
    for _ in range(turn):
        x0, y0, x1, y1 = box
        box = (-y1, x0, -y0, x1)
    return box


def join_lines(lines: Sequence[Line], cell_width: float | None, padding: float) -> str:
    """The text of the lines of one cell.

    Lines are joined without a space unless a number might arise from two: digits go on only where
    the line before is full. `cell_width` and `padding`, the space left free on both sides together,
    are in points; without a width no line counts as full.
    """
    text = line_to_text(lines[0]) if lines else ""
    for before, line in pairwise(lines):
        is_number = _is_numeric(before[-1]) and _is_numeric(line[0])
        is_apart = is_number and not _is_full(before, line[0], cell_width, padding)
        text += (" " if is_apart else "") + line_to_text(line)
    return text


def is_latin(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _is_numeric(word: Word) -> bool:
    return is_latin(word.text) or word.text.isdigit()


def _is_full(line: Line, following: Word, cell_width: float | None, padding: float) -> bool:
    """Whether the next word would not have fitted on the line."""
    if cell_width is None:
        return False
    used, width = line[-1].box[2] - line[0].box[0], following.box[2] - following.box[0]
    return used + width + max(width, padding) > cell_width


def line_box(line: Iterable[Word]) -> Box:
    """The box around the words of a line, of which there is one at least."""
    return bounding_box(word.box for word in line)


def is_text_across(line: Line, x: float) -> bool:
    """Whether a text of a line runs across an edge at `x`, instead of ending on either side."""
    left = max((word for word in line if word.x <= x), key=_right, default=None)
    right = min((word for word in line if word.x > x), key=_left, default=None)
    if left is None or right is None:
        return False
    return _left(right) - _right(left) < _TEXT_GAP * min(left.size, right.size)


def _left(word: Word) -> float:
    return word.box[0]


def _right(word: Word) -> float:
    return word.box[2]
