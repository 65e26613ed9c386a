"""Tables that a report may have written out as sentences instead of printing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gouji.pipeline.records import Section

# A figure that is no part of a date, a number of an article, or the number of a heading or item.
_FIGURE = re.compile(r"(?<![\d.第〔（(])\d+(?:[,.]\d+)*(?!\d|[,.]\d|\s*[年月日号条款%、．〕）)])")
# A table in sentences has dozens of figures; a section about applications has a handful.
_FEWEST_FIGURES = 12


def find_retold(text: str, sections: Sequence[Section], tables: Iterable[str]) -> frozenset[str]:
    """Those of `tables` whose section, named like its table, states many figures.

    `tables` are the tables of which no copy was found.
    """
    return frozenset(
        section.section
        for section in sections
        if section.section in tables and _has_many_figures(text[section.start : section.end])
    )


def _has_many_figures(text: str) -> bool:
    return sum(1 for _ in _FIGURE.finditer(text)) >= _FEWEST_FIGURES
