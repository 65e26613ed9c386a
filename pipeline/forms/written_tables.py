"""Tables of the form that may be in a report without having been found.

Their figures may be written out as sentences, or their labels may be printed without figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gouji.pipeline.forms.form import TableForm
from gouji.pipeline.language.normalise import fold, strip_numbering, without_instruction
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Section

# A figure that is no part of a date, a number of an article, or the number of a heading or item.
_FIGURE = re.compile(r"(?<![\d.第〔（(])\d+(?:[,.]\d+)*(?!\d|[,.]\d|\s*[年月日号条款%、．〕）)])")
_OTHER_CHARACTERS = re.compile("[^一-鿿]+")
_DIGIT = re.compile(r"\d")
# A table in sentences has a dozen figures or more; most sections have fewer than this in prose.
_FEWEST_FIGURES = 6
# The share of the labels of a table whose presence shows that its frame is printed.
_LEAST_LABELS = 0.5
# Shorter labels are in every text.
_SHORTEST_LABEL = 3
# The fewest rows with labels in fields of their own that show the same.
_FEWEST_ROWS = 3
_FIELD_END = re.compile(r"[\n\t|｜]")
# Labels that several rows and columns have.
COMMON_LABELS = frozenset({"其他", "总计", ""})


def has_figures(text: str, sections: Sequence[Section], table: str) -> bool:
    """Whether the section of a table has many figures, in sentences or in rows with unknown labels.
    In rows, words for zero and dashes count as figures (无 无 无)."""
    stretches = (text[s.start : s.end] for s in sections if s.section == table)
    return any(_count_figures(part) >= _FEWEST_FIGURES for part in stretches)


def _count_figures(text: str) -> int:
    rows = [line.split("\t") for line in text.split("\n") if "\t" in line]
    words = [field for row in rows for field in row if not _DIGIT.search(field)]
    return len(_FIGURE.findall(text)) + sum(map(looks_like_value, words))


def has_labels(text: str, table: TableForm) -> bool:
    """Whether the labels of a table are in the text: most labels of its rows and columns, or some
    rows in fields of their own."""
    labels = {plain_label(label) for label in _list_labels(table)}
    known = {label for label in labels if len(label) >= _SHORTEST_LABEL}
    written = _OTHER_CHARACTERS.sub("", fold(text))
    if sum(label in written for label in known) >= _LEAST_LABELS * len(known):
        return True
    count = sum(len(block.rows) for block in table.blocks)
    found = find_labelled_rows(table, _FIELD_END.split(text))
    return len(found) >= min(_FEWEST_ROWS, count - 1)


def find_labelled_rows(table: TableForm, fields: Iterable[str]) -> frozenset[str]:
    """The keys of rows whose label is one of these fields, or its end behind that of a group."""
    written = [strip_numbering(field) for field in fields]
    rows = (row for block in table.blocks for row in block.rows)
    endings = {row.row: (plain_label(row.label), strip_numbering(row.label)) for row in rows}
    return frozenset(
        key
        for key, labels in endings.items()
        if COMMON_LABELS.isdisjoint(labels) and any(field.endswith(labels) for field in written)
    )


def plain_label(label: str) -> str:
    """A label without its number and the instruction in brackets behind it."""
    return strip_numbering(without_instruction(label))


def _list_labels(table: TableForm) -> Iterator[str]:
    for block in table.blocks:
        yield from (row.label for row in block.rows)
        yield from (column.label for column in block.columns)
