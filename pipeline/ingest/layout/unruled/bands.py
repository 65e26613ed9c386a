"""Lines without rulings to printed lines: rows of tables, and the text between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import Extent, Lines, TextBox, bounding_box, line_top
from gouji.pipeline.ingest.layout.headers_footers import split_furniture
from gouji.pipeline.ingest.layout.line_kinds import is_row, is_short, usual_leading
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine
from gouji.pipeline.ingest.layout.split_lines import lines_to_texts
from gouji.pipeline.ingest.layout.text_lines import words_to_lines
from gouji.pipeline.ingest.layout.unruled.blocks import find_blocks
from gouji.pipeline.ingest.layout.unruled.columns import find_columns
from gouji.pipeline.ingest.layout.unruled.empty_tables import find_labels, read_labels
from gouji.pipeline.ingest.layout.unruled.headers import (
    continues_table,
    find_headers,
    find_similar_rows,
)
from gouji.pipeline.ingest.layout.unruled.rows import block_to_rows, header_cells
from gouji.pipeline.ingest.layout.unruled.table_context import (
    NO_CONTEXT,
    TableContext,
    columns_to_heads,
    context_below,
)


@dataclass(frozen=True, slots=True)
class Band:
    """Words of a page from top to bottom as lines of texts; `leading` is the line spacing, `top`
    the top of the highest word, both in points."""

    lines: Lines
    leading: float
    top: float


class BandReading(NamedTuple):
    """The printed lines of a band, and the context of the band below it."""

    lines: list[PrintedLine]
    context: TableContext


def words_to_band(words: Sequence[Word]) -> Band:
    """The lines of words, of which there is one at least."""
    lines = lines_to_texts(words_to_lines(words))
    return Band(lines, usual_leading(lines), min(word.box[1] for word in words))


def read_band(band: Band, context: TableContext = NO_CONTEXT) -> BandReading:
    """The rows and lines of text of a band, given the context from above it."""
    above, lines, below = split_furniture(band.lines, context.edge_lines)
    blocks = list(find_blocks(lines, band.leading, context.labels_end))
    printed = [_text_line(line)._replace(is_furniture=True) for line in (*above, *below)]
    headers = list(find_headers(lines, blocks, context))
    heads: Lines = context.heads
    start = 0
    for index, (block, header) in enumerate(zip(blocks, headers, strict=True)):
        known = NO_CONTEXT if start else context
        is_new = header is not None and not (index and continues_table(heads, header, block))
        heads = header if is_new and header is not None else heads
        rows = [line for line in block.lines if is_row(line)]
        others = [line for line in block.lines if not is_row(line)]
        similar = find_similar_rows(index, heads, blocks, headers)
        columns = find_columns(heads, rows, similar, others)
        printed += _read_text(lines[start : block.first], band.leading, known, columns).lines
        printed += block_to_rows(columns, rows, others, band.leading)
        heads, start = [columns_to_heads(columns)], block.end
    rest = _read_text(lines[start:], band.leading, NO_CONTEXT if start else context)
    open_heads = rest.open_heads or (heads if start == len(lines) else [])
    if lines:
        context = context_below(context, band.lines, lines[start:], open_heads)
    return BandReading([*printed, *rest.lines], context)


class _TextReading(NamedTuple):
    """Lines outside blocks, and the columns of an empty table at their end, as heads."""

    lines: list[PrintedLine]
    open_heads: Lines


def _read_text(
    lines: Lines, leading: float, context: TableContext, columns_below: Sequence[Extent] = ()
) -> _TextReading:
    """Lines outside blocks: text, and tables without figures, the first of which may go on from the
    page before. `columns_below` are those of the block below."""
    printed: list[PrintedLine] = []
    start = 0
    columns: list[Extent] = []
    heads = context.heads
    while labels := find_labels(lines[start:], leading, heads, context.is_header_cut):
        first, end, columns = labels
        printed += _text_lines(lines[start : start + first], columns)
        printed += read_labels(lines[start + first : start + end], columns, leading)
        start += end
        heads = ()
    printed += _text_lines(lines[start:], columns_below)
    is_open = bool(columns) and start == len(lines)
    return _TextReading(printed, [columns_to_heads(columns)] if is_open else [])


def _text_lines(lines: Lines, columns: Sequence[Extent]) -> Iterator[PrintedLine]:
    return (_text_line(line, columns) for line in lines)


def _text_line(line: Sequence[TextBox], columns: Sequence[Extent] = ()) -> PrintedLine:
    """A line outside blocks: text, or the headers of the columns below side by side."""
    if len(line) > 1 and is_short(line):
        return PrintedLine(line_top(line), header_cells(line, columns), "header row")
    has_gaps = (b.box[0] - a.box[2] > 0 for a, b in pairwise(line))
    text = line[0].text + "".join(
        (" " if has_gap else "") + other.text
        for has_gap, other in zip(has_gaps, line[1:], strict=True)
    )
    cell = CellText(text, text_box=bounding_box(other.box for other in line))
    return PrintedLine(line_top(line), (cell,), "text")
