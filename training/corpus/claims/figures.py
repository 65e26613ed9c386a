"""Prints figures as authors print them in running text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_HALF = str.maketrans("，：；（）", ",:;()")
_NUMERALS = "零一二三四五六七八九"
_WORDS_BEFORE_APPROXIMATE = ("近", "约", "超过", "逾", "超", "将近", "大约")


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """How one author prints figures.

    `is_half` sets half-width punctuation, `is_wide` full-width digits, `is_spaced` spaces around
    digits, `has_thousands` commas in thousands, and `has_numerals` Chinese numerals below 100.
    """

    is_half: bool
    is_wide: bool
    is_spaced: bool
    has_thousands: bool
    has_numerals: bool

    @classmethod
    def draw(cls, rng: Random) -> FigureStyle:
        return cls(*(rng.random() < rate for rate in (0.25, 0.03, 0.1, 0.1, 0.05)))

    def punctuate(self, text: str) -> str:
        return text.translate(_HALF) if self.is_half else text


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed. `digits` begins at the offset `start` in `text`."""

    text: str
    digits: str
    value: int
    is_approximate: bool = False
    start: int = 0


def print_figure(
    rng: Random,
    value: int,
    style: FigureStyle,
    before: str,
    *,
    zero: str = "",
    approximate: bool = False,
) -> PrintedFigure:
    """Print `value` behind the text `before`.

    `zero` is a word that states zero; it is printed as it is. `approximate` asks for an
    approximate figure, which is possible from 20 on.
    """
    if zero:
        return PrintedFigure(zero, zero, 0)
    if value >= 20 and (approximate or rng.random() < 0.03):
        return _approximate(rng, value, style, before)
    digits = _spell(value, style)
    text = f" {digits} " if style.is_spaced and digits.isascii() else digits
    return PrintedFigure(text, digits, value, start=text.index(digits))


def _spell(value: int, style: FigureStyle) -> str:
    if style.has_numerals and value < 100:
        return _numerals(value)
    digits = f"{value:,}" if style.has_thousands else str(value)
    return digits.translate(_WIDE) if style.is_wide else digits


def _numerals(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def _approximate(rng: Random, value: int, style: FigureStyle, before: str) -> PrintedFigure:
    power_of_ten = 10 ** (len(str(value)) - 1)
    value = value // power_of_ten * power_of_ten
    digits = _spell(value, style)
    if value >= 10000 and rng.random() < 0.5:
        digits = f"{value // 10000}万"
    if before.endswith(_WORDS_BEFORE_APPROXIMATE):
        return PrintedFigure(digits, digits, value, True)
    if rng.random() < 0.6:
        return PrintedFigure(digits + rng.choice("余余多"), digits, value, True)
    prefix = rng.choice(_WORDS_BEFORE_APPROXIMATE)
    return PrintedFigure(prefix + digits, digits, value, True, len(prefix))
