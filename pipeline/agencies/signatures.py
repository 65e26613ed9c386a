"""Signatures: the name of a body on a line of its own, and the date below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.pipeline.agencies.titles import is_body_name

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?:20\d\d|二[〇○零O0][一二][〇○零O0一二三四五六七八九])年"
    rf"(?:\d{{1,2}}|{_NUMERAL})月(?:(?:\d{{1,2}}|{_NUMERAL})日)?"
    r"|20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?"
)
# The last sentence of a report, which may lack its mark: 无, 无其他需要报告的事项.
_LAST_SENTENCE = re.compile(r"[。；！]$|^.{0,6}(?:无|没有)")
_EDGES = re.compile(r"^[\W_]+|[^\w。；！]+$")


class Signature(NamedTuple):
    """The name above a date. `ends_text` tells that a sentence ends on the line above, as a report
    does and a list of links does not."""

    name: str
    ends_text: bool


def find_signatures(lines: Sequence[str]) -> Iterator[Signature]:
    """Yield the signatures among squeezed lines, in order."""
    above = ""
    for name, date in pairwise(filter(None, (_EDGES.sub("", line) for line in lines))):
        if is_body_name(name) and _DATE.fullmatch(date):
            yield Signature(name, bool(_LAST_SENTENCE.search(above)))
        above = name
