"""Raised digits and asterisks beside a figure: the marks of notes, which are no digits of it.

A raised digit becomes a superscript of Unicode, in one word with the digit that it follows, and so
do the brackets around it. A raised asterisk before a figure is left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from gouji.pipeline.ingest.layout.geometry import bounding_box
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.scripts import to_script

_DIGITS = frozenset("0123456789")
_ASTERISKS = frozenset("*※†‡")
_MARKS = _DIGITS | _ASTERISKS | frozenset("[](){}【】〔〕（）")
# Shares of the height of the digit before: the greatest height of a raised digit, and by how much
# its bottom is higher at least: more where it is hardly smaller.
_SMALLER, _MUCH_SMALLER = 0.95, 0.8
_RAISED, _SLIGHTLY_RAISED = 0.25, 0.1
_BESIDE = 0.1  # How much of a raised digit is beside the other digit at least, in its heights.
_TOUCHING = 1.5  # Widest gap, in points, before a raised digit.


def attach_raised(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, with raised marks attached to the digits before them."""
    marks = [index for index, word in enumerate(words) if word.text in _MARKS and not word.turn]
    heights = [words[index].height for index in marks if words[index].text in _DIGITS]
    most = _SMALLER * max(heights, default=0.0)
    if all(words[index].height > most for index in marks):
        return tuple(words)
    base_of = _find_bases(words, marks, most)
    leading = _find_leading(words, marks, most) - base_of.keys()
    parts = {base: [words[base]] for base in base_of.values()}
    for index, base in base_of.items():
        parts[base].append(words[index])
    return tuple(
        _join(parts[index]) if index in parts else word
        for index, word in enumerate(words)
        if index not in base_of and index not in leading
    )


def _find_leading(words: Sequence[Word], marks: Sequence[int], most: float) -> frozenset[int]:
    """The raised asterisks before a digit, by their index."""
    asterisks = [
        index for index in marks if words[index].text in _ASTERISKS and words[index].height <= most
    ]
    ordered = sorted(
        (index for index in marks if asterisks and words[index].text in _DIGITS),
        key=lambda index: words[index].box[0],
    )
    lefts = [words[index].box[0] for index in ordered]
    found = set[int]()
    for index in asterisks:
        right = words[index].box[2]
        first, end = bisect_left(lefts, right - _TOUCHING), bisect_right(lefts, right + _TOUCHING)
        if any(_is_raised(words[index], words[other]) for other in ordered[first:end]):
            found.add(index)
    return frozenset(found)


def _find_bases(words: Sequence[Word], marks: Sequence[int], most: float) -> dict[int, int]:
    """The digit behind which each raised mark is, from left to right, both by their index. `most`
    is the greatest height, in points, of a raised mark."""
    ordered = sorted(marks, key=lambda index: words[index].box[2])
    rights = [words[index].box[2] for index in ordered]
    base_of: dict[int, int] = {}
    for index in sorted(marks, key=lambda index: words[index].box[0]):
        word = words[index]
        if word.height > most:
            continue
        first = bisect_left(rights, word.box[0] - _TOUCHING)
        end = bisect_right(rights, word.box[0] + _TOUCHING)
        bases = (base_of.get(other, other) for other in ordered[first:end])
        others = (n for n in bases if n != index and words[n].text in _DIGITS)
        base = next((n for n in others if _is_raised(word, words[n])), None)
        if base is not None:
            base_of[index] = base
    return base_of


def _is_raised(word: Word, base: Word) -> bool:
    """Whether a mark is smaller and higher than the digit `base`, and still beside it."""
    height, raised = base.height, base.box[3] - word.box[3]
    if word.height > _SMALLER * height:
        return False
    least = _SLIGHTLY_RAISED if word.height <= _MUCH_SMALLER * height else _RAISED
    is_beside = word.box[3] - base.box[1] >= _BESIDE * height
    return raised >= least * height and is_beside and word.box[1] < base.y


def _join(parts: Sequence[Word]) -> Word:
    base, *raised = parts
    text = base.text + "".join(to_script(word.text, "superscript") for word in raised)
    return base._replace(text=text, box=bounding_box(word.box for word in parts))
