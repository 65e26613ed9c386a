"""The texts of a page: each is cut out, read, and read again where it may be a figure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.boxes import contains
from gouji.pipeline.ingest.layout.page import Page, Word
from gouji.pipeline.ingest.scan.ocr import HEIGHT, Ink, Ocr, PixelBox
from gouji.pipeline.ingest.scan.second_reading import (
    Settled,
    doubt_stroke,
    find_mark,
    may_be_figure,
    plain,
    settle_figure,
    settle_text,
)
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Box

# Paper around a text in its first and in its second picture, in heights of characters.
_MARGIN, _WIDER_MARGIN = 0.15, 0.3
_LEAST_WIDTH = 28  # Least width, in pixels, of a picture for the recogniser.
_LEAST_SPACE = 0.45  # Least gap between two figures, in heights of characters.
# A figure whose digits are spaced or of full width, in heights of characters: its widest digit or
# sign, its least gap, the widest step from a digit to the next, by how much steps may differ, and
# what is kept of a gap for the recogniser.
_WIDEST_DIGIT, _LEAST_SPACING = 0.68, 0.25
_WIDEST_STEP, _UNEQUAL = 1.4, 0.3
_HIGHER = 1.1  # Least height of a unit behind digits, in their heights.
_KEPT_GAP = 0.12
_INK = 96  # Least darkness, of 255, of ink between two gaps.
_SURE = 0.999  # Score of a mark that is told by the shape of its ink.
# Score of a figure below which a different hidden text makes it doubtful, and its score then.
_NO_DOUBT, _DOUBTED = 0.97, 0.5


class ReadText(NamedTuple):
    """A text and the box around its ink."""

    box: PixelBox
    settled: Settled


def read_texts(ocr: Ocr, ink: Ink, boxes: Sequence[PixelBox], text_height: float) -> list[ReadText]:
    """What each text says. Several figures beside one another become a text each."""
    texts, apart = list[ReadText](), list[PixelBox]()
    for box, settled in zip(boxes, _read(ocr, ink, boxes, text_height), strict=True):
        pieces = settled.text.split()
        if len(pieces) < 2 or not all(map(looks_like_value, pieces)):
            texts.append(ReadText(box, settled))
            continue
        if boxes_apart := _split(box, _find_gaps(ink, box), len(pieces), text_height):
            apart += boxes_apart
        else:
            texts.append(ReadText(box, settled))
    pieces_read = _read(ocr, ink, apart, text_height)
    return texts + [ReadText(*pair) for pair in zip(apart, pieces_read, strict=True)]


class _Gap(NamedTuple):
    """A gap without ink from left to right: its first pixel, and the one after it."""

    start: int
    end: int

    @property
    def width(self) -> int:
        return self.end - self.start


def _find_gaps(ink: Ink, box: PixelBox) -> list[_Gap]:
    """The gaps between the characters in a box."""
    x0, y0, x1, y1 = box
    columns = x0 + np.flatnonzero(ink[y0:y1, x0:x1].max(axis=0) >= _INK)
    return [_Gap(a + 1, b) for a, b in pairwise(columns.tolist()) if b - a > 1]


def _find_spacing(ink: Ink, box: PixelBox, text_height: float) -> list[_Gap]:
    """What is too wide in the gaps between the characters of a spaced figure, behind which a unit
    may be. Empty for other texts."""
    every = _find_gaps(ink, box)
    gaps = [gap for gap in every if gap.width >= _LEAST_SPACING * text_height]
    ends = np.array([box[0], *(x for gap in gaps for x in gap), box[2]])
    last = ends[-2]
    is_wide = box[2] - last > _WIDEST_DIGIT * text_height
    has_unit = (is_wide and every[-1:] == gaps[-1:]) or _is_higher(ink, box, last)
    if not _are_spaced_digits(ends[: -2 if has_unit else None] / text_height):
        return []
    kept = round(_KEPT_GAP * text_height)
    return [_Gap(gap.start + kept, gap.end) for gap in gaps]


def _are_spaced_digits(ends: NDArray[np.float64]) -> bool:
    """Whether characters are narrow and their middles equally far from one another. `ends`: their
    left and right ends in turn, in heights of characters."""
    lefts, rights = ends[::2], ends[1::2]
    steps = np.diff((lefts + rights) / 2)
    if not len(steps) or (rights - lefts).max() > _WIDEST_DIGIT:
        return False
    return bool(steps.max() <= min(_WIDEST_STEP, steps.min() + _UNEQUAL))


def _is_higher(ink: Ink, box: PixelBox, left: int) -> bool:
    """Whether the character from `left` on is higher than the ones before it, as 件 after
    digits."""
    parts = ink[box[1] : box[3], box[0] : left], ink[box[1] : box[3], left : box[2]]
    before, last = ((part.max(axis=1, initial=0) >= _INK).sum() for part in parts)
    return bool(0 < _HIGHER * before < last)


def _split(box: PixelBox, gaps: Sequence[_Gap], count: int, text_height: float) -> list[PixelBox]:
    """The boxes of several figures, cut at the widest gaps; none where these are narrow."""
    x0, y0, x1, y1 = box
    widest = sorted(sorted(gaps, key=lambda gap: -gap.width)[: count - 1])
    if len(widest) < count - 1 or any(gap.width < _LEAST_SPACE * text_height for gap in widest):
        return []
    lefts, rights = [x0, *(gap.end for gap in widest)], [*(gap.start for gap in widest), x1]
    return [(left, y0, right, y1) for left, right in zip(lefts, rights, strict=True)]


def _read(ocr: Ocr, ink: Ink, boxes: Sequence[PixelBox], text_height: float) -> list[Settled]:
    """What each text says; those that may be figures are read twice."""
    marks = [find_mark(ink, box, text_height) for box in boxes]
    read = [index for index, mark in enumerate(marks) if not mark]
    settled = [Settled(mark, _SURE) for mark in marks]
    first = ocr.read([_cut_text(ink, boxes[i], text_height, _MARGIN) for i in read])
    again = [n for n, reading in enumerate(first) if may_be_figure(reading)]
    second = ocr.read([_cut_text(ink, boxes[read[n]], text_height, _WIDER_MARGIN) for n in again])
    for index, reading in zip(read, first, strict=True):
        settled[index] = settle_text(reading)
    for n, reading in zip(again, second, strict=True):
        figure = settle_figure(first[n], reading)
        settled[read[n]] = doubt_stroke(figure, ink, boxes[read[n]])
    return settled


def _cut_text(ink: Ink, box: PixelBox, text_height: float, margin: float) -> Ink:
    """The picture of a text, `HEIGHT` pixels high. `margin` is the paper around the ink, in heights
    of characters; above and below a low mark there is more. A spaced figure loses its spacing,
    which the recogniser may take for blanks."""
    import cv2

    x0, y0, x1, y1 = box
    half = max((y1 - y0) / 2, text_height / 2) + margin * text_height
    middle, side = (y0 + y1) / 2, margin * text_height
    left = round(x0 - side)
    part = _cut(ink, left, round(middle - half), round(x1 + side), round(middle + half))
    for gap in reversed(_find_spacing(ink, box, text_height)):
        part = np.delete(part, slice(gap.start - left, gap.end - left), axis=1)
    factor = HEIGHT / part.shape[0]
    width = max(_LEAST_WIDTH, round(part.shape[1] * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (width, HEIGHT), interpolation=way))


def _cut(ink: Ink, x0: int, y0: int, x1: int, y1: int) -> Ink:
    """A part of a picture; what lies beyond its edges is paper."""
    height, width = ink.shape
    part = np.zeros((max(1, y1 - y0), max(1, x1 - x0)), np.uint8)
    left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
    if left < right and top < bottom:
        part[top - y0 : bottom - y0, left - x0 : right - x0] = ink[top:bottom, left:right]
    return part


def compare_with_hidden(page: Page) -> tuple[Word, ...]:
    """The words of a page; a figure that is not quite sure and that the hidden text layer has
    otherwise is in doubt, with the other text as its alternative."""
    return tuple(
        _compare(page, word) if looks_like_value(word.text) else word for word in page.words
    )


def _compare(page: Page, word: Word) -> Word:
    text = _find_text(page.to_page_space(word.box), page.hidden)
    if not text or plain(text) == plain(word.text) or word.score >= _NO_DOUBT:
        return word
    others = ((text, _DOUBTED), *word.alternatives)
    return word._replace(score=min(word.score, _DOUBTED), alternatives=others)


def _find_text(box: Box, hidden: Sequence[Word]) -> str:
    """The hidden characters in a box, in their order."""
    return "".join(word.text for word in hidden if contains(box, word.x, word.y))
