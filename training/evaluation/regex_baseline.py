"""What is compared with: the first match of a regular expression for each metric.

This is how such reports are read today. It is written as well as that way allows, with the usual
unit words, digits in thousands and words of zero, and a breakdown from a total and `其中`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.pipeline.claims.statements import BREAKDOWN
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim

_FIGURE = r"\s?(?P<figure>\d[\d,]*)\s?(?:[件条份项宗篇起次例]|$|[,，。;；、])"
_APPLIED = "(?:政府信息公开申请|信息公开申请|依申请公开|公开申请|申请)"
_GAP = "[^\\d。;；]{0,12}?"
_ASKED = f"(?:收到|接到|受理|新收|接收){_GAP}{_APPLIED}"
_COUNTED = {
    "requests_received": f"{_ASKED}{_GAP}",
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
_NOTHING = "(?P<none>(?:未|没有)(?:收到|接到|受理|发生|产生|引发)|无)"
_NEVER = {
    "requests_received": f"{_NOTHING}{_GAP}申请",
    "reconsiderations": f"{_NOTHING}{_GAP}复议",
    "litigations": f"{_NOTHING}[^\\d。;；]{{0,24}}?诉讼",
}
_PATTERNS = {
    metric: re.compile(
        "|".join([f"(?:{words}{_FIGURE})", *([_NEVER[metric]] if metric in _NEVER else [])])
    )
    for metric, words in _COUNTED.items()
}
_PARTED = re.compile(r"(?P<total>\d[\d,]*)[件条份项宗篇][,，。]其中[^。;；]*")
_PART = re.compile(r"(?P<part>\d[\d,]*)[件条份项宗篇]")


def find_first(text: str) -> list[Claim]:
    """The first claim of each metric, and every total that 其中 follows with its parts."""
    folded = fold(text)
    return [*_counted(folded), *_parted(folded)]


def _counted(text: str) -> Iterator[Claim]:
    for metric, pattern in _PATTERNS.items():
        if found := pattern.search(text):
            name = "figure" if found["figure"] else "none"
            value = _number(found["figure"]) if found["figure"] else Decimal(0)
            yield Claim(metric, value, found.start(name), found.end(name), found[0])


def _parted(text: str) -> Iterator[Claim]:
    for found in _PARTED.finditer(text):
        parts = [_number(one["part"]) for one in _PART.finditer(text, found.end("total") + 1)
                 if one.end() <= found.end()]  # fmt: skip
        if len(parts) > 1:
            span = found.start("total"), found.end("total")
            yield Claim(BREAKDOWN, _number(found["total"]), *span, found[0], parts=tuple(parts))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
