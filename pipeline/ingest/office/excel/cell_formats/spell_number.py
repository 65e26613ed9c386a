"""Spelling of numbers whose format fills them up with zeros or puts negative ones into brackets.

As a text, 041 may be two cells run together and (21) a note. In a cell with such a format the
stored number tells that they are 41 and -21.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from gouji.pipeline.ingest.office.excel.cell_formats.format_number import format_number

# Longer ones are no counts: telephone numbers, codes.
_FILLED = re.compile(r"(-?)0+(?=[0-9])(?P<number>[0-9]{1,5}(?:\.[0-9]+)?)(?P<unit>[^0-9.,-]*)")
_BRACKETED = re.compile(r"\s*\(\s*(?P<number>[0-9][0-9,.]*)\s*\)\s*")
_HALF = Decimal("0.5")


def spell_number(stored: str, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number as its format shows it, with a minus in place of brackets, and without
    the zeros that fill it up. Other numbers and texts are as shown."""
    shown = format_number(stored, code, since_1904=since_1904)
    if shown[:1] not in ("0", "-", "(", " "):
        return shown
    filled, bracketed = _FILLED.fullmatch(shown), _BRACKETED.fullmatch(shown)
    match = filled or bracketed
    number = _read(stored)
    if match is None or number is None or not _is_rounded(match["number"], number):
        return shown
    if bracketed:
        return f"-{match['number']}" if number < 0 else shown
    return f"{match[1]}{match['number']}{match['unit']}"


def _read(stored: str) -> Decimal | None:
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_rounded(shown: str, number: Decimal) -> bool:
    """Whether the shown digits are those of a number, with as many places as they have."""
    digits = shown.replace(",", "")
    if digits.count(".") > 1:
        return False
    unit = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    return abs(abs(number) - Decimal(digits)) <= unit * _HALF
