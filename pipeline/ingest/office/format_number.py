"""Numbers of a worksheet as they are shown: a cell stores 3.14159 and shows 3.1, and what is shown
is what was published."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from gouji.pipeline.ingest.office.format_date import is_date, show_date
from gouji.pipeline.ingest.office.number_formats import (
    LONGEST,
    Piece,
    choose,
    split_code,
    split_section,
)

_DIGITS = 11  # that a cell without a format shows
_MOST_DIGITS = 30
_LONGEST = 60  # characters that a number is stored in
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_PLACES = "0#?"
_CROWDED = "####"  # as for a number that is too wide for its column


def show(stored: str, code: str, since_1904: bool = False) -> str:
    """A stored number as the format `code` shows it; as it is stored if it is none."""
    if len(stored) > _LONGEST:
        return stored
    return _show(stored, code[:LONGEST], since_1904)


@lru_cache(maxsize=4096)  # most cells of a report hold 0
def _show(stored: str, code: str, since_1904: bool) -> str:
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return stored
    choice = choose(number, code or "General")
    if choice is None:
        return _CROWDED
    if is_date(choice.section):
        dated = show_date(number, choice.section, since_1904)
        return _general(number) if dated is None else dated
    return ("-" if choice.signed else "") + _fill(abs(number), split_section(choice.section))


def show_text(text: str, code: str) -> str:
    """A text as the format `code` shows it: by itself, among other words, or not at all."""
    _, section = split_code(code)
    if section is None:
        return text
    pieces = split_section(section)
    if any(one.mark and one.mark in _PLACES for one in pieces):
        return text
    return "".join(text if one.mark else one.text for one in pieces)


def show_flag(stored: str) -> str:
    """A truth value, which is stored as a digit."""
    return {"1": "TRUE", "0": "FALSE"}.get(stored, stored)


def _general(number: Decimal) -> str:
    """As a cell without a format: at most eleven digits."""
    if number == number.to_integral_value():
        return f"{int(number)}"
    places = max(0, _DIGITS - 1 - max(0, number.adjusted()))
    shown = f"{_round(number, places):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _fill(number: Decimal, pieces: Sequence[Piece]) -> str:
    """`number` ≥ 0 in the places of a section, with what else it writes around and between."""
    marks = [one.mark for one in pieces]
    places = [at for at, mark in enumerate(marks) if mark and mark in _PLACES]
    if "E" in marks or "G" in marks or "@" in marks or ("/" in marks and places):
        return _around(_general(number), pieces)
    if not places:
        return "".join(one.text for one in pieces)
    digits = _digits(number, marks, places)
    return "".join(
        one.text if one.mark in ("", "%") else digits.get(at, "") for at, one in enumerate(pieces)
    )


def _around(shown: str, pieces: Sequence[Piece]) -> str:
    """The literals of a section, and `shown` where its first mark stands."""
    first = next(at for at, one in enumerate(pieces) if one.mark)
    return "".join(
        shown if at == first else "" if one.mark else one.text for at, one in enumerate(pieces)
    )


def _digits(number: Decimal, marks: Sequence[str], places: Sequence[int]) -> dict[int, str]:
    """What stands at each digit's place and at the point of a section, by index."""
    point = marks.index(".") if "." in marks else len(marks)
    whole = [at for at in places if at < point]
    part = [at for at in places if at > point][:_MOST_DIGITS]
    # a comma behind the last place divides by a thousand, one between places groups
    scale = sum(_commas(marks, one[-1] + 1) for one in (whole, part) if one)
    number = number.scaleb(2 * marks.count("%") - 3 * scale)
    grouped = bool(whole) and "," in marks[whole[0] : whole[-1]]
    ahead, _, behind = f"{_round(number, len(part)):f}".partition(".")
    before = _before_point(ahead.lstrip("0"), [marks[at] for at in whole], grouped)
    after = _after_point(behind, [marks[at] for at in part])
    shown = dict(zip(whole, before, strict=False)) | dict(zip(part, after, strict=False))
    return shown | {point: ("" if whole else "".join(before)) + ("." if after else "")}


def _commas(marks: Sequence[str], at: int) -> int:
    """How many commas stand in a row from `at` on."""
    return next((n for n, mark in enumerate(marks[at:]) if mark != ","), len(marks) - at)


def _before_point(digits: str, marks: Sequence[str], grouped: bool) -> list[str]:
    """Digits for each place, from the right; the first place takes all that are left."""
    digits = digits.rjust(len(marks) - marks.index("0") if "0" in marks else 0, "0")
    last = len(digits) - 1
    shown = [
        digit + ("," if grouped and at < last and (last - at) % 3 == 0 else "")
        for at, digit in enumerate(digits)
    ]
    more = len(shown) - len(marks)
    return ["".join(shown[: more + 1]), *shown[more + 1 :]] if more > 0 else [""] * -more + shown


def _after_point(digits: str, marks: Sequence[str]) -> list[str]:
    """Digits for each place; zeros at the end only where a place asks for them."""
    shown = list(digits)
    while shown and shown[-1] == "0" and marks[len(shown) - 1] != "0":
        shown.pop()
    return shown


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
