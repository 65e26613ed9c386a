"""The heads of tables without rules, and what one page tells the next of a table cut by its end."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.pipeline.ingest.layout.geometry import Extent, Field, Lines, center, overlap
from gouji.pipeline.ingest.layout.lines import is_prose, is_row
from gouji.pipeline.ingest.layout.unruled.columns import are_alike
from gouji.pipeline.ingest.layout.unruled.empty_tables import is_head

_MOST_HEADS = 8  # lines above a block that may head it
_MOST_BETWEEN = 3  # lines of a label between two rows of one table
_MOST_ABOVE = 2  # lines between the edge of the page and a table that goes on over it
_MOST_KIN = 8  # blocks before and behind that may be of the same table
_APART = 1.5  # times its height: so far off the text a running title is at least
_MOST_EDGES = 24  # lines at the edges of pages
_NO_LETTERS = re.compile(r"[\W\d_]+")
_PAGE_NUMBERS = frozenset({"", "第页", "页", "第页共页", "共页第页"})
Block = tuple[int, Lines]  # the number of its first line, and its lines


@dataclass(frozen=True, slots=True)
class Carried:
    """What a page tells the next: lines that may head a table there, whether a table's header
    is cut in two (`torn`), and what stands at the edges of pages, without its figures."""

    heads: Lines = ()
    torn: bool = False
    edges: tuple[str, ...] = ()

    @property
    def right(self) -> float:
        """How far a table reaches that may go on, 0 where there is none."""
        known = () if self.torn else self.heads
        return max((one.box[2] for line in known for one in line), default=0.0)

    @property
    def edge_of_labels(self) -> float:
        """Where the columns of a table begin that may go on, infinite where there is none."""
        own = () if self.torn or len(self.heads) != 1 else self.heads[0]
        known = all(not one.text for one in own)
        return min((one.box[0] for one in own if known), default=math.inf)


NOTHING = Carried()


def carry(tail: Lines, heads: Lines, edges: Sequence[str]) -> Carried:
    """`heads`: the columns of the table with which a page ends, if it does; `tail`: the lines
    below its last table."""
    edges = tuple(edges[-_MOST_EDGES:])
    if heads:
        return Carried(heads, False, edges)
    prose = [at for at, line in enumerate(tail) if any(is_prose(one.text) for one in line)]
    last = tail[prose[-1] + 1 if prose else 0 :][-_MOST_HEADS:]
    return Carried(last, any(map(is_head, last)), edges)


def line_key(line: Sequence[Field]) -> str:
    """The letters of a line: those of a running title come again on the next page."""
    return _NO_LETTERS.sub("", "".join(one.text for one in line))


def find_inside(lines: Lines, carried: Carried) -> tuple[int, int]:
    """Where the lines begin and end that are no page numbers or running titles."""
    known = _PAGE_NUMBERS.union(carried.edges)
    first, end = 0, len(lines)
    while first < end and _is_edge(lines[first], lines[first + 1 : first + 2], known):
        first += 1
    while end > first and _is_edge(lines[end - 1], lines[end - 2 : end - 1], known):
        end -= 1
    return first, end


def _is_edge(line: Sequence[Field], beside: Lines, known: frozenset[str]) -> bool:
    off = _APART * line[0].height
    apart = all(abs(center(line) - center(other)) > off for other in beside)
    return apart and not is_row(line) and not line[0].begins and line_key(line) in known


def columns_to_heads(columns: Sequence[Extent]) -> list[Field]:
    return [Field("", (x0, 0.0, x1, 0.0), False) for x0, x1 in columns]


def find_headers(lines: Lines, blocks: Sequence[Block], carried: Carried) -> Iterator[Lines | None]:
    """The lines that may head each block, None where it follows the one before at once. Those of
    the page before head the first only where no heading stands above it."""
    at = 0
    for first, block in blocks:
        own = _cut_header(lines[max(at, first - _MOST_HEADS) : first], block)
        if at:
            yield own if own else None
        else:
            goes_on = len(own) == first and _is_carried(carried, own)
            yield [*carried.heads, *own] if goes_on else own
        at = first + len(block)


def _cut_header(lines: Lines, block: Lines) -> Lines:
    """The last lines above a block, without a heading that stands over the labels by itself and
    what is above that."""
    labels = [line[0] for line in block if not line[0].is_value]
    right = max((one.box[2] for one in labels), default=-math.inf)
    for at in range(len(lines) - 1, 0, -1):
        line, below = lines[at - 1], lines[at]
        apart = center(below) - center(line) > line[0].height
        alone = len(line) == 1 and line[0].box[0] < right and apart
        if alone and any(map(is_head, lines[at:])):
            return lines[at:]
    return lines


def _is_carried(carried: Carried, own: Lines) -> bool:
    """Whether a table at the top of a page goes on from the page before, with `own` lines above
    its first row."""
    if carried.torn:
        return len(own) < _MOST_HEADS and not any(
            is_prose(one.text) for line in own for one in line
        )
    left = min((one.box[0] for line in carried.heads for one in line), default=0.0)
    headed = any(is_head(line) and line[-1].box[2] > left for line in own)
    return len(own) <= _MOST_ABOVE and not headed


def find_kin(
    n: int, heads: Lines, blocks: Sequence[Block], headers: Sequence[Lines | None]
) -> list[Sequence[Field]]:
    """The rows of blocks near the n-th whose heads stand in the same places."""
    near = slice(max(0, n - _MOST_KIN), n + _MOST_KIN)
    alike = [
        block
        for (_, block), header in zip(blocks[near], headers[near], strict=True)
        if header and are_alike(heads, header)
    ]
    return [line for block in alike for line in block if is_row(line)]


def goes_on(heads: Lines, header: Lines, block: Lines) -> bool:
    """Whether a block is the rest of the one before, whose columns `heads` are: what stands between
    them names no columns, as a piece of a label that is set in the middle of its row."""
    known = [(one.box[0], one.box[2]) for one in heads[0]]
    figures = [one for line in block if is_row(line) for one in line if one.is_value]
    stand = all(any(overlap(column, one.box) for column in known) for one in figures)
    return stand and len(header) <= _MOST_BETWEEN and not any(map(is_head, header))
