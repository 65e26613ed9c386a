"""The texts around each printed figure: labels of its row, head of its column, the row above.

Known layouts name cells by these texts. Figures that a sentence lists have such texts as well:
规章：本年制发件数2件，本年废止件数0件。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gouji.models.layouts import Features
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import UNIT
from gouji.pipeline.rebuild.columns.column_heads import Heads, extent_of, trace_headers
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import Fragment

_SIGN = "[+＋−-]|增加|减少"
# A figure of a sentence with the words before it, up to a comma or the end of the clause.
_LISTED = re.compile(
    rf"(?P<label>[^，,；;。：:]*?)"
    rf"(?P<figure>(?:{_SIGN})?[\d０-９][\d０-９,.]*(?:{UNIT})?|[/—－–-]+|无)"
    rf"(?:{UNIT})?\s*(?=[，,；;。]|$)"
)
# What ends the words that name the row of a sentence.
_ROW_END = re.compile(r"[：:，,]")
_YEAR = re.compile(r"20\d\d(?=年)")


class FigureContext(NamedTuple):
    """A printed figure, or an empty field, and the texts around it."""

    field: Fragment
    features: Features


def find_contexts(rows: Sequence[PrintedRow]) -> list[FigureContext]:
    """Every field of the printed rows, and every figure that a sentence lists, with its texts.

    A year in the texts is written as its distance from the latest one, so that they are the same in
    the report of the next year.
    """
    return _number(_replace_years(list(_find_texts(rows))))


class _Texts(NamedTuple):
    field: Fragment
    row: str
    column: str
    above: str
    has_head: bool = True


def _find_texts(rows: Sequence[PrintedRow]) -> Iterator[_Texts]:
    headers = _find_padded_headers(rows)
    body = {row.number for row in rows if row.fields and row.number not in headers}
    heads_of = _find_heads(rows, body)
    above, open_label = "", ""
    for row in rows:
        if row.number in headers:
            continue
        label = _join(row.labels)
        if row.fields:
            heads = heads_of[row.number]
            for number, field in enumerate(row.fields):
                head = heads.get(extent_of(field), "") if field.has_table_column else ""
                place = f"{number}/{len(row.fields)}"
                yield _Texts(field, label, head or place, above, bool(head))
            above, open_label = label, ""
            continue
        listed = list(_read_sentence(row, open_label))
        yield from (texts._replace(above=above) for texts in listed)
        above = listed[0].row if listed else above
        open_label = listed[-1].row if listed and not label.endswith("。") else ""


def _find_padded_headers(rows: Sequence[PrintedRow]) -> set[int]:
    """The numbers of the headers of tables that end with empty fields: below their labels are the
    figures of the next row that has some."""
    headers: set[int] = set()
    below: set[int] = set()
    for row in reversed(rows):
        if row.values:
            below = {field.column for field in row.values if field.has_table_column}
        elif below and row.fields and len(row.labels) > 1:
            heads = {label.column for label in row.labels if label.has_table_column}
            headers |= {row.number} if heads & below else set()
    return headers


def _join(labels: Iterable[Fragment]) -> str:
    return "|".join([squeeze(label.text) for label in labels])


def _find_heads(rows: Sequence[PrintedRow], body: Collection[int]) -> dict[int, Heads]:
    """The heads above each row of figures by its number. If a figure of the table has no head, the
    head of a column was lost, and the other heads may not be above their figures."""
    found: dict[int, Heads] = {}
    # The rows below one header share one mapping.
    for _, group in groupby(trace_headers(rows, body), key=lambda item: id(item[1])):
        table = list(group)
        heads = table[0][1]
        values = [value for row, _ in table for value in row.values if value.has_table_column]
        is_whole = all(extent_of(value) in heads for value in values)
        found |= dict.fromkeys((row.number for row, _ in table), heads if is_whole else {})
    return found


def _read_sentence(row: PrintedRow, open_label: str) -> Iterator[_Texts]:
    """The figures that a line of text lists. `open_label` is the row of a sentence whose line was
    broken before."""
    for line in row.labels:
        lead = _ROW_END.search(line.text)
        if open_label:
            label, start = open_label, 0
        elif lead:
            label, start = squeeze(line.text[: lead.start()]), lead.end()
        else:
            return
        for match in _LISTED.finditer(line.text, start):
            field = line.cut(*match.span("figure"))
            yield _Texts(field, label, squeeze(match["label"]), "")


def _replace_years(texts: list[_Texts]) -> list[_Texts]:
    heads = {item.column for item in texts if item.field.has_table_column}
    years = {int(year) for head in heads for year in _YEAR.findall(head)}
    if not years:
        return texts
    names = {str(year): f"<{year - max(years)}>" for year in years}

    def rename(text: str) -> str:
        return _YEAR.sub(lambda match: names.get(match[0], match[0]), text)

    return [
        item._replace(row=rename(item.row), column=rename(item.column), above=rename(item.above))
        for item in texts
    ]


def _number(texts: Iterable[_Texts]) -> list[FigureContext]:
    counts: Counter[tuple[str, str]] = Counter()
    contexts = []
    for field, row, column, above, has_head in texts:
        features = Features(row, column, above, counts[row, column], has_head)
        contexts.append(FigureContext(field, features))
        counts[row, column] += 1
    return contexts
