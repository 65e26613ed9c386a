"""Printed figures of tables that no cell holds, so that no figure is lost in silence.

A figure is unplaced if it is a field of a table of the form, or of what looks like one, and its
place in the text is in no cell and in no claim. The cells that it may belong to are doubtful.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.pipeline.language.normalise import strip_numbering
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.rebuild.copies import Copy, copies_of_table, fullest_copy
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_decoder import Match
from gouji.pipeline.rebuild.row_sequences import Chain
from gouji.pipeline.rebuild.unplaced.free_figures import (
    FreeFigures,
    find_serial_numbers,
    may_be_page_number,
)
from gouji.pipeline.records import (
    CellKey,
    Fragment,
    Kind,
    Section,
    Span,
    UnplacedFigure,
    UnplacedReason,
)

# Rows without figures that may stand inside a run of rows with figures: headers of its parts.
_MOST_BETWEEN = 2
# The fewest rows of a run, each with this many figures, that look like a table.
_FEWEST_ROWS, _FEWEST_FIGURES = 2, 2
# The fewest rows with a label and one figure that look like a table.
_FEWEST_LISTED = 6


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A figure that no cell holds, and the cells that it may belong to."""

    figure: UnplacedFigure
    cells: frozenset[CellKey]


def find_unplaced(
    text: str,
    rows: Sequence[PrintedRow],
    copies: Sequence[Copy],
    tables: Iterable[str],
    sections: Sequence[Section],
    occupied: Iterable[Span],
    row_labels: Collection[str],
) -> tuple[Unplaced, ...]:
    """The unplaced figures in reading order.

    `text` is that of the document, `rows` are its printed rows and `copies` the tables among them.
    `occupied` are the places of cells and claims, `row_labels` the labels of the rows of all forms
    without their numbers.
    """
    free, names = FreeFigures(text, occupied), list(tables)
    kept = [copy for table in names for copy in copies_of_table(copies, table)]
    fullest = [copy for table in names if (copy := fullest_copy(copies, table))]
    found = [one for copy in kept for one in _in_copy(copy, fullest, free)]
    matched = {match.printed.number for copy in kept for match in copy.matches}
    for run in _find_runs(rows, matched | find_serial_numbers(rows)):
        is_table = _looks_like_table(run) or any(_is_row_of_form(row, row_labels) for row in run)
        found += _in_run(run, fullest, sections, free, is_table=is_table)
    return tuple(sorted(found, key=lambda one: one.figure.start))


def _in_copy(copy: Copy, fullest: Sequence[Copy], free: FreeFigures) -> Iterator[Unplaced]:
    """The free figures in the matched rows of a copy. Another copy than the fullest one repeats
    rows: a repeated figure is held by the cell of the fullest copy. A row with fewer figures than
    the one that it repeats may have those of other columns."""
    is_fullest = any(copy is other for other in fullest)
    known = {} if is_fullest else _texts_by_row(fullest, copy.chain.table)
    for n, match in enumerate(copy.matches):
        width = len(copy.chain.prints[match.row].cells)
        repeated = known.get(match.row, [])
        is_whole = len(match.printed.values) >= len(repeated)
        for field in free.find(match.printed, width):
            if not (is_whole and field.text in repeated):
                reason: UnplacedReason = "no_column" if _is_number(field) else "not_one_number"
                yield _unplaced(field, reason, copy.chain.table, _cells_around(copy, n))


def _cells_around(copy: Copy, n: int) -> frozenset[CellKey]:
    """The cells of the n-th matched row, and those of its neighbours that lack figures: a line may
    have the figures of the row before or after it, too."""
    gaps = (_Gap.between(copy, copy.matches[i : i + 2]) for i in (max(0, n - 1), n))
    return frozenset(copy.chain.prints[copy.matches[n].row].cells).union(*(g.cells for g in gaps))


def _texts_by_row(fullest: Sequence[Copy], table: str) -> dict[int, list[str]]:
    """The printed texts of each row of the fullest copy of a table."""
    texts: dict[int, list[str]] = {}
    for match in (m for copy in fullest if copy.chain.table == table for m in copy.matches):
        texts.setdefault(match.row, []).extend(field.text for field in match.printed.values)
    return texts


