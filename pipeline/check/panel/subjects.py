"""What rules across reports apply to: editions of an agency or a county, reports of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.identities.verdicts import Term, to_term
from gouji.pipeline.records import Cell, CellKey


@dataclass(frozen=True, slots=True)
class Edition:
    """The report chosen for an agency and year.

    `forms` has for each table the form that it follows. Cells with a confidence below `trust`
    decide nothing. `prose` holds the agency's own sentences: the hash of each and its length in
    characters.
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
        """A cell as a term of a sum; `name` is what messages call its report."""
        cell = self.cells[key]
        kind = self.forms[key.table].columns[key].kind
        return to_term(cell, self.trust, kind, minus=minus, report=name)


@dataclass(frozen=True, slots=True)
class Series:
    """The editions of one agency by year, and the identities of every table by form and table,
    which tell which cells are sums of others."""

    editions: Sequence[Edition]
    identities: Mapping[tuple[str, str], IdentityIndex]

    def find_neighbours(self) -> Iterator[tuple[Edition, Edition]]:
        """Each year's edition after that of the year before; across a missing year nothing is
        compared."""
        ordered = sorted(self.editions, key=lambda edition: edition.year)
        yield from ((a, b) for a, b in pairwise(ordered) if b.year == a.year + 1)


@dataclass(frozen=True, slots=True)
class County:
    """The edition of a body above others, and those of the others of the same year, by agency;
    None where a body has no report of that year."""

    whole: Edition
    bodies: Mapping[str, Edition | None]


@dataclass(frozen=True, slots=True)
class SameYear:
    """All reports of one agency and year: ids with their sources."""

    agency: str
    year: int
    reports: Mapping[str, str]
