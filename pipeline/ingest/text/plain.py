"""Plain text, Markdown and tab-separated text to `Document`, with offsets in the decoded file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from math import gcd
from operator import attrgetter
from typing import NamedTuple

from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.page_numbers import mark_page_numbers
from gouji.pipeline.ingest.stacked_rows import count_rows, has_row_labels, is_in_row
from gouji.pipeline.ingest.text.added_numbers import blank_added_numbers
from gouji.pipeline.ingest.text.inline_tables import TextPiece, split_tables
from gouji.pipeline.ingest.text.line_fields import Borders, split_line
from gouji.pipeline.ingest.text.marks import has_marks, trim_marks
from gouji.pipeline.records import Document, Fragment, Role, Span

_LINE_TAG = re.compile(r"<br\s*/?>", re.I)
_LINE_BREAK = re.compile(r"\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")
# A line that is an empty cell: a no-break space, or in some files one ideographic space.
_EMPTY_CELL = re.compile(r"[ \t]*\xa0[\s]*")
_EMPTY_OR_WIDE_CELL = re.compile(r"[ \t]*\xa0\s*|[ \t]*\u3000[ \t]*")
# A line with one ideographic space only, two such lines in a row, a line that ends with one.
_WIDE_LINE = re.compile(r"^[ \t]*\u3000[ \t]*$", re.M)
_TWO_WIDE_LINES = re.compile(r"^[ \t]*\u3000[ \t]*\n[ \t]*\u3000[ \t]*$", re.M)
_WIDE_LINE_END = re.compile(r"\S[ \t]*\u3000[ \t]*$", re.M)
_FILLED_LINE = re.compile(r"^.*\S.*$", re.M)
# A line with one bar only, and a line with a bar.
_BAR_LINE = re.compile(r"^[ \t]*[|｜][ \t]*$", re.M)
_LINE_WITH_BAR = re.compile(r"^.*[|｜].*$", re.M)
# Lines with one bar only from which these are the borders of a table, and the least number of them
# for each other line with a bar.
_FEWEST_BAR_LINES = 20
# Characters of the longest line whose fields are cached.
_LONGEST_CACHED = 80
# Runs of tabs from which their lengths show how many tabs one border has.
_FEWEST_TAB_RUNS = 12


class _Line(NamedTuple):
    """A line that is not empty: its row number, its offset in the file, its text."""

    row: int
    start: int
    text: str


# A field without the space around it: offsets in the line, text, column. Thousands are kept: plain
# tuples cost the garbage collector nothing.
_Field = tuple[int, int, str, int]


def ingest_text(data: bytes, media: str) -> Document:
    """Return a text file with the fields of its lines. Its text is that of the file, but for tables
    that have a markup of their own. Raises ReportError."""
    text, encoding = decode(data)
    pieces = split_tables(text, media)
    if len(pieces) == 1:
        return mark_page_numbers(Document(text, media, tuple(_read_text(text)), encoding))
    return mark_page_numbers(_join(pieces, media, encoding))


def _read_text(text: str) -> Iterator[Fragment]:
    """The fields of a text without the marks around them, each row on its own."""
    fields = _read_lines(text)
    return map(trim_marks, _split_stacked(fields)) if has_marks(text) else fields


def _read_lines(text: str) -> Iterator[Fragment]:
    """The fields of lines without other markup than bars, tabs and spaces."""
    text = blank_added_numbers(text)
    borders = Borders(_find_tab(text), _find_empty_cell(text))
    lines = _split_lines(text)
    if _has_bar_lines(text):
        lines = _drop_bar_lines(lines)
    for line in lines:
        yield from _to_fragments(line, borders)


def _join(pieces: Iterable[TextPiece], media: str, encoding: str) -> Document:
    """The pieces of a text as one document."""
    texts: list[str] = []
    fragments: list[Fragment] = []
    unread: tuple[int, ...] = ()
    length = row = 0
    for piece in pieces:
        text = piece.table.text if piece.table else piece.text
        inside = piece.table.fragments if piece.table else tuple(_read_text(piece.text))
        unread += piece.table.unread_pages if piece.table else ()
        for fragment in inside:
            fragments.append(trim_marks(fragment.shift(-length)._replace(row=row + fragment.row)))
        row = fragments[-1].row + 1 if fragments else 0
        texts.append(text)
        length += len(text)
    pages = len(unread) or None
    return Document(
        "".join(texts),
        media,
        tuple(fragments),
        encoding,
        pages,
        unread_pages=tuple(range(1, len(unread) + 1)),
    )


def _split_stacked(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """The fields, with those of rows that stand as lines in one row on rows of their own."""
    added = 0
    for _, group in groupby(fragments, key=attrgetter("row")):
        row = list(group)
        cells = [_split_field(field) for field in row] if _has_lines(row) else []
        lines = [[piece.text for piece in cell] for cell in cells]
        count = count_rows(lines)
        if count < 2 or not has_row_labels(lines, count):
            yield from (field._replace(row=field.row + added) for field in row)
            continue
        for number in range(count):
            for field, cell, texts in zip(row, cells, lines, strict=True):
                if is_in_row(texts, number, count):
                    empty = field.cut(len(field.text), len(field.text))
                    piece = cell[number] if number < len(cell) else empty
                    yield piece._replace(row=field.row + added + number)
        added += count - 1


def _has_lines(row: Sequence[Fragment]) -> bool:
    return any(field.role == "cell" and "<br" in field.text.lower() for field in row)


def _split_field(field: Fragment) -> list[Fragment]:
    """The lines of a cell."""
    ends = [Span(0, 0), *(Span(*tag.span()) for tag in _LINE_TAG.finditer(field.text))]
    starts = [end for _, end in ends]
    stops = [start for start, _ in ends[1:]] + [len(field.text)]
    return [trim_marks(field.cut(start, stop)) for start, stop in zip(starts, stops, strict=True)]


def _find_tab(text: str) -> str:
    """Return the tabs of one border: some tools write two or three."""
    runs = [len(run) for run in re.findall(r"\t+", text)]
    size = gcd(*runs)
    return "\t" * size if len(runs) >= _FEWEST_TAB_RUNS and size in (2, 3) else "\t"


def _find_empty_cell(text: str) -> re.Pattern[str]:
    """Return the pattern of a line that is an empty cell.

    An ideographic space alone is one, unless most lines end with such a space, or most lines are
    separated by one and never by two.
    """
    if not _WIDE_LINE.search(text):
        return _EMPTY_CELL
    lines = len(_FILLED_LINE.findall(text))
    are_separated = 2 * len(_WIDE_LINE.findall(text)) > lines and not _TWO_WIDE_LINES.search(text)
    have_wide_end = 2 * len(_WIDE_LINE_END.findall(text)) > lines
    return _EMPTY_CELL if are_separated or have_wide_end else _EMPTY_OR_WIDE_CELL


def _split_lines(text: str) -> Iterator[_Line]:
    start = row = 0
    for line_break in _LINE_BREAK.finditer(text):
        if line_break.start() > start:
            yield _Line(row, start, text[start : line_break.start()])
        start, row = line_break.end(), row + 1
    if start < len(text):
        yield _Line(row, start, text[start:])


def _has_bar_lines(text: str) -> bool:
    """Whether the bars of a table are on lines of their own between its cells."""
    bar_lines, with_bar = len(_BAR_LINE.findall(text)), len(_LINE_WITH_BAR.findall(text))
    others = with_bar - bar_lines
    return bar_lines >= _FEWEST_BAR_LINES and others * _FEWEST_BAR_LINES <= bar_lines


def _drop_bar_lines(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Yield the lines without the first bar of each run; each further bar is an empty cell.

    The rows are numbered as if the dropped lines were missing, so that cells follow one another.
    """
    is_in_run, dropped = False, 0
    for index, line in enumerate(lines):
        is_bar = bool(_BAR_LINE.fullmatch(line.text))
        if is_in_run or not is_bar:
            yield line._replace(row=index - dropped)
        dropped += is_bar and not is_in_run
        is_in_run = is_bar or (is_in_run and not line.text.strip())


def _to_fragments(line: _Line, borders: Borders) -> Iterator[Fragment]:
    read = _read_short_line if len(line.text) <= _LONGEST_CACHED else _read_line
    fields, is_ruled = read(line.text, borders)
    role: Role = "cell" if is_ruled else "line"
    offset, row = line.start, line.row
    for start, end, text, column in fields:
        # All fields by position, which is twice as fast as by name.
        yield Fragment(
            offset + start, offset + end, text, row, column, 1, is_ruled, None, None, None, 1, role
        )


def _read_line(line: str, borders: Borders) -> tuple[tuple[_Field, ...], bool]:
    """Return the fields of a line, and whether their borders are printed."""
    fields = split_line(line, borders)
    texts = [_strip(line, span) for span in fields.spans]
    stripped = [
        (start, start + len(text), text, start if fields.is_aligned else index)
        for index, (start, text) in enumerate(texts)
    ]
    return tuple(stripped), fields.is_ruled


_read_short_line = lru_cache(maxsize=4096)(_read_line)  # tables share most of their lines


def _strip(line: str, span: Span) -> tuple[int, str]:
    """The offset and the text of a field without the space around it."""
    text = line[span.start : span.end].lstrip()
    return span.end - len(text), text.rstrip()