def _is_number(field: Fragment) -> bool:
    kinds: tuple[Kind, ...] = ("signed_count", "yuan")
    return any(parse_cell(field.text, kind).status == "read" for kind in kinds)


def _find_runs(rows: Sequence[PrintedRow], known: Collection[int]) -> Iterator[list[PrintedRow]]:
    """Runs of rows with figures, without the `known` rows, by number."""
    run: list[PrintedRow] = []
    for row in rows:
        if row.number in known or not row.values or row.prose:
            continue
        if run and row.number - run[-1].number > _MOST_BETWEEN + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _in_run(
    run: Sequence[PrintedRow],
    fullest: Sequence[Copy],
    sections: Sequence[Section],
    free: FreeFigures,
    *,
    is_table: bool,
) -> Iterator[Unplaced]:
    """The free figures of a run of rows that is inside a table or looks like one."""
    for row in run:
        gap = _find_gap(row, fullest)
        if gap and not (may_be_page_number(row) and not gap.incomplete_rows):
            for field in free.find(row):
                yield _unplaced(field, "no_row", gap.chain.table, gap.cells)
        elif is_table and not gap:
            near = _find_table_of_section(row.start, sections)
            for field in free.find(row):
                yield _unplaced(field, "no_table", near, frozenset())


class _Gap(NamedTuple):
    """A place between two matched rows of a table, whose rows of the form are `above` and `below`.

    `incomplete_rows` are those of the two that lack a figure.
    """

    chain: Chain
    above: int
    below: int
    incomplete_rows: tuple[int, ...]

    @classmethod
    def between(cls, copy: Copy, around: Sequence[Match]) -> _Gap:
        """The gap between the matched rows `around` it: two, or one at an end of the table."""
        chain = copy.chain
        incomplete = (
            m.row for m in around if len(m.printed.values) < len(chain.prints[m.row].cells)
        )
        return cls(chain, around[0].row, around[-1].row, tuple(incomplete))

    @property
    def cells(self) -> frozenset[CellKey]:
        """The cells of the rows that are lost in the gap, and of the incomplete rows, which a row
        in the gap may continue."""
        rows = (*range(self.above + 1, self.below), *self.incomplete_rows)
        return frozenset(key for n in rows for key in self.chain.prints[n].cells)


def _find_gap(row: PrintedRow, copies: Sequence[Copy]) -> _Gap | None:
    """The gap of a table in which a printed row is; it may be on the line of the first row."""
    for copy in copies:
        first, (_, last) = copy.matches[0].printed, copy.rows
        if first.number < row.number < last or (row.line == first.line and row.number < last):
            below = next(match for match in copy.matches if match.printed.number > row.number)
            above = [match for match in copy.matches if match.printed.number < row.number]
            return _Gap.between(copy, (*above[-1:], below))
    return None


def _looks_like_table(run: Sequence[PrintedRow]) -> bool:
    """Whether some rows have several figures, or many have one beside a label."""
    if sum(len(row.values) >= _FEWEST_FIGURES for row in run) >= _FEWEST_ROWS:
        return True
    return sum(bool(row.labels and row.values) for row in run) >= _FEWEST_LISTED


def _is_row_of_form(row: PrintedRow, row_labels: Collection[str]) -> bool:
    """Whether a label of a printed row is that of a row of the form."""
    return any(strip_numbering(label.text) in row_labels for label in row.labels)


def _find_table_of_section(start: int, sections: Sequence[Section]) -> str | None:
    """The table whose section has an offset."""
    names = ("proactive", "requests", "remedies")
    for section in sections:
        if section.start <= start < section.end and section.section in names:
            return section.section
    return None


def _unplaced(
    field: Fragment, reason: UnplacedReason, near: str | None, cells: frozenset[CellKey]
) -> Unplaced:
    box = field.cell_box or field.text_box
    figure = UnplacedFigure(field.text, field.start, field.end, reason, near, field.page, box)
    return Unplaced(figure, cells)
