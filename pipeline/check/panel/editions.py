"""One agency's report of one year, as the rules across reports see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.verdicts import Term
from gouji.pipeline.records import Cell, CellKey


@dataclass(frozen=True, slots=True)
class Edition:
    """A report that stands for its agency and year.

    `forms` names for each table the form it follows. Cells below `trust` decide nothing. `prose`
    are the agency's own sentences: a number for each and how many characters it has.
    """

    report: str
    agency: str
    year: int
    forms: Mapping[str, Form]
    cells: Mapping[CellKey, Cell]
    trust: float
    prose: Mapping[int, int] = field(default_factory=dict)

    def has(self, key: CellKey) -> bool:
        """Whether the form of this report has such a cell."""
        form = self.forms.get(key.table)
        return form is not None and key in form.columns

    def term(self, key: CellKey, minus: bool = False, name: str = "") -> Term:
        """A cell of the form in a sum; `name` is what its report is called there."""
        cell = self.cells[key]
        kind = self.forms[key.table].columns[key].kind
        return Term(cell, cell.confidence < self.trust, minus, kind, name)


def find_neighbours(editions: Sequence[Edition]) -> Iterator[tuple[Edition, Edition]]:
    """Each year's report with that of the year before; over a missing year nothing is compared."""
    ordered = sorted(editions, key=lambda one: one.year)
    yield from ((a, b) for a, b in pairwise(ordered) if b.year == a.year + 1)
