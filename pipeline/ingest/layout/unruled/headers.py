"""The headers of tables without rulings, on this page or carried over from the one before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import Lines, TextBox, is_over, line_middle
from gouji.pipeline.ingest.layout.line_kinds import is_head, is_prose, is_row
from gouji.pipeline.ingest.layout.unruled.columns import are_alike
from gouji.pipeline.ingest.layout.unruled.table_context import MOST_HEAD_LINES, TableContext

_MOST_BETWEEN = 3  # Most lines of a label between two rows of one table.
_MOST_ABOVE = 2  # Most lines between the top of a page and a table that goes on there.
_NEAR_BLOCKS = 8  # Blocks before and behind one that may have the same header.


class Block(NamedTuple):
    """A run of lines that are rows under one header, or pieces of such rows; `first` is the index
    of the first one."""

    first: int
    lines: Lines

    @property
    def end(self) -> int:
        return self.first + len(self.lines)


def find_headers(
    lines: Lines, blocks: Sequence[Block], context: TableContext
) -> Iterator[Lines | None]:
    """The lines that may be the header of each block, None where it follows the block before at
    once. Those of the page before are of the first block, if no heading is above it."""
    start = 0
    for block in blocks:
        header = _cut_header(lines[max(start, block.first - MOST_HEAD_LINES) : block.first], block)
        if start:
            yield header if header else None
        else:
            goes_on = len(header) == block.first and _is_carried_over(context, header)
            yield [*context.heads, *header] if goes_on else header
        start = block.end


def _cut_header(lines: Lines, block: Block) -> Lines:
    """The last lines above a block, without a heading alone above the labels and what is above
    it."""
    right = max((line[0].box[2] for line in block.lines if not line[0].is_value), default=-math.inf)
    for index in range(len(lines) - 1, 0, -1):
        line, below = lines[index - 1], lines[index]
        is_apart = line_middle(below) - line_middle(line) > line[0].height
        is_heading = len(line) == 1 and line[0].box[0] < right and is_apart
        if is_heading and any(map(is_head, lines[index:])):
            return lines[index:]
    return lines


def _is_carried_over(context: TableContext, header: Lines) -> bool:
    """Whether a table at the top of a page goes on from the page before, though the lines `header`
    are above its first row."""
    if context.is_header_cut:
        has_prose = any(is_prose(text.text) for line in header for text in line)
        return len(header) < MOST_HEAD_LINES and not has_prose
    left = min((text.box[0] for line in context.heads for text in line), default=0.0)
    is_headed = any(is_head(line) and line[-1].box[2] > left for line in header)
    return len(header) <= _MOST_ABOVE and not is_headed


def find_similar_rows(
    index: int, heads: Lines, blocks: Sequence[Block], headers: Sequence[Lines | None]
) -> list[Sequence[TextBox]]:
    """The rows of blocks near the block `index` whose heads are in the same places."""
    near = slice(max(0, index - _NEAR_BLOCKS), index + _NEAR_BLOCKS)
    alike = [
        block
        for block, header in zip(blocks[near], headers[near], strict=True)
        if header and are_alike(heads, header)
    ]
    return [line for block in alike for line in block.lines if is_row(line)]


def continues_table(heads: Lines, header: Lines, block: Block) -> bool:
    """Whether a block is the rest of the table before it, whose columns are those of `heads`: the
    lines between them are no heads but pieces of a label set in the middle of its row."""
    columns = [text.extent for text in heads[0]]
    figures = [text for line in block.lines if is_row(line) for text in line if text.is_value]
    if not all(any(is_over(column, text.box) for column in columns) for text in figures):
        return False
    return len(header) <= _MOST_BETWEEN and not any(map(is_head, header))
