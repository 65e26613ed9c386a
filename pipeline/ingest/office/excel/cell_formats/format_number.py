"""Numbers and texts of a worksheet in their number format.

A cell may store 3.14159 and show 3.1: the shown number is the published one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from gouji.pipeline.ingest.office.excel.cell_formats.format_date import format_date, is_date_section
from gouji.pipeline.ingest.office.excel.cell_formats.number_formats import (
    LONGEST_FORMAT,
    Piece,
    choose_section,
    split_format,
    split_section,
)

# Digits that a cell without a format shows.
_GENERAL_DIGITS = 11
# Digits before or behind the point of the longest number that is formatted.
_MOST_DIGITS = 30
# Characters of the longest stored number.
_LONGEST_STORED = 60
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_PLACEHOLDERS = "0#?"
_COLOURS = {
    "white": "FFFFFF", "black": "000000", "red": "FF0000", "green": "00FF00", "blue": "0000FF",
    "yellow": "FFFF00", "magenta": "FF00FF", "cyan": "00FFFF", "color1": "000000",
    "color2": "FFFFFF",
}  # fmt: skip
_COLOUR = re.compile(rf"\[({'|'.join(_COLOURS)})\]", re.IGNORECASE)
# The text of a cell whose number cannot be shown, as for one that is too wide for its column.
_OVERFLOW = "####"


def format_number(stored: str, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number in the format `code`; a text that is no number is returned unchanged.

    `since_1904` tells that dates count from 1904.
    """
    if len(stored) > _LONGEST_STORED:
        return stored
    return _format(stored, code[:LONGEST_FORMAT], since_1904)


@lru_cache(maxsize=4096)  # most cells of a report hold 0
def _format(stored: str, code: str, since_1904: bool) -> str:
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return stored
    chosen = choose_section(number, code or "General")
    if chosen is None:
        return _OVERFLOW
    if is_date_section(chosen.section):
        date = format_date(number, chosen.section, since_1904=since_1904)
        return _format_general(number) if date is None else date
    sign = "-" if chosen.has_sign else ""
    return sign + _fill_section(abs(number), split_section(chosen.section))


def find_colour(stored: str, code: str) -> str | None:
    """The colour, as six hexadecimal digits, that a format gives to a stored number."""
    if "[" not in code or len(stored) > _LONGEST_STORED:
        return None
    try:
        chosen = choose_section(Decimal(stored), code[:LONGEST_FORMAT])
    except InvalidOperation:
        return None
    match = _COLOUR.search(chosen.section) if chosen else None
    return _COLOURS[match[1].lower()] if match else None


def format_text(text: str, code: str) -> str:
    """Return a text in the format `code`, which may add words to it or hide it."""
    section = split_format(code).text
    if section is None:
        return text
    pieces = split_section(section)
    if any(piece.mark and piece.mark in _PLACEHOLDERS for piece in pieces):
        return text
    return "".join(text if piece.mark else piece.text for piece in pieces)


def format_flag(stored: str) -> str:
    """Return a truth value, which is stored as a digit."""
    return {"1": "TRUE", "0": "FALSE"}.get(stored, stored)


def _format_general(number: Decimal) -> str:
    """Return a number as a cell without a format shows it: with at most eleven digits."""
    if number == number.to_integral_value():
        return f"{int(number)}"
    places = max(0, _GENERAL_DIGITS - 1 - max(0, number.adjusted()))
    text = f"{_round(number, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fill_section(number: Decimal, pieces: Sequence[Piece]) -> str:
    """Return `number` ≥ 0 in the placeholders of a section, with the literals around them."""
    marks = [piece.mark for piece in pieces]
    places = [index for index, mark in enumerate(marks) if mark and mark in _PLACEHOLDERS]
    if "E" in marks or "G" in marks or "@" in marks or ("/" in marks and places):
        return _replace_marks(_format_general(number), pieces)
    if not places:
        return "".join(piece.text for piece in pieces)
    digits = _place_digits(number, marks, places)
    return "".join(
        piece.text if piece.mark in ("", "%") else digits.get(index, "")
        for index, piece in enumerate(pieces)
    )


def _replace_marks(shown: str, pieces: Sequence[Piece]) -> str:
    """Return the literals of a section, with `shown` in place of its first mark."""
    first = next(index for index, piece in enumerate(pieces) if piece.mark)
    texts = ["" if piece.mark else piece.text for piece in pieces]
    return "".join([*texts[:first], shown, *texts[first + 1 :]])


def _place_digits(number: Decimal, marks: Sequence[str], places: Sequence[int]) -> dict[int, str]:
    """Return the text of each placeholder and of the point, by its index in the section."""
    point = marks.index(".") if "." in marks else len(marks)
    whole = [index for index in places if index < point]
    fraction = [index for index in places if index > point][:_MOST_DIGITS]
    # A comma behind the last placeholder divides by 1000, a comma between placeholders groups.
    scale = sum(_count_commas(marks, side[-1] + 1) for side in (whole, fraction) if side)
    number = number.scaleb(2 * marks.count("%") - 3 * scale)
    is_grouped = bool(whole) and "," in marks[whole[0] : whole[-1]]
    whole_digits, _, fraction_digits = f"{_round(number, len(fraction)):f}".partition(".")
    whole_marks = [marks[index] for index in whole]
    before = _fill_whole(whole_digits.lstrip("0"), whole_marks, is_grouped=is_grouped)
    after = _fill_fraction(fraction_digits, [marks[index] for index in fraction])
    texts = dict(zip(whole, before, strict=False)) | dict(zip(fraction, after, strict=False))
    return texts | {point: ("" if whole else "".join(before)) + ("." if after else "")}


def _count_commas(marks: Sequence[str], start: int) -> int:
    """Return the number of consecutive commas from `start` on."""
    others = (i for i, mark in enumerate(marks[start:]) if mark != ",")
    return next(others, len(marks) - start)


def _fill_whole(digits: str, marks: Sequence[str], *, is_grouped: bool) -> list[str]:
    """Return the digits for each placeholder, from the right; the first takes all that are left."""
    digits = digits.rjust(len(marks) - marks.index("0") if "0" in marks else 0, "0")
    last = len(digits) - 1
    texts = [
        digit + ("," if is_grouped and i < last and (last - i) % 3 == 0 else "")
        for i, digit in enumerate(digits)
    ]
    surplus = len(texts) - len(marks)
    if surplus <= 0:
        return [""] * -surplus + texts
    return ["".join(texts[: surplus + 1]), *texts[surplus + 1 :]]


def _fill_fraction(digits: str, marks: Sequence[str]) -> list[str]:
    """Return the digits for each placeholder; only the placeholder 0 shows zeros at the end."""
    texts = list(digits)
    while texts and texts[-1] == "0" and marks[len(texts) - 1] != "0":
        texts.pop()
    return texts


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
