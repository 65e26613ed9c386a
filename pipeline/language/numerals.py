"""The spelling of numbers in table cells: digits, Chinese numerals, signs, units, empty marks.

Every value follows from the printed characters alone. What leaves a doubt (`00` may be two cells
run together, `1 234` two numbers, a lone 一 a dash) is unreadable rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from gouji.pipeline.records import Kind, Status

# Dashes and slashes as typed in tables, the vowel sign ー and the underscore of empty slots too.
_DASHES = "-‐‑‒–—―−─━ー_"
_SLASHES = "/\\∕⁄╱"
_MARKS = frozenset(_DASHES + _SLASHES)
_NOTHING = frozenset({"无"})
_SYMBOLS = frozenset("*#×※…△○□☆")  # what stands alone where a figure was to come

# Signs that any cell may have; words of change stand only where the form asks for a change.
_SIGNS = {"+": 1, "-": -1, "−": -1, "–": -1, "‐": -1, "‑": -1, "‒": -1, "负": -1}
_CHANGES = {"增加": 1, "减少": -1, "新增": 1, "增": 1, "减": -1, "↑": 1, "↓": -1}

_DIGITS = "零一二三四五六七八九"
_PLACES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_VARIANTS = str.maketrans(
    "〇兩两壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟萬億無減負條項個",
    "零二二一二二三三三四五六六七八九十百千万亿无减负条项个",
)

_COUNTED = "件条项次个份起宗篇期部"
_COUNTS = {
    scale + unit: power
    for scale, power in (("", 0), ("万", 4), ("亿", 8))
    for unit in ("", *_COUNTED)
}
_MONEY = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8, "万": 4, "亿": 8}
_KIND_POWER: dict[Kind, int] = {"count": 0, "signed_count": 0, "yuan": 0, "wan_yuan": 4}

_SIGN = "|".join(map(re.escape, (*_CHANGES, *_SIGNS)))
_WORDS = f"[{_DIGITS}十][{_DIGITS}十百千万亿]{{0,30}}"
# At most 15 + 10 digits: more would neither be exact in Decimal's 28 nor be anyone's count.
_NUMBER = r"(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,10})?"
_CELL = re.compile(
    rf"(?P<sign>{_SIGN})?\s*(?:(?P<digits>{_NUMBER})|(?P<words>{_WORDS}))(?P<unit>[^0-9]*)"
)
_BRACKETED = re.compile(r"\(([^()]+)\)")
_HEADER_UNIT = re.compile(r"(?<![单多公美日欧港])(?:百万|千万|千|万|亿)?元")
_THIN_SPACE = re.compile("(?<=[0-9])[\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_FIELD = re.compile(
    rf"(?:{_SIGN})?[约近共]?"
    rf"(?:[0-9]+(?:\.[0-9]+)?[余多]?(?:[万亿]?[{_COUNTED}]|[百千万亿]*元|[万亿%])?"
    rf"|{_WORDS}[余多]?(?:[{_COUNTED}]|元)|[{_DIGITS}十][{_DIGITS}十百千万亿]+|零)"
)
_LONGEST = 40
_FEW = 4  # more symbols are a line drawn with them
# Figures and marks of several cells with no border left: 10//-/-10, -0-, 00/-0/.
_RUN = re.compile(r"(?=.*[0-9])(?:[/-].*|0[0-9/-]*[/-].*|.*[/-]{2}.*|.*[/-])")
_RUN_OF = re.compile(r"[0-9/-]{2,}")
# A count and its change run together: 26－9, 10＋4419; a telephone number begins with 0.
_CHANGED = re.compile(r"(?:0|[1-9][0-9,]{0,8})(?:[+-]|[增减])[1-9][0-9,]{0,12}")


@lru_cache(maxsize=4096)
def parse_cell(raw: str, kind: Kind, header: str = "") -> tuple[Status, Decimal | None]:
    """The status and value of a field printed at a cell.

    The value is in the unit of `kind` (`wan_yuan` = 10⁴ CNY, `yuan` = CNY). A unit in the cell
    wins over one in `header` (the printed column head), that over the form's.
    """
    text = _fold(raw).strip()
    compact = "".join(text.split())
    if _MARKS.issuperset(compact):
        return "blank", None
    value = Decimal(0) if compact in _NOTHING else _parse_value(text, kind, header)
    return ("unreadable", None) if value is None else ("read", value)


@lru_cache(maxsize=4096)
def looks_like_value(text: str) -> bool:
    """Whether a field is a number, several of them, or a mark for nothing; a label is neither."""
    if len(text) > _LONGEST:
        return False
    # ? 0: what a space became in another encoding hides no figure, though it spoils it
    compact = "".join(_fold(text).split())
    if len(compact) < _FEW and _SYMBOLS.issuperset(compact):
        return bool(compact)
    compact = compact.strip("?")
    if not compact or compact in _NOTHING or _MARKS.issuperset(compact):
        return bool(compact)
    parts = re.split("[/、,;]", compact)
    return all(_FIELD.fullmatch(part) for part in parts) or _is_run(text.strip())


def _is_run(text: str) -> bool:
    run = "".join("-" if char in _DASHES else char for char in _fold(text))
    return bool(_RUN_OF.fullmatch(run) and _RUN.fullmatch(run)) or bool(_CHANGED.fullmatch(run))


def _parse_value(text: str, kind: Kind, header: str) -> Decimal | None:
    match = _CELL.fullmatch(_THIN_SPACE.sub(",", text))
    if match is None or (match["sign"] in _CHANGES and kind != "signed_count"):
        return None
    unit = _BRACKETED.sub(r"\1", "".join(match["unit"].split()))
    number = _number(match["digits"], match["words"], unit)
    power = _power(match["words"] or "", unit, kind, header)
    if number is None or power is None:
        return None
    sign = (_CHANGES | _SIGNS).get(match["sign"], 1)
    return sign * _shift(number, power - _KIND_POWER[kind]) + 0


def _number(digits: str | None, words: str, unit: str) -> Decimal | None:
    if digits is not None:
        return Decimal(digits.replace(",", ""))
    # A lone 三 may be an item number, a lone 一 a dash; with a unit they count.
    if len(words) == 1 and words != "零" and not unit:
        return None
    count = parse_words(words)
    return Decimal(count) if count is not None else None


def _power(words: str, unit: str, kind: Kind, header: str) -> int | None:
    """The power of ten of the printed unit; None where that unit cannot stand in such a cell."""
    if kind in ("count", "signed_count"):
        return _COUNTS.get(unit)
    if unit:
        return _MONEY.get(unit)
    # 十二万 without 元 in a cell for money says 万元, whatever the column's unit.
    if "万" in words or "亿" in words:
        return 0
    units = set(_HEADER_UNIT.findall("".join(_fold(header).split())))
    return _MONEY[units.pop()] if len(units) == 1 else _KIND_POWER[kind]


def _shift(number: Decimal, power: int) -> Decimal:
    """number × 10^power, exactly, without an exponent in its spelling."""
    return Decimal(f"{number.scaleb(power):f}")


def parse_words(words: str) -> int | None:
    """The number that Chinese numerals spell in full; None for 一百二, 二〇二一 and the like."""
    plain = words if not words.startswith("十") else "一" + words
    count = _sum_places(plain)
    return count if count is not None and _spell(count) == plain else None


def _sum_places(words: str) -> int | None:
    for mark, size in _PLACES.items():
        head, found, tail = words.partition(mark)
        if found:
            high, low = _sum_places(head), _sum_places(tail.lstrip("零") or "零")
            return high * size + low if high is not None and low is not None else None
    return _DIGITS.index(words) if len(words) == 1 else None


def _spell(count: int) -> str:
    for mark, size in _PLACES.items():
        if count >= size:
            high, low = divmod(count, size)
            gap = "零" if low < size // 10 else ""
            return _spell(high) + mark + (gap + _spell(low) if low else "")
    return _DIGITS[count]


def _fold(text: str) -> str:
    return text if text.isascii() else "".join(map(_fold_char, text)).translate(_VARIANTS)


@cache
def _fold_char(char: str) -> str:
    """Full-width forms and Kangxi radicals as plain ones; ①, ² and ½ are no digits of a number."""
    if unicodedata.category(char) == "Cf":
        return ""
    tag = unicodedata.decomposition(char).partition(" ")[0]
    plain = tag in ("<wide>", "<narrow>", "<small>", "<font>") or "⼀" <= char <= "⿕"
    return unicodedata.normalize("NFKC", char) if plain else char
