"""Number formats of a worksheet: their sections, the choice of a section for a number, and the
marks that a section consists of (ECMA-376 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# Formats that files refer to by number only (ECMA-376 18.8.30), with those for Chinese dates.
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
# A token of a format. Group 1 is quoted text, group 2 an escaped character, group 3 a mark;
# padding, colours and locales have no group.
TOKEN = re.compile(
    r'"([^"]*)"?|[\\!](.)|_.|\*.|\[[^\]]*\]'
    r"|(General|G/通用格式|Standard|AM/PM|y+|m+|d+|h+|s+|E[+-]|.)",
    re.IGNORECASE | re.DOTALL,
)
_GENERAL = ("general", "g/通用格式", "standard")
_MARKS = "0#?.,%/@"
# Characters of the longest number format (ECMA-376).
LONGEST_FORMAT = 255
_MOST_SECTIONS = 4
_SECTION = re.compile(r'(?:"[^"]*"?|[\\!].|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)', re.DOTALL)
_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "=": operator.eq,
}  # fmt: skip


class Piece(NamedTuple):
    """An element of a section.

    `mark` is a placeholder of a digit, a point, a comma, a percent sign, a fraction bar, "@" for a
    text, "G" for a number without a format, "E" for an exponent, or "" for the literal `text`.
    """

    mark: str
    text: str


class FormatSections(NamedTuple):
    """The sections of a format: one to three for numbers, and one for texts.

    `text` is None for a format that shows texts unchanged.
    """

    numbers: tuple[str, ...]
    text: str | None


class ChosenSection(NamedTuple):
    """The section for a number, and whether a minus sign is written before it."""

    section: str
    has_sign: bool


@lru_cache(maxsize=1024)
def split_section(section: str) -> tuple[Piece, ...]:
    """Return the pieces of a section from left to right."""
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
def split_format(code: str) -> FormatSections:
    """Return the sections of the format `code`."""
    sections = _SECTION.findall(code[:LONGEST_FORMAT])[:_MOST_SECTIONS] or ["General"]
    if len(sections) == _MOST_SECTIONS:
        return FormatSections(tuple(sections[:3]), sections[3])
    if not any(piece.mark == "@" for piece in split_section(sections[-1])):
        return FormatSections(tuple(sections), None)
    return FormatSections(tuple(sections[:-1] or sections), sections[-1])


def choose_section(number: Decimal, code: str) -> ChosenSection | None:
    """Return the section of the format `code` for a number, None if programs differ about it."""
    sections = split_format(code).numbers
    conditions = [_CONDITION.search(section) for section in sections]
    if not any(conditions):
        is_for_zero = number == 0 and len(sections) > 2
        index = 2 if is_for_zero else int(number < 0 and len(sections) > 1)
        return ChosenSection(sections[index], number < 0 and index != 1)
    for section, condition in zip(sections, conditions, strict=True):
        if condition and COMPARE[condition[1]](number, Decimal(condition[2])):
            is_negative_only = condition[1] in ("<", "<=") and Decimal(condition[2]) <= 0
            return ChosenSection(section, number < 0 and not is_negative_only)
    if len(sections) > 2 and not conditions[1]:  # programs differ about the other two sections
        return ChosenSection(sections[1], False) if number < 0 else None
    unconditional = [
        section for section, condition in zip(sections, conditions, strict=True) if not condition
    ]
    return ChosenSection(unconditional[-1], number < 0) if unconditional else None
