"""How figures are printed in running text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_HALF = str.maketrans("，：；（）", ",:;()")
_DIGITS = "零一二三四五六七八九"
_BEFORE = ("近", "约", "超过", "逾", "超", "将近", "大约")


@dataclass(frozen=True, slots=True)
class Style:
    """One author's ways: half-width marks, digits that are full-width, spaced or in thousands."""

    half: bool
    wide: bool
    spaced: bool
    thousands: bool
    words: bool

    @classmethod
    def draw(cls, rng: Random) -> Style:
        return cls(*(rng.random() < rate for rate in (0.25, 0.03, 0.1, 0.1, 0.05)))

    def punctuate(self, text: str) -> str:
        return text.translate(_HALF) if self.half else text


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: `digits` begins at `start` in `text`."""

    text: str
    digits: str
    value: int
    approximate: bool = False
    start: int = 0


def print_figure(
    rng: Random, value: int, style: Style, before: str, zero: str = "", about: bool = False
) -> Figure:
    """`zero` is a word that says so; `about` asks for an approximation."""
    if zero:
        return Figure(zero, zero, 0)
    if value >= 20 and (about or rng.random() < 0.03):
        return _approximate(rng, value, style, before)
    digits = _spell(value, style)
    text = f" {digits} " if style.spaced and digits.isascii() else digits
    return Figure(text, digits, value, start=text.index(digits))


def _spell(value: int, style: Style) -> str:
    if style.words and value < 100:
        return _words(value)
    digits = f"{value:,}" if style.thousands else str(value)
    return digits.translate(_WIDE) if style.wide else digits


def _words(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _approximate(rng: Random, value: int, style: Style, before: str) -> Figure:
    round_ = 10 ** (len(str(value)) - 1)
    value = value // round_ * round_
    digits = _spell(value, style)
    if value >= 10000 and rng.random() < 0.5:
        digits = f"{value // 10000}万"
    if before.endswith(_BEFORE):
        return Figure(digits, digits, value, True)
    if rng.random() < 0.6:
        return Figure(digits + rng.choice("余余多"), digits, value, True)
    prefix = rng.choice(_BEFORE)
    return Figure(prefix + digits, digits, value, True, len(prefix))
