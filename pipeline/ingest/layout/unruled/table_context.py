"""What is known of a table without rulings before its lines are read: from the page before, and
from ruled tables around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gouji.pipeline.ingest.layout.geometry import Extent, Lines, TextBox
from gouji.pipeline.ingest.layout.headers_footers import add_edge_lines
from gouji.pipeline.ingest.layout.line_kinds import is_head, is_prose
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine
from gouji.pipeline.ingest.layout.ruled.tables import RuledTable

MOST_HEAD_LINES = 8  # Most lines above a block that may be its header.
MOST_LINES_BELOW = 3  # Most lines below a table that goes on on the next page.
_CLOSE = 30.0  # Distance, in points, from a ruled header to the rows without rulings below it.


@dataclass(frozen=True, slots=True)
class TableContext:
    """Lines that may be the header of the first table without rulings, whether that header goes on
    below (`is_header_cut`), and the letters of lines at the edges of earlier pages.

    Where the columns are known and not their heads, `heads` is one line of texts that are empty.
    """

    heads: Lines = ()
    is_header_cut: bool = False
    edge_lines: tuple[str, ...] = ()

    @property
    def right(self) -> float:
        """The right end of a table that may go on, 0 where there is none."""
        heads = () if self.is_header_cut else self.heads
        return max((text.box[2] for line in heads for text in line), default=0.0)

    @property
    def labels_end(self) -> float:
        """The left end of the columns of a table that may go on, infinite where there is none."""
        if self.is_header_cut or len(self.heads) != 1 or any(one.text for one in self.heads[0]):
            return math.inf
        return min((text.box[0] for text in self.heads[0]), default=math.inf)


NO_CONTEXT = TableContext()


def columns_to_heads(columns: Sequence[Extent]) -> list[TextBox]:
    """Columns as a line of heads without texts."""
    return [TextBox("", (x0, 0.0, x1, 0.0), False) for x0, x1 in columns]


def context_below(
    context: TableContext, all_lines: Lines, tail: Lines, open_heads: Lines
) -> TableContext:
    """The context of the next page, or of the next part of this one.

    `open_heads` are the columns of a table with which the page ends. Where it ends in other lines,
    these are `tail`, and the last of them may be a header. `all_lines` are those of the page.
    """
    edge_lines = add_edge_lines(context.edge_lines, all_lines)
    if open_heads:
        return TableContext(open_heads, False, edge_lines)
    prose = [n for n, line in enumerate(tail) if any(is_prose(text.text) for text in line)]
    last = tail[prose[-1] + 1 if prose else 0 :][-MOST_HEAD_LINES:]
    return TableContext(last, any(map(is_head, last)), edge_lines)


def context_below_ruled_header(
    context: TableContext, tables: Sequence[RuledTable], top: float
) -> TableContext:
    """The context of lines that begin at `top`: only their header may have rulings."""
    above = [table for table in tables if abs(table.grid.box[3] - top) < _CLOSE]
    if not above or _has_figures(above[-1]):
        return context
    heads = _boxes_to_heads(row.cells for row in above[-1].rows)
    return TableContext(heads, True, context.edge_lines)


def _has_figures(table: RuledTable) -> bool:
    return any(cell.is_value for row in table.rows for cell in row.cells)


def context_below_ruled_table(
    context: TableContext, tables: Sequence[RuledTable], lines: Sequence[PrintedLine]
) -> TableContext:
    """The context of the page after these ruled tables and lines: the last table may go on
    there without rulings."""
    if not tables:
        return context
    bottom = tables[-1].grid.box[3]
    if sum(line.top > bottom for line in lines) > MOST_LINES_BELOW:
        return context
    cells = tables[-1].rows[-1].cells
    labels = [n for n, cell in enumerate(cells) if cell.text and not cell.is_value]
    columns = cells[labels[-1] + 1 :] if labels else cells
    return replace(context, heads=_boxes_to_heads([columns]), is_header_cut=False)


def _boxes_to_heads(rows: Iterable[Sequence[CellText]]) -> list[list[TextBox]]:
    lines = ([TextBox("", cell.box, False) for cell in cells if cell.box] for cells in rows)
    return [line for line in lines if line]
