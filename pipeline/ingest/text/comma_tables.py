"""Tables of comma-separated values among the lines of a text, as spreadsheets and pandas save them.

Records one below the other with fields between commas are such a table. A quoted field may have
line breaks, and rows may lack their empty fields at the end. Commas also group digits, and
separate the parts of a sentence: a table has a Chinese label in some field, no field of several
figures, no full stop, and rows of one width or fields of a figure alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from gouji.pipeline.records import Span

# A line, and as many more as a quoted field that begins in it extends over. Every repetition is
# bounded: a quote that is never closed costs no second walk over the text.
_RECORD = re.compile(
    r'(?:[^"\r\n]{0,2000}(?<![^,\r\n])"(?:[^"]|""){0,300}"(?=[,\r\n]|\Z))*[^\r\n]*(?:\r\n|\r|\n|\Z)'
)
_SENTENCE = re.compile(r"[。；！？\t|｜]")
# Figures with a space between them are no field: 1,234 567 is two figures of a row.
_TWO_FIGURES = re.compile(r"\d\s+[\d-]")
_LABEL = re.compile(r"[一-鿿]{2}")
_FIGURE = re.compile(r"\s*(?:[-－]?\d[\d,.]*|/|-|)\s*")
_FEWEST_FIELDS = 3
_FEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A record: where it is in the text, and its fields; none of a line that is no row."""

    span: Span
    fields: list[str]


def find_comma_tables(text: str) -> Iterator[tuple[Span, str]]:
    """The tables of a text in order: where each is, and its rows as an HTML table."""
    if "," not in text:
        return
    for rows in _find_runs(text):
        if _is_table(rows):
            html = "".join(_write_row(row.fields) for row in rows)
            yield Span(rows[0].span.start, rows[-1].span.end), f"<table>{html}</table>"


def _find_runs(text: str) -> Iterator[list[_Row]]:
    """Runs of rows one below the other. The first row of a run has the fewest fields of a table at
    least; a later row may lack fields at its end."""
    run: list[_Row] = []
    for record in _RECORD.finditer(text):
        fields = _split(record[0])
        if len(fields) >= (2 if run else _FEWEST_FIELDS):
            run.append(_Row(Span(*record.span()), fields))
        else:
            yield run
            run = []
    yield run


def _split(record: str) -> list[str]:
    """The fields of a record, none of a line that is no row."""
    if "," not in record or _SENTENCE.search(record):
        return []
    try:
        return next(csv.reader(record.splitlines(keepends=True), strict=True), [])
    except csv.Error:
        return []


def _is_table(rows: list[_Row]) -> bool:
    fields = [field for row in rows for field in row.fields]
    if sum(len(row.fields) >= _FEWEST_FIELDS for row in rows) < _FEWEST_LINES:
        return False
    has_label = any(map(_LABEL.search, fields))
    has_one_width = len({len(row.fields) for row in rows}) == 1
    has_figures = 3 * sum(map(bool, map(_FIGURE.fullmatch, fields))) >= len(fields)
    has_shape = has_one_width or has_figures
    return has_label and has_shape and not any(map(_TWO_FIGURES.search, fields))


def _write_row(fields: list[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(field, quote=False)}</td>' for field in fields)}</tr>"
