"""What a text is by two readings and by the shape of its ink, and how surely.

To a recogniser a dash alone is the numeral 一, and a slash alone the digit 1; their shape tells.
Texts that look like figures are read twice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox, Recognised
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.language.numerals import looks_like_value

# What is written for ink that the recogniser makes nothing of, as editors mark a lost character.
ILLEGIBLE = "□"
# The score of a text on which the readings differ, and of one that only the figures among the
# characters of the recogniser give: in doubt, and far below the trust threshold.
_DIFFERENT, _ONLY_FIGURES, _LOST = 0.5, 0.4, 0.1
_LEAST_SHARE = 0.2  # Least probability of each character of a reading as a figure.
_LONGEST = 16  # Most characters of a text that may be a figure.
_MOST_FIGURES = 3  # Characters of such a text to one that a figure may have.
_FIGURES = frozenset("0123456789oOlI|〇○一-—–－/+.,，")

# Shape of a dash: height and width in heights of characters, and width in its own heights.
_FLAT, _EM_DASH, _LONG = 0.22, 0.7, 1.35
# Shape of a slash: height in heights of characters; its slope, in widths to a height, from where it
# is none to where it certainly is one; deviation from a straight line and spread of its ink across,
# in its own heights.
_HIGH = 0.5
_UPRIGHT, _SLOPING = 0.1, 0.18
_OFF, _SPREAD = 0.04, 0.16
_STROKES = frozenset("1lI|/\\")  # texts of one stroke


class Settled(NamedTuple):
    """A text, the probability that it is right, and other readings with theirs, best first."""

    text: str
    score: float
    alternatives: tuple[tuple[str, float], ...] = ()


def may_be_figure(reading: Recognised) -> bool:
    """Whether a text is, or may have been misread from, a figure or a mark for nothing. The number
    before a label is none."""
    text = clean(reading)
    if not text or looks_like_value(text):
        return True
    figures = sum(char in _FIGURES for char in text)
    is_mostly = figures * _MOST_FIGURES >= len(text)
    return figures > 0 and len(text) <= _LONGEST and (is_mostly or text[-1].isdigit())


def clean(reading: Recognised) -> str:
    """The text of a reading without space at its ends."""
    return reading.text.strip()


def settle_text(reading: Recognised) -> Settled:
    """A text that was read once. Its score is that of its digits, else of its other characters;
    the width of a bracket or a comma tells nothing."""
    characters = reading.characters
    digits = [char.probability for char in characters if char.text.isdigit()]
    letters = [char.probability for char in characters if char.text.isalpha()]
    score = min(digits or letters, default=reading.probability)
    return Settled(clean(reading) or ILLEGIBLE, score or _LOST)


def settle_figure(first: Recognised, second: Recognised) -> Settled:
    """What two readings of one figure say. Where they differ, both are kept, in doubt."""
    texts = clean(first), clean(second)
    if plain(texts[0]) == plain(texts[1]) and texts[0]:
        return Settled(texts[0], _agreed(first, second), _runners_up(first))
    figures = {first.figure.strip(), second.figure.strip()}
    candidates = sorted(
        ((text, reading.probability) for text, reading in zip(texts, (first, second), strict=True)),
        key=lambda pair: (looks_like_value(pair[0]), pair[1]),
        reverse=True,
    )
    (best, probability), (other, other_probability) = candidates
    if looks_like_value(best):
        score = min(_DIFFERENT, probability)
        return Settled(best, score, ((other, other_probability),) if other else ())
    share = min(first.figure_share, second.figure_share)
    if len(figures) == 1 and share >= _LEAST_SHARE and looks_like_value(first.figure):
        return Settled(first.figure, _ONLY_FIGURES, ((best, probability),) if best else ())
    return Settled(best or ILLEGIBLE, min(_LOST, probability), ())


def plain(text: str) -> str:
    """A text with its dashes alike and without spaces."""
    return "".join("-" if char in "-—–－ー一" else char for char in fold(text) if char != " ")


def _agreed(first: Recognised, second: Recognised) -> float:
    """The score of a text that both readings have: that of the less sure one."""
    return min(first.probability, second.probability)


def _runners_up(reading: Recognised) -> tuple[tuple[str, float], ...]:
    """The text with its least certain character replaced by the next best one."""
    characters = reading.characters
    weakest = min(range(len(characters)), key=lambda index: characters[index].probability)
    texts = [character.text for character in characters]
    return tuple(
        ("".join([*texts[:weakest], text, *texts[weakest + 1 :]]).strip(), probability)
        for text, probability in characters[weakest].others
    )


def find_mark(ink: Ink, box: PixelBox, text_height: float) -> str:
    """The dash or the slash that the ink in a box is; "" where it is something else."""
    width, height = box[2] - box[0], box[3] - box[1]
    if height <= _FLAT * text_height and width >= _LONG * height:
        is_em_dash = width > _EM_DASH * text_height
        return "—" * max(1, round(width / text_height)) if is_em_dash else "-"
    if height < _HIGH * text_height or width > height:
        return ""
    slope = measure_slope(ink, box)
    return "/" if slope <= -_SLOPING else "\\" if slope >= _SLOPING else ""


def measure_slope(ink: Ink, box: PixelBox) -> float:
    """The slope of a straight stroke, in widths to a height: negative where its top is further
    right. 0 where the ink in the box is not one such stroke."""
    part = ink[box[1] : box[3], box[0] : box[2]].astype(np.float64)
    height, width = part.shape
    weights = part.sum(axis=1)
    if height < 3 or not weights.all():
        return 0.0
    rows, columns = np.arange(height), np.arange(width)
    middles = part @ columns / weights
    slope, start = np.polyfit(rows, middles, 1, w=np.sqrt(weights))
    off = np.sqrt(np.average((middles - slope * rows - start) ** 2, weights=weights))
    spread = np.sqrt(np.average(part @ columns**2 / weights - middles**2, weights=weights))
    is_stroke = off <= _OFF * height and spread <= _SPREAD * height
    return float(slope) if is_stroke else 0.0


def doubt_stroke(settled: Settled, ink: Ink, box: PixelBox) -> Settled:
    """What a text says, in doubt where it is one stroke that leans neither like a slash nor like
    the digit one."""
    is_leaning = settled.text in _STROKES and abs(measure_slope(ink, box)) > _UPRIGHT
    return settled._replace(score=min(settled.score, _DIFFERENT)) if is_leaning else settled
