"""Plain text, Markdown and tab-separated text: lines to fields.

A table that became text keeps of its borders tabs, bars, runs of spaces, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from math import gcd

from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Document, Fragment

_BREAK = re.compile(r"\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")
_RULE = re.compile(r"[\s|:+]*-{3,}[-\s|:+]*")
_WIDE = re.compile(r"(?:[ \xa0]{2,}|[ \xa0]*\u3000[\u3000 \xa0]*)")
_OPEN = "(（[〔"  # a gap behind a bracket that opens is inside a label: (  一)予以公开
_SPACE_CELL = re.compile(r"[ \t]*\xa0[\s]*")  # an empty cell that kept its no-break space
_WIDE_CELL = re.compile(r"[ \t]*\xa0\s*|[ \t]*\u3000[ \t]*")  # or one wide space, typed into it
_WIDE_LINE = re.compile(r"^[ \t]*\u3000[ \t]*$", re.M)
_WIDE_LINES = re.compile(r"^[ \t]*\u3000[ \t]*\n[ \t]*\u3000[ \t]*$", re.M)
_WIDE_END = re.compile(r"\S[ \t]*\u3000[ \t]*$", re.M)
_CONTENT = re.compile(r"^.*\S.*$", re.M)
_BAR = re.compile(r"^[ \t]*[|｜][ \t]*$", re.M)
_WITH_BAR = re.compile(r"^.*[|｜].*$", re.M)
_MANY_BARS = 20  # of a table's, so many are enough to show where they stand
# Figures one space apart, and elsewhere on the line a no-break space more: it was a cell.
_AMONG_FIGURES = re.compile(r"\d \d.* \xa0(?: |$)| \xa0 .*\d \d")
_ONLY_TABS = re.compile(r"\t(?: *\t)+ *")  # a row of empty cells
_PAGE_NUMBER = re.compile(r"\s*[-—–]+\s*\d{1,4}\s*[-—–]+\s*")
_SENTENCE = re.compile(r"[。；！？;]")
# A word of change goes with its number, the number of a list item with its label: 2 .重复申请.
# A no-break space with a space on both sides is an empty cell.
_TOKEN = re.compile(
    r"(?:(?:增加?|减少?)[ \xa0]|[0-9]{1,2}[ \xa0](?=[.．、]))?\S+|(?<= )\xa0(?= |$)"
)
_CLAUSE = re.compile(r"[。；！？]|，.{0,60}，")
# 规章000行政规范性文件000: a table that lost every border; numbers do not begin with 0.
_BORDERLESS = re.compile(r"(?<![\d.])0\d")
_BORDER = re.compile(r"(?<=[一-鿿”）)])(?=\d)|(?<=\d)(?=[一-鿿（(]|\d[、.．])")
_WHOLE_TABLE = 12  # so many numbers on one line are a table that lost its line breaks
_WHOLE_REPORT = 1000  # characters
_GLUED_RUNS = 4
_GLUED_FIGURES = 10  # of a line that is no sentence
_SHORT = 80
_MANY_TABS = 12  # fewer borders do not show what a border is made of

Field = tuple[int, int]  # offsets within the line


def ingest_text(data: bytes, media: str) -> Document:
    """A text file as it stands; every offset is one of the decoded file."""
    text, encoding = decode(data)
    marks = _tab(text), _empty_cell(text)
    lines = _lines(text) if not _is_bar_between(text) else _drop_bars(_lines(text))
    fragments = tuple(f for n, s, line in lines for f in _fragments(line, s, n, *marks))
    return Document(text, media, fragments, encoding)


def _tab(text: str) -> str:
    """The border of cells in tabs: some tools set two or three for one."""
    runs = [len(run) for run in re.findall(r"\t+", text)]
    size = gcd(*runs)
    return "\t" * size if len(runs) >= _MANY_TABS and size in (2, 3) else "\t"


def _empty_cell(text: str) -> re.Pattern[str]:
    """What a line that is an empty cell looks like. A wide space alone is one, but where most
    lines end with such a space, or one stands between most lines and never two."""
    if not _WIDE_LINE.search(text):
        return _SPACE_CELL
    lines = len(_CONTENT.findall(text))
    between = 2 * len(_WIDE_LINE.findall(text)) > lines and not _WIDE_LINES.search(text)
    ended = 2 * len(_WIDE_END.findall(text)) > lines
    return _SPACE_CELL if between or ended else _WIDE_CELL


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Number, offset and text of every line that is not empty."""
    start = number = 0
    for found in _BREAK.finditer(text):
        if found.start() > start:
            yield number, start, text[start : found.start()]
        start, number = found.end(), number + 1
    if start < len(text):
        yield number, start, text[start:]


def _is_bar_between(text: str) -> bool:
    """Whether the bars of a table have lines of their own between its cells, and no others."""
    alone, others = len(_BAR.findall(text)), len(_WITH_BAR.findall(text))
    return alone >= _MANY_BARS and (others - alone) * _MANY_BARS <= alone


