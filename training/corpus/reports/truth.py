"""What is right at each cell, after all that happened to the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gouji.pipeline.records import CellKey, Span, Status
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.reports.page import Page
from gouji.training.corpus.reports.spelling import Printed
from gouji.training.corpus.reports.values import Figures
from gouji.training.corpus.samples import Heading, Truth

_EITHER: frozenset[Status] = frozenset({"absent", "blank"})
# Damages after which an empty field need not leave a trace, or may be none of the form's.
_BLANKS_LOST = frozenset(
    {"lost-blanks", "totals-only", "merged-totals", "narrow-rows", "shifted-rows", "lost-column"}
    | {"joined-lines", "blank-lines-dropped", "changed-spaces", "extra-column", "broken-rows"}
    | {"spread-merges", "wrong-spans", "extra-bar", "lost-groups", "torn-labels"}
)


@dataclass(frozen=True)
class Survival:
    """What came through: the damaged page and the marked text it became."""

    figures: Figures
    page: Page
    marked: str
    keeps_blanks: bool
    is_html: bool
    damages: tuple[str, ...]

    @cached_property
    def _unmarked(self) -> tuple[str, dict[int, tuple[Span, ...]]]:
        return unmark(self.marked, self.page.marks)

    @property
    def text(self) -> str:
        return self._unmarked[0]

    @property
    def places(self) -> dict[int, tuple[Span, ...]]:
        """Where the marked items stand whole; the first place is the truth."""
        return self._unmarked[1]

    @cached_property
    def index(self) -> dict[CellKey, int]:
        return {mark.key: index for index, mark in self.page.marks.items() if mark.key}

    @cached_property
    def printed(self) -> set[CellKey]:
        """Cells whose figure stands whole in the text."""
        return {key for key, index in self.index.items() if index in self.places}

    @cached_property
    def empty(self) -> set[CellKey]:
        """Cells at which an empty field was set into the page."""
        rows = (row for grid in self.page.grids for row in grid.rows)
        return {box.key for row in rows for box in row if box.key and not box.text}

    @cached_property
    def lines(self) -> set[tuple[str, str]]:
        """Table and row of all printed cells."""
        return {(key.table, key.row) for key in self.printed}

    @property
    def loses_blanks(self) -> bool:
        return not self.keeps_blanks or not _BLANKS_LOST.isdisjoint(self.damages)


def find_truths(survival: Survival) -> dict[CellKey, Truth]:
    cells = survival.figures.cells
    gaps = {(k.table, k.row) for k in cells if _is_gap(survival, k)}
    return {key: _find_truth(survival, key, cell, gaps) for key, cell in cells.items()}


def _is_gap(survival: Survival, key: CellKey) -> bool:
    """An inner place of a row that leaves no trace: what stands behind it may be anything's."""
    if key in survival.printed:
        return False
    if key in survival.empty:
        return survival.loses_blanks
    return "lost-column" in survival.damages and key.column not in ("total", "in_force")


def _find_truth(
    survival: Survival, key: CellKey, cell: Printed, gaps: set[tuple[str, str]]
) -> Truth:
    if key in survival.printed:
        place = survival.places[survival.index[key]][0].start
        start = None if survival.is_html else place
        also = _EITHER if (key.table, key.row) in gaps else frozenset[Status]()
        return Truth(cell.status, cell.value, cell.raw, also - {cell.status}, start)
    alive = (key.table, key.row) in survival.lines
    if key not in survival.empty:
        return Truth("absent", None, None, frozenset({"blank"} if alive else ()))
    tables = {key.table for key in survival.printed}
    if key.table not in tables and any(k.table == key.table for k in survival.index):
        return Truth("absent", None, None)
    # The row of remedies has no label: where nothing stands in it, some tools drop it.
    kept = survival.is_html if key.table == "remedies" else survival.keeps_blanks
    sure = not survival.loses_blanks and (alive or kept)
    return Truth("blank", None, "", frozenset(() if sure else {"absent"}))


def find_headings(survival: Survival) -> list[Heading]:
    """The headings that stand in the text, in order."""
    text, places = survival.text, survival.places
    found = [
        (places[index][0].start, mark.section)
        for index, mark in survival.page.marks.items()
        if mark.kind == "heading" and index in places
    ]
    return [
        Heading(section, None if survival.is_html else start, _title(text, start))
        for start, section in sorted(found)
    ]


def _title(text: str, start: int) -> str:
    """The line from `start` on, without what Markdown, bars or tags add at its end."""
    line = text[start:].splitlines()[0] if start < len(text) else ""
    return line.partition("<")[0].strip().rstrip("*|").rstrip()
