"""Numbers of a worksheet as they are shown: number formats, and the dates that serials stand for.

A cell stores 3.14159 and shows 3.1; what is shown is what was published.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

# The formats that files refer to by number alone (ECMA-376 18.8.30), and Chinese dates.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
# Quoted text, escaped characters, padding, colours and locales, then what has a meaning.
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|\[[^\]]*\]|(General|AM/PM|y+|m+|d+|h+|s+|E[+-]|.)',
    re.IGNORECASE | re.DOTALL,
)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|E[+-]', re.IGNORECASE)
_GENERAL = re.compile(r"General|G/通用格式", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]")
_PLACES = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+")
_DIGITS = 11  # that a cell without a format shows
_MOST_DIGITS = 30
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_LONGEST_FORMAT = 255


def show(stored: str, code: str, since_1904: bool = False) -> str:
    """A stored number as the format `code` shows it; as it is stored if it is none."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return stored
    section = _choose(number, code[:_LONGEST_FORMAT])
    if _DATE.search(_LITERAL.sub("", section)):
        return _show_date(number, section, since_1904)
    if _GENERAL.search(section) or not section.strip():
        return _general(number) if section or not code else ""
    signed = number < 0 and len(_sections(code)) < 2
    return ("-" if signed else "") + _fill(abs(number), section)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format, for positive and negative numbers, zero, and text."""
    parts = re.findall(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)', code)
    return tuple(parts[:4])


def _choose(number: Decimal, code: str) -> str:
    sections = _sections(code)
    if number == 0 and len(sections) > 2:
        return sections[2]
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[0] if sections else "General"


def _general(number: Decimal) -> str:
    """As a cell without a format: at most eleven digits."""
    if number == number.to_integral_value():
        return f"{int(number)}"
    places = max(0, _DIGITS - 1 - max(0, number.adjusted()))
    shown = f"{_round(number, places):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _fill(number: Decimal, section: str) -> str:
    """`number` ≥ 0 in the places of a section, with the literals around them."""
    section = _CURRENCY.sub(lambda match: f'"{match[1]}"', section)
    bare = _LITERAL.sub(lambda match: "\0" * len(match[0]), section)
    places = _PLACES.search(bare)
    if not places or "/" in bare[places.start() :]:  # text alone, or a fraction
        return _literals(section) if not places else _general(number)
    if "%" in bare:
        number *= 100
    figure = _figure(number, places[0])
    before, behind = section[: places.start()], section[places.end() :]
    return _literals(before) + figure + _literals(_PLACES.sub("", behind))


def _figure(number: Decimal, places: str) -> str:
    scale = len(places) - len(places.rstrip(","))  # a comma at the end divides by a thousand
    whole, _, part = places.rstrip(",").partition(".")
    number = _round(number.scaleb(-3 * scale), min(len(part), _MOST_DIGITS))
    digits, _, fraction = f"{number:f}".partition(".")
    least = whole.count("0")
    digits = digits.lstrip("0").rjust(least, "0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    kept = part.rstrip("#?")
    while len(fraction) > len(kept) and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{digits}.{fraction}" if "." in places and (fraction or kept) else digits


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _literals(section: str) -> str:
    """What a section writes besides the number."""
    return "".join(
        match[1] or match[2] or match[3] or ""
        for match in _TOKEN.finditer(section)
        if match[3] not in ("@", "?", "#", "0", ",")
    )


def _show_date(number: Decimal, section: str, since_1904: bool) -> str:
    try:
        moment = _moment(number, since_1904)
    except (OverflowError, ValueError):
        return _general(number)
    tokens = list(_TOKEN.finditer(section))
    minutes = {i for i in range(len(tokens)) if _is_minute(tokens, i)}
    half = any((one[3] or "").upper() == "AM/PM" for one in tokens)
    return "".join(
        one[1] or one[2] or _time(moment, (one[3] or "").lower(), i in minutes, half)
        for i, one in enumerate(tokens)
    ).strip()


def _moment(number: Decimal, since_1904: bool) -> datetime:
    """Day 60 of the calendar from 1900 is a 29 February that never was."""
    days = float(number)
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    return start + timedelta(seconds=round(days * 86400))


def _is_minute(tokens: list[re.Match[str]], at: int) -> bool:
    """An m behind hours or before seconds."""
    if not (tokens[at][3] or "").lower().startswith("m"):
        return False
    kinds = [(i, (one[3] or "")[:1].lower()) for i, one in enumerate(tokens)]
    before = [kind for i, kind in kinds if i < at and kind in "ymdhs" and kind]
    behind = [kind for i, kind in kinds if i > at and kind in "ymdhs" and kind]
    return before[-1:] == ["h"] or behind[:1] == ["s"]


def _time(moment: datetime, token: str, minute: bool, half: bool) -> str:
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    number = {"y": moment.year, "d": moment.day, "h": hour, "s": moment.second}
    number["m"] = moment.minute if minute else moment.month
    if token == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    if token[:1] not in number:
        return "" if token == "@" else token
    if token[0] == "y" and len(token) < 3:
        return f"{moment.year % 100:02d}"
    if token in ("mmm", "mmmm", "ddd", "dddd"):
        return moment.strftime({"m": "%b", "d": "%a"}[token[0]])
    return f"{number[token[0]]:0{min(2, len(token))}d}"
