"""Dates and times of a worksheet in their number format. A date is stored as a serial number."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from gouji.pipeline.ingest.office.excel.cell_formats.number_formats import TOKEN

_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
# Text, padding, colours and general numbers in a format, whose letters are none of a date.
_LITERAL = re.compile(
    r'"[^"]*"?|[\\!].|_.|\*.|\[[^\]]*\]|General|Standard|E[+-]', re.IGNORECASE | re.DOTALL
)
_SECONDS_A_DAY = 86400
# The first day of the calendar from 1900 that is counted with a leap day in 1900, which never was.
_DAY_AFTER_LEAP_DAY = 60


def is_date_section(section: str) -> bool:
    """Whether a section of a number format shows a date or a time."""
    return bool(_DATE_LETTER.search(_LITERAL.sub("", section)))


def format_date(number: Decimal, section: str, *, since_1904: bool) -> str | None:
    """Return the date and time of a serial number, None if the calendar has no such day."""
    try:
        moment = _to_datetime(number, since_1904=since_1904)
    except (OverflowError, ValueError):
        return None
    matches = list(TOKEN.finditer(section))
    tokens = [(match[3] or "").lower() for match in matches]
    is_half_day = "am/pm" in tokens
    return "".join(
        match[1]
        or match[2]
        or _format_token(
            moment, token, is_minute=_is_minute(tokens, index), is_half_day=is_half_day
        )
        for index, (match, token) in enumerate(zip(matches, tokens, strict=True))
    ).strip()


def _to_datetime(number: Decimal, *, since_1904: bool) -> datetime:
    days = float(number)
    first_of_1900 = datetime(1899, 12, 31 if days < _DAY_AFTER_LEAP_DAY else 30)
    start = datetime(1904, 1, 1) if since_1904 else first_of_1900
    return start + timedelta(seconds=round(days * _SECONDS_A_DAY))


def _is_minute(tokens: list[str], index: int) -> bool:
    """Whether a token with m stands for minutes: behind hours or before seconds."""
    if not tokens[index].startswith("m"):
        return False
    letters = [(i, token[0]) for i, token in enumerate(tokens) if token and token[0] in "ymdhs"]
    before = [letter for i, letter in letters if i < index]
    behind = [letter for i, letter in letters if i > index]
    return before[-1:] == ["h"] or behind[:1] == ["s"]


def _format_token(moment: datetime, token: str, *, is_minute: bool, is_half_day: bool) -> str:
    hour = (moment.hour - 1) % 12 + 1 if is_half_day else moment.hour
    number = {"y": moment.year, "d": moment.day, "h": hour, "s": moment.second}
    number["m"] = moment.minute if is_minute else moment.month
    if token == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    if token[:1] not in number:
        return "" if token == "@" else token
    if token[0] == "y" and len(token) < 3:
        return f"{moment.year % 100:02d}"
    if token in ("mmm", "mmmm", "ddd", "dddd"):
        return moment.strftime({"m": "%b", "d": "%a"}[token[0]])
    return f"{number[token[0]]:0{min(2, len(token))}d}"
