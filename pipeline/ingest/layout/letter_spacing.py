"""Letter-spacing: a figure whose digits are set apart is one figure, as its line shows.

The spacing of a line is the gap, in points, that its Chinese characters have in common: set without
spacing they touch. Digits of the line that are as far apart are joined to one word. Two figures of
neighbouring cells are further apart, by the padding of their cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from gouji.pipeline.ingest.layout.geometry import bounding_box
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.text_lines import Line, words_to_lines

# Gaps in sizes of Chinese characters: the least spacing, the widest, and by how much gaps of one
# spacing differ.
_LEAST, _MOST, _UNEQUAL = 0.12, 0.9, 0.05
_FEWEST = 2  # Fewest gaps between Chinese characters that show the spacing of a line.
_COMMON = 0.8  # Least share of them that have it.
_FIGURE = frozenset("0123456789.,+-−%０１２３４５６７８９．，－")


def join_spaced_figures(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, with the characters of each spaced figure joined to one word."""
    if not any(_is_spaced(a, b) for a, b in pairwise(words)):
        return tuple(words)
    lines = words_to_lines(words)
    spacings = _fill(lines, [_find_spacing(line) for line in lines])
    return tuple(
        word
        for line, spacing in zip(lines, spacings, strict=True)
        for word in (_join(line, spacing) if spacing else line)
    )


def _is_spaced(a: Word, b: Word) -> bool:
    """Whether two Chinese characters in the order of the file may be spaced."""
    if not _is_chinese(a) or not _is_chinese(b) or a.turn or b.turn:
        return False
    return _LEAST <= _gap(a, b) / max(a.size, b.size) <= _MOST and abs(a.y - b.y) < _LEAST * a.size


def _is_chinese(word: Word) -> bool:
    return len(word.text) == 1 and "㐀" <= word.text <= "鿿"


def _gap(a: Word, b: Word) -> float:
    return b.box[0] - a.box[2]


def _find_spacing(line: Line) -> float | None:
    """The spacing of a line in points, 0 where it has none, None where nothing shows it."""
    pairs = [(a, b) for a, b in pairwise(line) if _is_chinese(a) and _is_chinese(b)]
    gaps = [_gap(a, b) for a, b in pairs if _gap(a, b) <= _MOST * a.size]
    if len(gaps) < _FEWEST:
        return None
    spacing, size = median(gaps), median(a.size for a, _ in pairs)
    alike = sum(abs(gap - spacing) <= _UNEQUAL * size for gap in gaps)
    is_spaced = spacing >= _LEAST * size and alike >= _COMMON * len(gaps)
    return spacing if is_spaced else 0.0


def _fill(lines: Sequence[Line], spacings: Sequence[float | None]) -> list[float]:
    """The spacing of each line. A line that does not show its own takes that of a neighbouring line
    if all its figures have it."""
    known = [spacing for spacing in spacings if spacing is not None]
    filled, seen = list[float](), 0
    for line, spacing in zip(lines, spacings, strict=True):
        nearby = [one for one in known[max(0, seen - 1) : seen + 1] if one]
        fitting = [one for one in nearby if _fits(line, one)] if spacing is None else [spacing]
        filled.append(fitting[0] if fitting else 0.0)
        seen += spacing is not None
    return filled


def _fits(line: Line, spacing: float) -> bool:
    """Whether all figures of a line have the spacing: none has digits that touch."""
    pairs = [(a, b) for a, b in pairwise(line) if a.text in _FIGURE and b.text in _FIGURE]
    near = [(a, b) for a, b in pairs if _gap(a, b) <= 2 * spacing]
    return len(near) >= _FEWEST and all(_goes_on(a, b, spacing) for a, b in near)


def _join(line: Line, spacing: float) -> Iterator[Word]:
    figure: list[Word] = []
    for word in line:
        if figure and not _goes_on(figure[-1], word, spacing):
            yield _to_word(figure)
            figure = []
        figure.append(word)
    if figure:
        yield _to_word(figure)


def _goes_on(before: Word, word: Word, spacing: float) -> bool:
    is_figure = before.text in _FIGURE and word.text in _FIGURE
    size = max(before.size, word.size)
    return is_figure and abs(_gap(before, word) - spacing) <= _UNEQUAL * size


def _to_word(figure: Sequence[Word]) -> Word:
    text = "".join(word.text for word in figure)
    return figure[0]._replace(text=text, box=bounding_box(word.box for word in figure))
