"""Fonts of symbols, which draw other signs than the characters of a text.

In them the characters of a text, and those of the private use area from U+F000, stand for the
places of the font: in Wingdings, the letter ü and U+F0FC are both a tick.
"""

from __future__ import annotations

_FIRST = 0xF000  # the private character of the place 0
_CIRCLED, _FILLED = "⓪①②③④⑤⑥⑦⑧⑨⑩", "⓿❶❷❸❹❺❻❼❽❾❿"
# The signs of Symbol that ASCII has at the same places.
_SYMBOL_ASCII = "0123456789+-/.,()%"


def _count(first: int, signs: str) -> dict[int, str]:
    return {first + index: sign for index, sign in enumerate(signs)}


# What the fonts draw at their places: ticks, crosses, boxes, and numbers in circles. Other places
# have no character here.
_SIGNS: dict[str, dict[int, str]] = {
    "symbol": {ord(char): char for char in _SYMBOL_ASCII},
    "wingdings": _count(0x80, _CIRCLED) | _count(0x8B, _FILLED)
    | {0x6F: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": _count(0x69, _CIRCLED) | _count(0x74, _FILLED)
    | {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
    "wingdings 3": {},
    "webdings": {0x61: "✓", 0x63: "☐", 0x72: "✗"},
}  # fmt: skip


def is_symbol_font(font: str | None) -> bool:
    """Whether a font draws signs in place of the characters of a text."""
    return (font or "").lower() in _SIGNS


def draw_symbols(text: str, font: str) -> str:
    """What a font of symbols draws for a text. A sign without a character here is a character for
    private use: no digit of the text is a digit of the print."""
    return "".join(_draw(char, _SIGNS[font.lower()]) for char in text)


def _draw(char: str, signs: dict[int, str]) -> str:
    place = ord(char) - _FIRST if ord(char) >= _FIRST else ord(char)
    if char.isspace() or not 0x20 <= place <= 0xFF:
        return char  # another font draws it
    return signs.get(place, chr(_FIRST + place))
