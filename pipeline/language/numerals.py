"""The spelling of numbers in table cells: digits, Chinese numerals, signs, units, empty marks.

Every value follows from the printed characters alone. A spelling that leaves a doubt is unreadable:
`00` may be two cells run together, `12 34` two counts, a single 一 a dash. What a reader would call
one number, though it could be several (`1 234`, `1 8`, `1、234`, `041`), is read, and
`may_be_several` tells so. The raised number of a note is no part of the figure before it.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.pipeline.records import Kind, Status

# Characters typed as dashes and slashes in tables: also the vowel sign ー and the underscore.
_DASHES = "-‐‑‒–—―−─━ー_"
_SLASHES = "/\\∕⁄╱"
_EMPTY_MARKS = frozenset(_DASHES + _SLASHES)
_ZERO_WORDS = frozenset({"无"})
_PLACEHOLDERS = frozenset("*#×※…△○□☆")  # symbols in a field that was left for a figure

# Signs that any cell may have. Words of change are signs only in cells of the kind signed_count.
_SIGNS = {"+": 1, "-": -1, "−": -1, "–": -1, "‐": -1, "‑": -1, "‒": -1, "负": -1}
# OCR reads a wide minus as the character 一, and people type it.
_CHANGE_SIGNS = {"增加": 1, "减少": -1, "新增": 1, "增": 1, "减": -1, "↑": 1, "↓": -1, "一": -1}

_DIGITS = "零一二三四五六七八九"
_POWERS = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_VARIANTS = str.maketrans(
    "〇兩两壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟萬億無減負條項個",
    "零二二一二二三三三四五六六七八九十百千万亿无减负条项个",
) | {ord("廿"): "二十", ord("卅"): "三十"}
# A number below 1,000 that is spelt digit by digit, as the zero within it shows: 二〇三.
_BY_DIGIT = re.compile(f"(?=.*零)[一二三四五六七八九][{_DIGITS}]{{2}}")
# Chinese digits of a number that is spelt digit by digit, such as a year: 二〇二一 is 2021.
DIGIT_BY_CHARACTER = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")

_COUNTED = "件条项次个份起宗篇期部"
# A unit that is printed beside a number, as a pattern.
UNIT = f"[万亿]?[{_COUNTED}]|[百千万亿]*元"
_COUNT_UNIT_POWERS = {
    scale + unit: power
    for scale, power in (("", 0), ("万", 4), ("亿", 8))
    for unit in ("", *_COUNTED)
}
_MONEY_UNIT_POWERS = {
    "元": 0, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8, "万": 4, "亿": 8,
}  # fmt: skip
_KIND_POWERS: dict[Kind, int] = {"count": 0, "signed_count": 0, "yuan": 0, "wan_yuan": 4}

_SIGN = "|".join(map(re.escape, (*_CHANGE_SIGNS, *_SIGNS))).replace("一", "一(?=[0-9])")
_NUMERAL = f"[{_DIGITS}十][{_DIGITS}十百千万亿]{{0,30}}"
# Words before a word of change: 较上年增加6项, 净减4.
_COMPARED = "(?:净|同比|[较比](?:上年|去年|上一年))"
# A number of at most 15 + 10 digits. Longer ones would not be exact in the 28 digits of a Decimal.
_NUMBER = r"(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,10})?"
# A cell: sign, digits or Chinese numerals, unit.
_CELL = re.compile(
    rf"(?:{_COMPARED}(?=[增减]))?(?P<sign>{_SIGN})?\s*"
    rf"(?:(?P<digits>{_NUMBER})|(?P<numeral>{_NUMERAL}))(?P<unit>[^0-9]*)"
)
# A note behind a number: raised figures, figures in circles, asterisks, 注1, a reference in
# brackets. (1) is none, since it may be a part of the number; 10⁴ may be a power.
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE_NUMBER = f"[0-9{_RAISED}]{{1,2}}"
_NOTE = (
    f"¹(?![{_RAISED}])|(?<!(?<![0-9])10)[{_RAISED}]{{1,2}}|⁽[{_RAISED}]{{1,2}}⁾"
    "|[①-⒇⓪❶-❿➀-➓㉑-㉟㊱-㊿]|[*※†‡]{1,3}"
    f"|注(?:{_NOTE_NUMBER}|[①-⑳])?"
    rf"|[(\[【〔]注(?:{_NOTE_NUMBER}|[①-⑳])?[)\]】〕]|[\[【〔]\^?{_NOTE_NUMBER}[\]】〕]"
    f"|\\([{_RAISED}]{{1,2}}\\)"
    rf"|<sup>[^<>]{{1,6}}</sup>|\\\*"
    r"|\(无\)"
    # A remark in brackets that begins like this, and corrects nothing: 50(其中1件为重复).
    r"|\((?:其中|包?含|包括|详?见|参见|说明)(?![^()]*[应实原误改更正错减降负])[^()]{1,30}\)"
    rf"|(?<!(?<![0-9])10)(?:\^\{{\s*{_NOTE_NUMBER}\s*\}}|\^{_NOTE_NUMBER}\^)"
)
_NOTES = re.compile(
    rf"(?<=[0-9{_DIGITS}十百千万亿{_COUNTED}元无)])\s*(?:{_NOTE})(?:[,、\s]*(?:{_NOTE}))*\s*\Z"
)
# A note before a number: raised figures, and what a space separates from it.
_LEADING_NOTE = re.compile(
    rf"\A(?:[{_RAISED}]{{1,2}}(?=[0-9])|(?:注{_NOTE_NUMBER}|注?[①-⑳])\s+(?=[0-9]+\Z))"
)
# What typists put around or behind a figure: “35”, 157。
_PUNCTUATION = re.compile(
    r"""\A[“"「『]\s*(?=[0-9][^“”"]*[”"」』]\Z)|(?<=[0-9件条项次个份起宗元])\s*[”"」』。;]\Z"""
)
_ALL_IN_ALL = re.compile(r"\A(?:共计?|[合总]?计)\s*(?=[0-9])")
# A text in brackets, as around units: (件).
_BRACKETED = re.compile(r"\(([^()]+)\)")
# A unit of money in a column header: behind a mark, or behind 金额 and the like. 单元, 公元 and
# foreign currencies are none, nor are the characters of two texts printed over one another.
_HEADER_UNIT = re.compile(r"(?:(?<![一-鿿])|(?<=[额位为币按数]))(?:百万|千万|千|万|亿)?元")
# A thin space, an apostrophe or 、 that groups three digits.
_GROUP_MARK = re.compile("(?<=[0-9])[\u2009\u202f'’、](?=[0-9]{3}(?![0-9]))")
# A number with a space before a group of three digits or behind its first digit (3 790, 1 8), or
# with zeros before it (041).
_SPACED_NUMBER = re.compile(
    r"(?<![0-9])(?<![0-9]\s)([1-9])(?:([0-9]{1,2})\s(?=[0-9]{3}(?![0-9,]|\s[0-9]))"
    r"|\s(?=[0-9]{1,3}(?![0-9,]|\s[0-9])))"
)
_LEADING_ZEROS = re.compile(r"\A([^0-9.]{0,2})0+(?=[1-9])")
# The same, a note before the number, and a group behind 、 that may be a number by itself: 1、234
# may be a list of two, 1、086 is none.
_SEVERAL = re.compile(
    rf"[0-9]、[1-9][0-9]{{2}}(?![0-9])|{_SPACED_NUMBER.pattern}|{_LEADING_ZEROS.pattern}"
    rf"|{_LEADING_NOTE.pattern}"
)
# An amount of money whose digits are grouped by spaces, at least twice: 82 921 610.
_SPACED_AMOUNT = re.compile(r"(?:[+-]\s*)?[1-9][0-9]{0,2}(?: [0-9]{3}){2,4}(?![0-9])")
# A field that reads as one number, with what prose adds to it: 约300余件.
_VALUE_FIELD = re.compile(
    rf"(?:{_COMPARED}(?=[增减]))?(?:{_SIGN})?[约近共]?"
    rf"(?:[0-9]+(?:\.[0-9]+)?[余多]?(?:{UNIT}|[万亿%])?"
    rf"|{_NUMERAL}[余多]?(?:[{_COUNTED}]|元)|[{_DIGITS}十][{_DIGITS}十百千万亿]+|零)"
)
# What a program shows in place of a number that it could not calculate, and crossed-out figures.
_LOST_VALUE = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|#+)|(?:[0-9.,-]\u0336)+")
# Characters of the longest field that may be a value.
_LONGEST_VALUE = 40
# Number of placeholder symbols from which they are a drawn line and no field.
_FEWEST_OF_DRAWN_LINE = 4
# Figures and marks of several cells that lost their borders: 10//-/-10, -0-, 00/-0/.
_RUN = re.compile(r"(?=.*[0-9])(?:[/-].*|0[0-9/-]*[/-].*|.*[/-]{2}.*|.*[/-])")
# The characters that such a run consists of.
_RUN_CHARACTERS = re.compile(r"[0-9/-]{2,}")
# A count and its change run together: 26－9, 10＋4419. Telephone numbers begin with 0.
_COUNT_AND_CHANGE = re.compile(r"(?:0|[1-9][0-9,]{0,8})(?:[+-]|[增减])[1-9][0-9,]{0,12}")


class ParsedCell(NamedTuple):
    """The status of a field, and its value where the status is `read`."""

    status: Status
    value: Decimal | None


@lru_cache(maxsize=4096)
def parse_cell(raw: str, kind: Kind, header: str = "") -> ParsedCell:
    """Return the status and value of the text `raw` of a cell; notes beside the number are ignored.

    The value is in the unit of `kind` (`wan_yuan` = 10⁴ CNY, `yuan` = CNY). A unit in the cell has
    precedence over one in `header` (the printed column header), and that over the unit of the form.
    """
    plain = _NOTES.sub("", _strip_punctuation(raw))
    text = _ALL_IN_ALL.sub("", _LEADING_NOTE.sub("", plain))
    compact = "".join(text.split())
    if _is_empty_mark(compact):
        return ParsedCell("blank", None)
    value = Decimal(0) if compact in _ZERO_WORDS else _parse_value(text, kind, header)
    return ParsedCell("unreadable" if value is None else "read", value)


@lru_cache(maxsize=4096)
def may_be_several(raw: str) -> bool:
    """Whether a number has another reading: 1、234 and 1 8 may be two numbers, 041 two cells, and
    ²38 the number 238."""
    return _SEVERAL.search(_fold(raw).strip()) is not None


@lru_cache(maxsize=4096)
def looks_like_value(text: str) -> bool:
    """Whether a field is a number, several numbers, or a mark for an empty cell; no label is."""
    if len(text) > _LONGEST_VALUE:
        return False
    compact = "".join(_LEADING_NOTE.sub("", _strip_punctuation(text)).split())
    if len(compact) < _FEWEST_OF_DRAWN_LINE and _PLACEHOLDERS.issuperset(compact):
        return bool(compact)
    # "? 0": a space that was lost in another encoding makes no label of a figure.
    if _LOST_VALUE.fullmatch(compact):
        return True
    compact = _NOTES.sub("", compact.strip("?"))
    if not compact or compact in _ZERO_WORDS or _is_empty_mark(compact):
        return bool(compact)
    pieces = re.split("[/、,;]", compact)
    return all(_VALUE_FIELD.fullmatch(piece) for piece in pieces) or _is_run(text.strip())


def _strip_punctuation(text: str) -> str:
    """The folded text without spaces and punctuation around its figure."""
    return _PUNCTUATION.sub("", _fold(text).strip())


def _is_empty_mark(compact: str) -> bool:
    """Whether a text is empty, a dash or a slash. A long dash may be typed, or read, as 一一."""
    return _EMPTY_MARKS.issuperset(compact) or (len(compact) > 1 and not compact.strip("一"))


def _is_run(text: str) -> bool:
    """Whether a text holds figures and marks of several cells run together."""
    run = "".join("-" if char in _DASHES else char for char in _fold(text))
    is_marked_run = bool(_RUN_CHARACTERS.fullmatch(run) and _RUN.fullmatch(run))
    return is_marked_run or bool(_COUNT_AND_CHANGE.fullmatch(run))


def _parse_value(text: str, kind: Kind, header: str) -> Decimal | None:
    if kind in ("yuan", "wan_yuan"):
        text = _SPACED_AMOUNT.sub(lambda amount: amount[0].replace(" ", ","), text, count=1)
    text = _SPACED_NUMBER.sub(r"\1\2", _LEADING_ZEROS.sub(r"\1", text), count=1)
    match = _CELL.fullmatch(_GROUP_MARK.sub(",", text))
    if match is None or (match["sign"] in _CHANGE_SIGNS and kind != "signed_count"):
        return None
    unit = _BRACKETED.sub(r"\1", "".join(match["unit"].split()))
    number = _parse_number(match["digits"], match["numeral"], unit)
    power = _find_power(match["numeral"] or "", unit, kind, header)
    if number is None or power is None:
        return None
    sign = (_CHANGE_SIGNS | _SIGNS).get(match["sign"], 1)
    return sign * _shift(number, power - _KIND_POWERS[kind]) + 0


def _parse_number(digits: str | None, numeral: str, unit: str) -> Decimal | None:
    if digits is not None:
        return Decimal(digits.replace(",", ""))
    # A single 三 may be an item number, a single 一 a dash. With a unit they are counts.
    if len(numeral) == 1 and numeral != "零" and not unit:
        return None
    if _BY_DIGIT.fullmatch(numeral):
        return Decimal(numeral.translate(DIGIT_BY_CHARACTER))
    count = parse_chinese_numeral(numeral)
    return Decimal(count) if count is not None else None


def _find_power(numeral: str, unit: str, kind: Kind, header: str) -> int | None:
    """Return the power of ten of the printed unit, None for a unit that the kind does not allow."""
    if kind in ("count", "signed_count"):
        return _COUNT_UNIT_POWERS.get(unit)
    if unit:
        return _MONEY_UNIT_POWERS.get(unit)
    # 十二万 without 元 in a cell for money means 万元, whatever the unit of the column is.
    if "万" in numeral or "亿" in numeral:
        return 0
    units = set(_HEADER_UNIT.findall("".join(_fold(header).split())))
    return _MONEY_UNIT_POWERS[units.pop()] if len(units) == 1 else _KIND_POWERS[kind]


def _shift(number: Decimal, power: int) -> Decimal:
    """Return number × 10^power, exactly, without an exponent in its spelling."""
    return Decimal(f"{number.scaleb(power):f}")


def parse_chinese_numeral(numeral: str) -> int | None:
    """Return the number that Chinese numerals spell in full, None for 一百二 or 二〇二一."""
    plain = numeral if not numeral.startswith("十") else "一" + numeral
    count = _sum_powers(plain)
    return count if count is not None and _spell_count(count) == plain else None


def _sum_powers(numeral: str) -> int | None:
    for mark, size in _POWERS.items():
        before, separator, after = numeral.partition(mark)
        if separator:
            high, low = _sum_powers(before), _sum_powers(after.lstrip("零") or "零")
            return high * size + low if high is not None and low is not None else None
    return _DIGITS.index(numeral) if len(numeral) == 1 else None


def spell_chinese_numeral(count: int) -> str:
    """Return a whole number below 10¹⁶ in Chinese numerals: 20 is 二十, 15 is 十五."""
    spelled = _spell_count(count)
    return spelled[1:] if spelled.startswith("一十") else spelled


def spell_roman_numeral(count: int) -> str:
    """Return a whole number above 0 in small Roman numerals: 14 is xiv."""
    spelled = ""
    for size, letters in _ROMAN:
        times, count = divmod(count, size)
        spelled += times * letters
    return spelled


def _spell_count(count: int) -> str:
    for mark, size in _POWERS.items():
        if count >= size:
            high, low = divmod(count, size)
            gap = "零" if low < size // 10 else ""
            return _spell_count(high) + mark + (gap + _spell_count(low) if low else "")
    return _DIGITS[count]


def _fold(text: str) -> str:
    return text if text.isascii() else "".join(map(_fold_char, text)).translate(_VARIANTS)


@cache
def _fold_char(char: str) -> str:
    """Map full-width forms and Kangxi radicals to plain characters.

    ①, ² and ½ stay as they are: they are no digits of a number.
    """
    if unicodedata.category(char) == "Cf":
        return ""
    tag = unicodedata.decomposition(char).partition(" ")[0]
    is_variant = tag in ("<wide>", "<narrow>", "<small>", "<font>") or "⼀" <= char <= "⿕"
    return unicodedata.normalize("NFKC", char) if is_variant else char
