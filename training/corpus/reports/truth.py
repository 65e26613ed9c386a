"""The true status and value of each cell, and the headings left, after damage and rendering."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gouji.pipeline.records import CellKey, Span, Status
from gouji.training.corpus.reports.marks import UnmarkedText, unmark
from gouji.training.corpus.reports.page import ReportPage
from gouji.training.corpus.reports.spelling import PrintedCell
from gouji.training.corpus.reports.values import Figures
from gouji.training.corpus.samples import CellTruth, Sample, SectionHeading

_ABSENT_OR_BLANK: frozenset[Status] = frozenset({"absent", "blank"})
# After these damages an empty field may leave no trace, or an empty field may be none of the form.
_LOSING_BLANKS = frozenset(
    {"lost-blanks", "totals-only", "merged-totals", "narrow-rows", "shifted-rows", "lost-column"}
    | {"joined-lines", "blank-lines-dropped", "changed-spaces", "extra-column", "broken-rows"}
    | {"spread-merges", "wrong-spans", "extra-bar", "lost-groups", "torn-labels"}
)


@dataclass(frozen=True)
class RenderedPage:
    """A damaged page and the marked text that it was rendered to.

    `keeps_blanks` says whether an empty field leaves a trace in this rendering, and
    `keeps_empty_rows` whether a row of empty fields without a label does. `has_offsets` says
    whether ingest keeps the text as it is, so that offsets in it are known.
    """

    figures: Figures
    page: ReportPage
    marked_text: str
    keeps_blanks: bool
    keeps_empty_rows: bool
    has_offsets: bool
    damages: tuple[str, ...]

    @cached_property
    def _unmarked(self) -> UnmarkedText:
        return unmark(self.marked_text, self.page.marks)

    @property
    def text(self) -> str:
        return self._unmarked.text

    @property
    def spans(self) -> dict[int, tuple[Span, ...]]:
        """The spans of each marked item in the text. The first span is the true one."""
        return self._unmarked.spans

    @cached_property
    def mark_of_cell(self) -> dict[CellKey, int]:
        return {mark.key: index for index, mark in self.page.marks.items() if mark.key}

    @cached_property
    def printed_cells(self) -> set[CellKey]:
        """Cells with a figure that is whole in the text."""
        return {key for key, index in self.mark_of_cell.items() if index in self.spans}

    @cached_property
    def empty_cells(self) -> set[CellKey]:
        """Cells that are printed as an empty field."""
        rows = (row for grid in self.page.grids for row in grid.rows)
        return {box.key for row in rows for box in row if box.key and not box.text}

    @cached_property
    def printed_rows(self) -> set[tuple[str, str]]:
        """Table and row of all printed cells."""
        return {(key.table, key.row) for key in self.printed_cells}

    @property
    def loses_blanks(self) -> bool:
        return not self.keeps_blanks or not _LOSING_BLANKS.isdisjoint(self.damages)


def make_sample(
    rendered: RenderedPage,
    name: str,
    rendering: str,
    encoding: str,
    file: bytes | None = None,
    marked_file: bytes | None = None,
) -> Sample:
    """A page with its truth as a sample; `file` and `marked_file` are those of `Sample`."""
    figures, page = rendered.figures, rendered.page
    return Sample(
        name=name,
        rendering=rendering,
        damages=rendered.damages,
        encoding=encoding,
        forms=dict(figures.versions),
        agency=figures.agency if page.names_agency else None,
        year=figures.year if page.names_year else None,
        cells=find_truths(rendered),
        headings=tuple(find_headings(rendered)),
        marks=page.marks,
        marked_text=rendered.marked_text,
        file=file,
        marked_file=marked_file,
    )


def find_truths(rendered: RenderedPage) -> dict[CellKey, CellTruth]:
    """The truth of every cell of the report."""
    cells = rendered.figures.cells
    rows_with_gaps = {(key.table, key.row) for key in cells if _is_gap(rendered, key)}
    return {key: _find_truth(rendered, key, cell, rows_with_gaps) for key, cell in cells.items()}


def _is_gap(rendered: RenderedPage, key: CellKey) -> bool:
    """True for a cell that vanished from inside its row without a trace.

    The figures behind such a cell may belong to any column.
    """
    if key in rendered.printed_cells:
        return False
    if key in rendered.empty_cells:
        return rendered.loses_blanks
    return "lost-column" in rendered.damages and key.column not in ("total", "in_force")


def _find_truth(
    rendered: RenderedPage, key: CellKey, cell: PrintedCell, rows_with_gaps: set[tuple[str, str]]
) -> CellTruth:
    row = (key.table, key.row)
    if key in rendered.printed_cells:
        offset = rendered.spans[rendered.mark_of_cell[key]][0].start
        start = offset if rendered.has_offsets else None
        accepted = _ABSENT_OR_BLANK if row in rows_with_gaps else frozenset[Status]()
        return CellTruth(cell.status, cell.value, cell.raw, accepted - {cell.status}, start)
    is_row_printed = row in rendered.printed_rows
    if key not in rendered.empty_cells:
        return CellTruth("absent", None, None, frozenset({"blank"} if is_row_printed else ()))
    if _is_table_lost(rendered, key.table):
        return CellTruth("absent", None, None)
    # The row of table remedies has no label. If all its cells are empty, some tools drop the row.
    is_row_kept = rendered.keeps_empty_rows if key.table == "remedies" else rendered.keeps_blanks
    is_sure = not rendered.loses_blanks and (is_row_printed or is_row_kept)
    return CellTruth("blank", None, "", frozenset(() if is_sure else {"absent"}))


def _is_table_lost(rendered: RenderedPage, table: str) -> bool:
    """True if the table had figures and none of them is left."""
    if any(key.table == table for key in rendered.printed_cells):
        return False
    return any(key.table == table for key in rendered.mark_of_cell)


def find_headings(rendered: RenderedPage) -> list[SectionHeading]:
    """The section headings that are left in the text, in order."""
    text, spans = rendered.text, rendered.spans
    headings = [
        (spans[index][0].start, mark.section)
        for index, mark in rendered.page.marks.items()
        if mark.kind == "heading" and index in spans
    ]
    return [
        SectionHeading(section, start if rendered.has_offsets else None, _title(text, start))
        for start, section in sorted(headings)
    ]


def _title(text: str, start: int) -> str:
    """The line from `start` on, without Markdown marks, bars or tags at its end."""
    line = text[start:].splitlines()[0] if start < len(text) else ""
    return line.partition("<")[0].strip().rstrip("*|").rstrip()
