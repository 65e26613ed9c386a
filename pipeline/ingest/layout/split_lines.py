"""Lines of words to lines of texts: cut at gaps, and at columns that other lines show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.pipeline.ingest.layout.geometry import TextBox, is_over
from gouji.pipeline.ingest.layout.line_kinds import UNITS, is_prose, is_row
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.text_lines import (
    WORD_GAP,
    Line,
    line_box,
    line_to_pieces,
    line_to_text,
    split_at_gaps,
)
from gouji.pipeline.language.numbering import SECTION_NUMBER
from gouji.pipeline.language.numerals import looks_like_value

# Share of the figures in a column that may be two figures touching in the same way.
_FUSED_SHARE = 0.2
_LONGEST_FIGURE = 12  # Most words of a figure that is cut off the text before it.
_NUMBER_GAP = 2.0  # Gap, in character sizes, between the number of a heading and its title.
_POINTS = frozenset(".,．，")
_ONE_UNIT = f"[{''.join(sorted(UNITS))}]"
_COUNTED = re.compile(rf"(\d+{_ONE_UNIT})+\d+{_ONE_UNIT}?")


def lines_to_texts(lines: Sequence[Line]) -> list[list[TextBox]]:
    """The texts of each line. A figure that touches the label before it is cut off where other
    lines show that a column begins there."""
    fields = [_join_heading_number(list(split_at_gaps(line))) for line in lines]
    texts = [[to_text_box(field) for field in line] for line in fields]
    values = [text for line in texts if is_row(line) for text in line if text.is_value]
    return [
        [cut for pair in zip(words, line, strict=True) for cut in _cut(*pair, values)]
        for words, line in zip(fields, texts, strict=True)
    ]


def to_text_box(words: Line) -> TextBox:
    """Neighbouring words of a line as one text."""
    text = line_to_text(words)
    return TextBox(text, line_box(words), looks_like_value(text))


def _join_heading_number(fields: list[Line]) -> list[Line]:
    """The fields of a line, those of a heading as one: a gap is often set around its number."""
    *number, title = fields
    if not number:
        return fields
    gaps = [(b[0].box[0] - a[-1].box[2], b[0].size) for a, b in pairwise(fields)]
    if not all(gap < _NUMBER_GAP * size for gap, size in gaps):
        return fields
    is_number = SECTION_NUMBER.fullmatch("".join(map(line_to_text, number)))
    if not is_number or looks_like_value(line_to_text(title)):
        return fields
    return [tuple(word for field in fields for word in field)]


def _cut(field: Line, text: TextBox, values: Sequence[TextBox]) -> Iterator[TextBox]:
    """A field cut before each figure that is of a column of its own. `values`: the figures of all
    rows of the page."""
    is_cut = False
    rest = field if _may_be_cut(field, text.text) else ()
    while index := _find_cut(rest, values):
        yield to_text_box(rest[:index])
        rest, is_cut = rest[index:], True
    yield to_text_box(rest) if is_cut else text


def _may_be_cut(field: Line, text: str) -> bool:
    return not is_prose(text) and any(word.text.isdigit() for word in field[1:])


def _find_cut(field: Line, values: Sequence[TextBox]) -> int:
    """The first place at which a field is cut, 0 where there is none."""
    if not field or is_prose(line_to_text(field)):
        return 0
    pieces = line_to_pieces(field)
    is_counted = _COUNTED.fullmatch("".join(word.text for word in field))
    for index in range(1, len(field)):
        if not field[index].text.isdigit():
            continue
        if is_counted and not field[index - 1].text.isdigit():
            return index
        if len(field) - index <= _LONGEST_FIGURE:
            tail = field[index].text + "".join(pieces[index + 1 :])
            if looks_like_value(tail) and _is_of_column(field, index, values):
                return index
    return 0


def _is_of_column(field: Line, index: int, values: Sequence[TextBox]) -> bool:
    """Whether the figure from `index` on is in a column of `values`, and the words
    before it do not."""
    before, figure = field[index - 1], field[index:]
    is_figure = before.text.isdigit()
    if before.text in _POINTS or (is_figure and not _is_gap(before, figure[0])):
        return False
    box = line_box(figure)
    column = [value for value in values if is_over(value.extent, box)]
    alone = sum(value.box[0] >= before.box[2] for value in column)
    most_fused = _FUSED_SHARE * len(column) if is_figure else 0
    return alone > 1 and len(column) - alone <= most_fused


def _is_gap(before: Word, word: Word) -> bool:
    """Whether two digits are of two figures: a gap separates them, or one has full width."""
    if before.text.isascii() != word.text.isascii():
        return True
    gap = word.box[0] - before.box[2]
    return not word.has_space_before and gap > WORD_GAP * max(before.size, word.size)
