"""Dates and times of a worksheet as they are shown: what a serial number stands for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from gouji.pipeline.ingest.office.number_formats import TOKEN

_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LITERAL = re.compile(
    r'"[^"]*"?|[\\!].|_.|\*.|\[[^\]]*\]|General|Standard|E[+-]', re.IGNORECASE | re.DOTALL
)


def is_date(section: str) -> bool:
    """Whether a section of a format shows a day or a time."""
    return bool(_DATE.search(_LITERAL.sub("", section)))


def show_date(number: Decimal, section: str, since_1904: bool) -> str | None:
    """The moment that `number` stands for, None where the calendar has none."""
    try:
        moment = _moment(number, since_1904)
    except (OverflowError, ValueError):
        return None
    tokens = list(TOKEN.finditer(section))
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
