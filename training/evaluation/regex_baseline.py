"""Finds claims with one regular expression for each metric, as a baseline for the models.

Each expression takes the first match, with the usual units, thousands separators and words that
state zero. A breakdown is a total with `其中` behind it and the figures up to the next full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.pipeline.claims.passage_claims import BREAKDOWN
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim

_FIGURE = r"\s?(?P<figure>\d[\d,]*)\s?(?:[件条份项宗篇起次例]|$|[,，。;；、])"
_APPLICATION = "(?:政府信息公开申请|信息公开申请|依申请公开|公开申请|申请)"
_GAP = "[^\\d。;；]{0,12}?"
_RECEIVED = f"(?:收到|接到|受理|新收|接收){_GAP}{_APPLICATION}"
_FIGURE_EXPRESSIONS = {
    "requests_received": f"{_RECEIVED}{_GAP}",
    "requests_handled": f"(?:办结|答复|办理){_GAP}",
    "requests_carried_in": f"(?:上年度?|上一年度?|去年)结转{_GAP}",
    "requests_carried_out": f"结转(?:至|到)?(?:下|次)一?年度?{_GAP}",
    "requests_granted": "(?<!不)予以公开的?",
    "requests_partly_granted": "部分公开的?",
    "requests_refused": "不予公开的?",
    "requests_unavailable": "无法提供的?",
    "reconsiderations": f"行政复议{_GAP}",
    "litigations": f"行政诉讼{_GAP}",
    "disclosed_items": f"(?:公开|发布){_GAP}信息{_GAP}",
}
_NO = "(?P<zero>(?:未|没有)(?:收到|接到|受理|发生|产生|引发)|无)"
_ZERO_EXPRESSIONS = {
    "requests_received": f"{_NO}{_GAP}申请",
    "reconsiderations": f"{_NO}{_GAP}复议",
    "litigations": f"{_NO}[^\\d。;；]{{0,24}}?诉讼",
}
_PATTERNS = {
    metric: re.compile(
        "|".join(
            [
                f"(?:{words}{_FIGURE})",
                *([_ZERO_EXPRESSIONS[metric]] if metric in _ZERO_EXPRESSIONS else []),
            ]
        )
    )
    for metric, words in _FIGURE_EXPRESSIONS.items()
}
_BREAKDOWN = re.compile(r"(?P<total>\d[\d,]*)[件条份项宗篇][,，。]其中[^。;；]*")
_PART = re.compile(r"(?P<part>\d[\d,]*)[件条份项宗篇]")


def find_first_matches(text: str) -> list[Claim]:
    """The first claim of each metric, and every total before 其中 with its parts."""
    folded = fold(text)
    return [*_find_metrics(folded), *_find_breakdowns(folded)]


def _find_metrics(text: str) -> Iterator[Claim]:
    for metric, pattern in _PATTERNS.items():
        if match := pattern.search(text):
            name = "figure" if match["figure"] else "zero"
            value = _number(match["figure"]) if match["figure"] else Decimal(0)
            yield Claim(metric, value, match.start(name), match.end(name), match[0])


def _find_breakdowns(text: str) -> Iterator[Claim]:
    for match in _BREAKDOWN.finditer(text):
        parts = [
            _number(part["part"])
            for part in _PART.finditer(text, match.end("total") + 1)
            if part.end() <= match.end()
        ]
        if len(parts) > 1:
            start, end = match.span("total")
            total = _number(match["total"])
            yield Claim(BREAKDOWN, total, start, end, match[0], parts=tuple(parts))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
