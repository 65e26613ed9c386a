"""Groups fragments into printed rows: labels on the left, value fields on the right.

Media with rows give them line by line. In a table with one cell per line, a row runs from its
first label to the last field before the next label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby

from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import UNIT, looks_like_value
from gouji.pipeline.rebuild.blank_cells import restore_blanks
from gouji.pipeline.records import Fragment

# The longest label of the forms has 37 characters; with the groups before it about 60.
LONGEST_LABEL = 64
_JOINED = 3  # lines of one cell each that lost the break between them
_FIGURE = r"[/—–－+＋-]*[\d０-９][\d０-９,，.．/—–－+＋增减-]*|[/—–－-]+"
# A label and a figure without a border between them: 规章0, 予以公开12件; not 第二十条第5项.
_GLUED = re.compile(rf"(.{{0,50}}[一-鿿⼀-⿕]{{2}}(?<!第)[”\"）)]?)\s*((?:{_FIGURE})(?:{UNIT})?)")
_PROSE = re.compile(r"[。；！？]|，.{12,}，")
# 栏次 1 2 3 4 …: statistical tables number their columns.
_NUMBERING = frozenset({"", "栏次", "列次", "行次", "序号", "甲"})
_NUMBERED = 5  # fewer columns may well hold 0, 1 and 2


@dataclass(frozen=True)
class PrintedRow:
    """One row as printed: label fragments, then value fields (empty ones included).

    `number` counts the rows of a document in reading order. `prose` rows are running text;
    `streamed` ones come from one cell a line, and are `closed` where padding ended them.
    """

    labels: tuple[Fragment, ...]
    fields: tuple[Fragment, ...]
    line: int
    streamed: bool = False
    prose: bool = False
    closed: bool = False
    number: int = 0

    @cached_property
    def values(self) -> tuple[Fragment, ...]:
        """The fields that are not empty."""
        return tuple([field for field in self.fields if field.text])

    @property
    def start(self) -> int:
        return (self.labels or self.fields)[0].start

    def shift(self, offset: int) -> PrintedRow:
        """The same row in a text that begins `offset` characters later."""
        labels = tuple([label.shift(offset) for label in self.labels])
        return replace(self, labels=labels, fields=tuple([f.shift(offset) for f in self.fields]))

    @property
    def numbers_columns(self) -> bool:
        """Whether the row only numbers the columns of the table, from 0 or 1 on."""
        if len(self.values) < _NUMBERED:
            return False
        values = [value.text for value in self.values]
        if squeeze("".join([label.text for label in self.labels])) not in _NUMBERING:
            return False
        return any(values == [str(first + n) for n in range(len(values))] for first in (0, 1))


@dataclass(slots=True)
class _Growing:
    """A row of one cell per line under construction; lists keep a row of 100,000 lines linear."""

    labels: list[Fragment]
    fields: list[Fragment]
    prose: bool = False
    closed: bool = False

    def whole(self, number: int) -> PrintedRow:
        line = (self.labels or self.fields)[0].row
        labels, fields = tuple(self.labels), tuple(self.fields)
        return PrintedRow(labels, fields, line, True, self.prose, self.closed, number)


def rows_from_fragments(fragments: Iterable[Fragment]) -> tuple[PrintedRow, ...]:
    """The printed rows of a document in reading order."""
    found: list[PrintedRow | _Growing] = []
    for line in _with_blanks([*_lines(fragments)]):
        if len(line) == 1 or _goes_on(line, found):
            _stream(found, line)
        else:
            found.extend(_cut_line(line, len(found)))
    rows = [row.whole(n) if isinstance(row, _Growing) else row for n, row in enumerate(found)]
    return tuple(rows) if _shows_blanks(rows) else tuple(map(_restore_blanks, rows))


def _lines(fragments: Iterable[Fragment]) -> Iterator[tuple[Fragment, ...]]:
    """The printed lines without furniture; each removed line gives its line breaks to the next."""
    place, shift = None, 0
    for number, group in groupby(fragments, key=lambda fragment: fragment.row):
        line = tuple([part for fragment in group for part in _unglue(fragment)])
        if _is_furniture(line):
            place = number - shift if place is None else place
            continue
        if place is not None:
            place, shift = None, number - place
        yield tuple([one._replace(row=number - shift) for one in line]) if shift else line


def _with_blanks(lines: list[tuple[Fragment, ...]]) -> Iterator[tuple[Fragment, ...]]:
    """The lines, with empty cells restored from line breaks if no empty cell has its own line."""
    if any(len(line) == 1 and not line[0].text for line in lines):
        yield from lines
        return
    for is_cell, stretch in groupby(lines, key=_is_cell):
        if not is_cell:
            yield from stretch
            continue
        cells = [(one, is_field(one)) for (one,) in stretch]
        yield from ((one,) for one in restore_blanks(cells))


def _is_cell(line: tuple[Fragment, ...]) -> bool:
    """Whether a line may be one cell of a table."""
    return len(line) == 1 and not is_prose(line[0].text)


def _is_furniture(line: tuple[Fragment, ...]) -> bool:
    """Whether a line is a page number or a running title, which may separate the cells of a row."""
    return len(line) == 1 and line[0].role == "furniture"


def _shows_blanks(rows: list[PrintedRow]) -> bool:
    """Whether empty cells have their own lines, so that line breaks do not mark them."""
    fields = (field for row in rows if row.streamed for field in row.fields)
    return any(not field.text and not field.has_table_column for field in fields)


def _goes_on(line: tuple[Fragment, ...], rows: list[PrintedRow | _Growing]) -> bool:
    """Empty fields between bars in a table with one cell or two cells per line."""
    if not rows or not isinstance(rows[-1], _Growing):
        return False
    padding = not any(field.text for field in line)
    return padding or (len(line) <= _JOINED and all(map(is_field, line)))


def is_prose(text: str) -> bool:
    """Whether a field is running text rather than a label of a table, or a lone ？."""
    label = squeeze(text)
    return len(label) > LONGEST_LABEL or (len(label) > 1 and bool(_PROSE.search(text)))


def is_field(fragment: Fragment) -> bool:
    """Whether a fragment may be a value field: a number, a mark for none, or empty."""
    return not fragment.text or looks_like_value(fragment.text)


def _unglue(fragment: Fragment) -> tuple[Fragment, ...]:
    """Split a label and a figure printed without a border between them: 规章0."""
    spans = _find_glued(fragment.text)
    if not spans:
        return (fragment,)
    return tuple(fragment.cut(first, end) for first, end in spans)


@lru_cache(maxsize=4096)
def _find_glued(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of label and figure in a text; empty if it does not contain both."""
    glued = _GLUED.fullmatch(text)
    if not glued or looks_like_value(text) or is_prose(text):
        return ()
    return glued.span(1), glued.span(2)


