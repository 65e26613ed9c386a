"""Tables with rules between their rows only, drawn cell by cell: where one ends, a column does.

Such rules name the edges of all columns. An edge is drawn beside a cell where no text crosses it:
some programs part the rule below a wide cell at every column that the cell covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.pipeline.ingest.layout.characters import Line, crosses
from gouji.pipeline.ingest.pdf.pdfium import Rule

_SAME = 1.0  # points between ends that are one edge
_MOST = 2000  # rules of one page; a page with more is a drawing
_FEWEST = 2  # levels at which a table's rules are parted
Level = tuple[float, list[Rule]]  # a height, and the rules at it from left to right


def find_edges(across: Sequence[Rule], lines: Sequence[Line]) -> list[Rule]:
    """The edges of columns that the rules across a page name, from `lines` of its text."""
    edges: list[Rule] = []
    if len(across) > _MOST:
        return edges
    for table in _tables(_levels(across)):
        if sum(len(rules) > 1 for _, rules in table) >= _FEWEST:
            edges += _edges(table, lines)
    return edges


def _levels(across: Sequence[Rule]) -> list[Level]:
    """The rules of each height, from top to bottom."""
    levels: list[Level] = []
    for rule in sorted(across, key=lambda one: one[1]):
        if levels and rule[1] - levels[-1][0] < _SAME:
            levels[-1][1].append(rule)
        else:
            levels.append((rule[1], [rule]))
    return [(y, sorted(rules)) for y, rules in levels]


def _tables(levels: Sequence[Level]) -> Iterator[list[Level]]:
    """Levels one below the other that agree on the columns: those of one are among the other's."""
    table: list[Level] = []
    known: list[float] = []
    for level in levels:
        ends = _ends(level[1])
        if table and not (_among(ends, known) or _among(known, ends)):
            yield table
            table, known = [], []
        table.append(level)
        known = known if _among(ends, known) else ends
    if table:
        yield table


def _ends(rules: Sequence[Rule]) -> list[float]:
    return [end for rule in rules for end in (rule[0], rule[2])]


def _among(ends: Sequence[float], known: Sequence[float]) -> bool:
    return all(any(abs(end - other) < _SAME for other in known) for end in ends)


def _edges(table: Sequence[Level], lines: Sequence[Line]) -> Iterator[Rule]:
    """Both sides of the cell above each rule, as far as the next rule over it."""
    for at, (bottom, rules) in enumerate(table):
        for x0, _, x1, _ in rules:
            above = (y for y, others in table[:at] if _covers(others, (x0 + x1) / 2))
            top = max(above, default=None)
            if top is not None:
                inside = [line for line in lines if top < line[0].y < bottom]
                for x in (x0, x1):
                    if not any(crosses(line, x) for line in inside):
                        yield x, top, x, bottom


def _covers(rules: Sequence[Rule], x: float) -> bool:
    return any(x0 <= x <= x1 for x0, _, x1, _ in rules)
