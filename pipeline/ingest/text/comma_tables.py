"""Tables of comma-separated values among the lines of a text, as spreadsheets and pandas save them.

Lines one below the other with as many fields each are such a table. Commas also group digits, and
separate the parts of a sentence: a table has a Chinese label in some field, no field of several
figures, and no full stop.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from gouji.pipeline.records import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_SENTENCE = re.compile(r"[。；！？\t|｜]")
# Figures with a space between them are no field: 1,234 567 is two figures of a row.
_TWO_FIGURES = re.compile(r"\d\s+[\d-]")
_LABEL = re.compile(r"[一-鿿]{2}")
_FEWEST_FIELDS = 3
_FEWEST_LINES = 3


def find_comma_tables(text: str) -> Iterator[tuple[Span, str]]:
    """The tables of a text in order: where each is, and its rows as an HTML table."""
    lines = [(Span(*line.span()), _split(line[0])) for line in _LINE.finditer(text) if line[0]]
    for width, group in groupby(lines, key=lambda line: len(line[1])):
        rows = list(group)
        if width < _FEWEST_FIELDS or len(rows) < _FEWEST_LINES or not _is_table(rows):
            continue
        html = "".join(map(_write_row, (fields for _, fields in rows)))
        yield Span(rows[0][0].start, rows[-1][0].end), f"<table>{html}</table>"


def _split(line: str) -> list[str]:
    """The fields of a line, none of a line that is no row."""
    if line.count(",") + 1 < _FEWEST_FIELDS or _SENTENCE.search(line):
        return []
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _is_table(rows: list[tuple[Span, list[str]]]) -> bool:
    fields = [field for _, row in rows for field in row]
    has_label = any(map(_LABEL.search, fields))
    return has_label and not any(map(_TWO_FIGURES.search, fields))


def _write_row(fields: list[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(field, quote=False)}</td>' for field in fields)}</tr>"