def _drop_bars(lines: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The lines without the first bar of each run: only the others are an empty cell each. They
    are numbered anew, as if cells stood one below another."""
    run, dropped = False, 0
    for at, (_, start, line) in enumerate(lines):
        bar = bool(_BAR.fullmatch(line))
        if run or not bar:
            yield at - dropped, start, line
        dropped += bar and not run
        run = bar or (run and not line.strip())


def _fragments(
    line: str, offset: int, number: int, tab: str, empty: re.Pattern[str]
) -> Iterator[Fragment]:
    read = _read_short if len(line) <= _SHORT else _read
    fields, ruled = read(line, tab, empty)
    for start, end, text, x in fields:
        yield Fragment(offset + start, offset + end, text, number, x, 1, ruled)


def _read(
    line: str, tab: str, empty: re.Pattern[str]
) -> tuple[tuple[tuple[int, int, str, int], ...], bool]:
    """The fields of a line without the space around them, each with its offsets, text and place,
    and whether their borders are printed."""
    fields, ruled, by_place = _split(line, tab, empty)
    stripped = enumerate([_strip(line, *one) for one in fields])
    return tuple([(s, e, line[s:e], s if by_place else index) for index, (s, e) in stripped]), ruled


_read_short = lru_cache(maxsize=4096)(_read)  # tables have most of their lines in common


def _split(line: str, tab: str, empty: re.Pattern[str]) -> tuple[list[Field], bool, bool]:
    """The fields of a line, whether their borders are printed, whether their place counts."""
    if _RULE.fullmatch(line):
        return [], False, False
    if "\t" in line.lstrip() or _ONLY_TABS.fullmatch(line):
        return _part_long(line, list(_cut(line, tab))), True, False
    if "|" in line or "｜" in line:
        return _part_long(line, _barred(line.replace("｜", "|"))), True, False
    if not line.strip():
        return [(0, 0)] if empty.fullmatch(line) else [], False, True
    if _is_borderless(line):
        return _unglue(line), False, True
    if _PAGE_NUMBER.fullmatch(line):
        return [(0, len(line))], False, True
    wide = _spaced(line)
    if wide and not _AMONG_FIGURES.search(line):
        return wide, False, True
    return _run_together(line) or [(0, len(line))], False, True


def _is_borderless(line: str) -> bool:
    if len(_BORDERLESS.findall(line)) >= _GLUED_RUNS:
        return True
    return not _CLAUSE.search(line) and len(_BORDER.findall(line)) >= _GLUED_FIGURES


def _unglue(line: str) -> list[Field]:
    edges = [0, *(found.start() for found in _BORDER.finditer(line)), len(line)]
    return list(_part_items(line, pairwise(edges)))


def _part_items(line: str, fields: Iterable[Field]) -> Iterator[Field]:
    """Numbers of list items go with their labels, not with the figures they run into.

    1属于国家秘密0000000 2其他…: a lone 1 opens the list, each next item ends the run before it.
    """
    item, begin = 0, None
    for start, end in fields:
        text = line[start:end]
        if text == "1" or (item and len(text) > 1 and text.endswith(str(item + 1))):
            item += 1 if text != "1" else 1 - item
            if end - 1 > start:
                yield start, end - 1
            begin = end - 1
            continue
        item = 0 if text.startswith(("(", "（")) else item
        yield (start if begin is None else begin), end
        begin = None
    if begin is not None:
        yield begin, len(line)


def _cut(line: str, border: str) -> Iterator[Field]:
    start = 0
    for part in line.split(border):
        yield start, start + len(part)
        start += len(part) + len(border)


def _barred(line: str) -> list[Field]:
    """Bars close cells; one at the very start opens the row, unless nothing but bars stands."""
    fields = list(_cut(line, "|"))
    if not line[fields[-1][0] :].strip():
        fields.pop()
    if line.lstrip().startswith("|") and line.strip(" |\t"):
        fields.pop(0)
    return fields


def _spaced(line: str) -> list[Field]:
    """Fields kept apart by two or more spaces, where one of them could be a cell."""
    text = line.rstrip()
    fields, start = [], len(text) - len(text.lstrip())
    for gap in _WIDE.finditer(text, start):
        if text[gap.start() - 1] not in _OPEN:
            fields.append((start, gap.start()))
            start = gap.end()
    fields.append((start, len(text)))
    if len(fields) < 2 or _SENTENCE.search(text):
        return []
    numbers = sum(1 for s, e in fields if looks_like_value(line[s:e]))
    return [piece for s, e in fields for piece in _pieces(line, s, e)] if numbers else fields


def _part_long(line: str, fields: list[Field]) -> list[Field]:
    """Fields of a line on which a whole report stands: a bar or tab there borders no cell."""
    if len(line) < _WHOLE_REPORT:
        return fields
    cells = (one for one in fields if not _RULE.fullmatch(line[slice(*one)]))
    return [piece for start, end in cells for piece in _pieces(line, start, end)]


def _pieces(line: str, start: int, end: int) -> list[Field]:
    if end - start < 3:  # too short for two tokens
        return [(start, end)]
    return [(start + s, start + e) for s, e in _run_together(line[start:end])] or [(start, end)]


def _run_together(line: str) -> list[Field]:
    """A table row of a page's text layer: labels, then numbers with one space between."""
    tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(line)]
    numeric = [looks_like_value(line[s:e]) for s, e in tokens]
    if sum(numeric) >= _WHOLE_TABLE:
        return tokens
    numeric = [yes or line[s:e] == "\xa0" for yes, (s, e) in zip(numeric, tokens, strict=True)]
    if not numeric or not numeric[-1] or len(tokens) < 2 or _SENTENCE.search(line):
        return []
    if sum(numeric) < 2 and len(line.strip()) > 45:
        return []
    fields: list[Field] = []
    for (start, end), number in zip(tokens, numeric, strict=True):
        if fields and not number and not looks_like_value(line[slice(*fields[-1])]):
            fields[-1] = (fields[-1][0], end)
        else:
            fields.append((start, end))
    return fields


def _strip(line: str, start: int, end: int) -> Field:
    text = line[start:end].lstrip()
    start = end - len(text)
    return start, start + len(text.rstrip())
