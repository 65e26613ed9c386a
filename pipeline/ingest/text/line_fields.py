"""Splits a line of a text file into fields.

A table that was converted to text keeps tabs, bars or runs of spaces as its borders, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gouji.pipeline.ingest.page_numbers import PAGE_NUMBER
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Span

# A line that draws a border with dashes, bars and plus signs.
_DRAWN_BORDER = re.compile(r"[\s|:+]*-{3,}[-\s|:+]*")
# A gap between fields: two spaces, or an ideographic space.
_GAP = re.compile(r"(?:[ \xa0]{2,}|[ \xa0]*\u3000[\u3000 \xa0]*)")
# Opening brackets. A gap behind one is inside a label: (  一)予以公开.
_OPENING_BRACKETS = "(（[〔"
# Figures one space apart, with a further no-break space elsewhere on the line: an empty cell.
_EMPTY_CELL_AMONG_FIGURES = re.compile(r"\d \d.* \xa0(?: |$)| \xa0 .*\d \d")
# A row of empty cells.
_ONLY_TABS = re.compile(r"\t(?: *\t)+ *")
_SENTENCE_MARK = re.compile(r"[。；！？;]")
# A token between spaces. A word of change belongs to its number, the number of a list item to its
# label (2 .重复申请). A no-break space between two spaces is an empty cell.
_TOKEN = re.compile(
    r"(?:(?:增加?|减少?)[ \xa0]|[0-9]{1,2}[ \xa0](?=[.．、]))?\S+|(?<= )\xa0(?= |$)"
)
# The marks of a sentence: a stop, or two commas.
_CLAUSE = re.compile(r"[。；！？]|，.{0,60}，")
# A 0 before a digit. No number begins with 0, so that these are cells of a table without borders:
# 规章000行政规范性文件000.
_RUN_OF_CELLS = re.compile(r"(?<![\d.])0\d")
# The edges between labels and figures.
_LABEL_EDGE = re.compile(r"(?<=[一-鿿”）)])(?=\d)|(?<=\d)(?=[一-鿿（(]|\d[、.．])")
# Numbers on one line from which the line is a table that lost its line breaks.
_FEWEST_OF_TABLE = 12
# Characters of a line from which it is a whole report.
_FEWEST_OF_REPORT = 1000
# Runs of cells on a line from which the line is a table without borders.
_FEWEST_RUNS = 4
# Edges between labels and figures from which a line without sentences is such a table.
_FEWEST_EDGES = 10
# Characters of the longest line with a single number that is a table row.
_LONGEST_ROW_WITH_ONE_NUMBER = 45


class Borders(NamedTuple):
    """How a file marks cells: the tabs of one border, and the pattern of an empty cell."""

    tab: str
    empty_cell: re.Pattern[str]


class LineFields(NamedTuple):
    """The fields of a line, as offsets in it.

    `is_ruled` tells that borders are printed. `is_aligned` tells that the column of a field is its
    character offset, not its index.
    """

    spans: list[Span]
    is_ruled: bool
    is_aligned: bool


def split_line(line: str, borders: Borders) -> LineFields:
    """Return the fields of a line, none for a line that draws a border or is empty."""
    if _DRAWN_BORDER.fullmatch(line):
        return LineFields([], False, False)
    if "\t" in line.lstrip() or _ONLY_TABS.fullmatch(line):
        return LineFields(_split_long(line, list(_split_at(line, borders.tab))), True, False)
    if "|" in line or "｜" in line:
        return LineFields(_split_long(line, _split_at_bars(line.replace("｜", "|"))), True, False)
    if not line.strip():
        is_empty_cell = borders.empty_cell.fullmatch(line)
        return LineFields([Span(0, 0)] if is_empty_cell else [], False, True)
    return LineFields(_split_unruled(line), False, True)


def _split_unruled(line: str) -> list[Span]:
    """Split a line without printed borders, or return it as one field."""
    whole = [Span(0, len(line))]
    if _is_table_without_borders(line):
        return _split_at_label_edges(line)
    if PAGE_NUMBER.fullmatch(line.strip()):
        return whole
    fields = _split_at_gaps(line)
    if fields and not _EMPTY_CELL_AMONG_FIGURES.search(line):
        return fields
    return _split_at_spaces(line) or whole


def _is_table_without_borders(line: str) -> bool:
    if len(_RUN_OF_CELLS.findall(line)) >= _FEWEST_RUNS:
        return True
    return not _CLAUSE.search(line) and len(_LABEL_EDGE.findall(line)) >= _FEWEST_EDGES


def _split_at_label_edges(line: str) -> list[Span]:
    edges = [0, *(edge.start() for edge in _LABEL_EDGE.finditer(line)), len(line)]
    return list(_move_item_numbers(line, map(Span, edges, edges[1:])))


def _move_item_numbers(line: str, fields: Iterable[Span]) -> Iterator[Span]:
    """Move the numbers of list items from the figures that they run into to their labels.

    1属于国家秘密0000000 2其他…: a single 1 opens the list, and each next number is the last digit
    of a run of figures.
    """
    item, label_start = 0, None
    for start, end in fields:
        text = line[start:end]
        if text == "1" or (item and len(text) > 1 and text.endswith(str(item + 1))):
            item += 1 if text != "1" else 1 - item
            if end - 1 > start:
                yield Span(start, end - 1)
            label_start = end - 1
            continue
        item = 0 if text.startswith(("(", "（")) else item
        yield Span(start if label_start is None else label_start, end)
        label_start = None
    if label_start is not None:
        yield Span(label_start, len(line))


def _split_at(line: str, border: str) -> Iterator[Span]:
    start = 0
    for field in line.split(border):
        yield Span(start, start + len(field))
        start += len(field) + len(border)


def _split_at_bars(line: str) -> list[Span]:
    """Split a line at bars, each of which closes a cell.

    A bar at the start of the line opens the row instead, unless the line has only bars.
    """
    fields = list(_split_at(line, "|"))
    if not line[fields[-1].start :].strip():
        fields.pop()
    if line.lstrip().startswith("|") and line.strip(" |\t"):
        fields.pop(0)
    return fields


def _split_at_gaps(line: str) -> list[Span]:
    """Split a line at runs of spaces; no fields if it has no gap or is a sentence."""
    text = line.rstrip()
    fields, start = [], len(text) - len(text.lstrip())
    for gap in _GAP.finditer(text, start):
        if text[gap.start() - 1] not in _OPENING_BRACKETS:
            fields.append(Span(start, gap.start()))
            start = gap.end()
    fields.append(Span(start, len(text)))
    if len(fields) < 2 or _SENTENCE_MARK.search(text):
        return []
    if not any(looks_like_value(line[start:end]) for start, end in fields):
        return fields
    return [piece for field in fields for piece in _split_field(line, field)]


def _split_long(line: str, fields: list[Span]) -> list[Span]:
    """Split the fields of a line that is a whole report, where a bar or tab borders no cell."""
    if len(line) < _FEWEST_OF_REPORT:
        return fields
    cells = (field for field in fields if not _DRAWN_BORDER.fullmatch(line[slice(*field)]))
    return [piece for cell in cells for piece in _split_field(line, cell)]


def _split_field(line: str, field: Span) -> list[Span]:
    start, end = field
    if end - start < 3:  # too short for two tokens and a space
        return [field]
    pieces = _split_at_spaces(line[start:end])
    return [Span(start + first, start + last) for first, last in pieces] or [field]


def _split_at_spaces(line: str) -> list[Span]:
    """Split a table row of a page's text layer: a label, then numbers with one space between.

    No fields are returned for a line that is none.
    """
    tokens = [Span(match.start(), match.end()) for match in _TOKEN.finditer(line)]
    texts = [line[start:end] for start, end in tokens]
    are_values = list(map(looks_like_value, texts))
    if sum(are_values) >= _FEWEST_OF_TABLE:
        return tokens
    are_cells = [
        is_value or text == "\xa0" for is_value, text in zip(are_values, texts, strict=True)
    ]
    if not are_cells or not are_cells[-1] or len(tokens) < 2 or _SENTENCE_MARK.search(line):
        return []
    if sum(are_cells) < 2 and len(line.strip()) > _LONGEST_ROW_WITH_ONE_NUMBER:
        return []
    fields: list[Span] = []
    for token, is_cell in zip(tokens, are_cells, strict=True):
        if fields and not is_cell and not looks_like_value(line[slice(*fields[-1])]):
            fields[-1] = Span(fields[-1].start, token.end)
        else:
            fields.append(token)
    return fields
