"""Number formats of a worksheet: their sections, which of them a number is shown in, and the marks
that each is made of (ECMA-376 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# The formats that files refer to by number alone (ECMA-376 18.8.30), and Chinese dates.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
# Quoted text, escaped characters, padding, colours and locales, then what has a meaning.
TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|_.|\*.|\[[^\]]*\]'
    r"|(General|G/通用格式|Standard|AM/PM|y+|m+|d+|h+|s+|E[+-]|.)",
    re.IGNORECASE | re.DOTALL,
)
_GENERAL = ("general", "g/通用格式", "standard")
_MARKS = "0#?.,%/@"
LONGEST = 255  # characters of a format; the rest says nothing
_SECTION = re.compile(r'(?:"[^"]*"?|[\\!].|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)', re.DOTALL)
_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "=": operator.eq,
}  # fmt: skip


class Piece(NamedTuple):
    """What a section writes at one place: `mark` is a place for a digit, a point, a comma, a
    percent sign, a fraction bar, "@" for a text, "G" for a number without a format, "E" for an
    exponent, or "" for `text` as it stands."""

    mark: str
    text: str


class Choice(NamedTuple):
    """The section that a number is shown in, and whether a minus sign goes before it."""

    section: str
    signed: bool


@lru_cache(maxsize=1024)
def split_section(section: str) -> tuple[Piece, ...]:
    """The pieces of a section from left to right."""
    section = _CURRENCY.sub(lambda match: f'"{match[1]}"', section)
    return tuple(_to_piece(match) for match in TOKEN.finditer(section))


def _to_piece(match: re.Match[str]) -> Piece:
    token = match[3] or ""
    if token.lower() in _GENERAL:
        return Piece("G", "")
    if token in _MARKS and token:
        return Piece(token, token)
    if token.upper() in ("E+", "E-"):
        return Piece("E", "")
    return Piece("", match[1] or match[2] or token)


@lru_cache(maxsize=1024)
def split_code(code: str) -> tuple[tuple[str, ...], str | None]:
    """The sections of a format for numbers, of which there are one to three, and that for texts,
    None where texts are shown as they are."""
    parts = _SECTION.findall(code[:LONGEST])[:4] or ["General"]
    if len(parts) == 4:
        return tuple(parts[:3]), parts[3]
    if not any(one.mark == "@" for one in split_section(parts[-1])):
        return tuple(parts), None
    return tuple(parts[:-1] or parts), parts[-1]


def choose(number: Decimal, code: str) -> Choice | None:
    """The section of the format `code` for `number`, None where it cannot be told."""
    sections, _ = split_code(code)
    conditions = [_CONDITION.search(section) for section in sections]
    if not any(conditions):
        at = 2 if number == 0 and len(sections) > 2 else int(number < 0 and len(sections) > 1)
        return Choice(sections[at], number < 0 and at != 1)
    for section, found in zip(sections, conditions, strict=True):
        if found and _COMPARE[found[1]](number, Decimal(found[2])):
            only_below = found[1] in ("<", "<=") and Decimal(found[2]) <= 0
            return Choice(section, number < 0 and not only_below)
    if len(sections) > 2 and not conditions[1]:  # programs differ in what the others are for
        return Choice(sections[1], False) if number < 0 else None
    free = [one for one, found in zip(sections, conditions, strict=True) if not found]
    return Choice(free[-1], number < 0) if free else None