def _stream(rows: list[PrintedRow | _Growing], line: tuple[Fragment, ...]) -> None:
    """Add a line that is not a row by itself to the row before it."""
    last = rows[-1] if rows else None
    if not isinstance(last, _Growing):
        last = None
    first = line[0]
    if first.text and not is_field(first):
        prose = is_prose(first.text)
        if last and not last.fields and not last.prose and not prose:
            last.labels.extend(line)
        else:
            rows.append(_Growing([*line], [], prose))
    elif last and not last.prose and not last.closed:
        last.fields.extend(line)
        # Several bars alone on a line pad a row to the table's width: it ends there.
        last.closed = len(line) > 1 and not any(field.text for field in line)
    else:
        rows.append(_Growing([], [*line]))


def _cut_line(line: tuple[Fragment, ...], number: int) -> Iterator[PrintedRow]:
    """The rows of one printed line, counted from `number`; a label after values begins a row."""
    labels: list[Fragment] = []
    fields: list[Fragment] = []
    for fragment in line:
        if fragment.text and not looks_like_value(fragment.text):
            if any(field.text for field in fields):
                yield _row(labels, fields, number)
                labels, fields, number = [], [], number + 1
            fields = []  # empty fields between labels are spans of the labels
            labels.append(fragment)
        else:
            fields.append(fragment)
    yield _row(labels, fields, number)


def _row(labels: list[Fragment], fields: list[Fragment], number: int) -> PrintedRow:
    prose = any(is_prose(label.text) for label in labels) and not fields
    line = (labels or fields)[0].row
    return PrintedRow(tuple(labels), tuple(fields), line, False, prose, number=number)


def _restore_blanks(row: PrintedRow) -> PrintedRow:
    """Add empty fields where a streamed row has more line breaks between values than usual."""
    if not row.streamed or len(row.fields) < 3 or row.fields[0].has_table_column:
        return row
    steps = [b.row - a.row for a, b in zip(row.fields, row.fields[1:], strict=False)]
    usual = min(Counter(steps).most_common(), key=lambda pair: (-pair[1], pair[0]))[0]
    if usual < 1 or all(step <= usual for step in steps):
        return row
    fields = [row.fields[0]]
    for step, field in zip(steps, row.fields[1:], strict=True):
        # Each stands at a line break of its own: no place in the text serves two cells.
        places = range(fields[-1].end + 1, field.start)[: round(step / usual) - 1]
        fields.extend(Fragment(at, at, "", field.row, 0) for at in places)
        fields.append(field)
    return replace(row, fields=tuple(fields))
