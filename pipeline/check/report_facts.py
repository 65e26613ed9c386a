"""What the rules see of one report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import (
    Cell,
    CellKey,
    Claim,
    Difference,
    Report,
    Section,
    Status,
    UnplacedFigure,
)

# A line of at most 48 characters, as a heading has, with Chinese ones and a lost one.
_DAMAGED_LINE = re.compile(r"^(?=.{0,48}$)(?=.*[一-鿿]).*\ufffd", re.MULTILINE)


class CellReading(NamedTuple):
    """Everything about a cell that a sum depends on. `figure` is its value as text, because as
    numbers 1.0 and 1 are equal and as text they are not."""

    status: Status
    figure: str | None
    is_doubted: bool


@dataclass(frozen=True)
class Facts:
    """One report as the rules see it.

    `forms` has for each table the form that it follows, `copies` how many copies of the table are
    printed (0 where it is missing). Cells and claims with a confidence below `trust` decide
    nothing. Offsets of claims and sections are those of `text`. `agency` and `year` are those that
    were read from the report, `media` is the kind of file. `pages` is None in media without pages;
    `unread_pages` are the numbers of pages that could not be read. `unplaced` are the figures of
    tables that no cell holds. `identities` are those of each table of `forms`, `differences` the
    cells of each for which two copies print different numbers.
    """

    forms: Mapping[str, Form]
    cells: tuple[Cell, ...]
    sections: tuple[Section, ...]
    copies: Mapping[str, int]
    trust: float
    claims: tuple[Claim, ...] = ()
    text: str = ""
    agency: str | None = None
    year: int | None = None
    media: str = ""
    pages: int | None = None
    unread_pages: tuple[int, ...] = ()
    unplaced: tuple[UnplacedFigure, ...] = ()
    identities: Mapping[str, IdentityIndex] = field(default_factory=dict)
    differences: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)

    @classmethod
    def from_report(
        cls,
        report: Report,
        forms: Mapping[str, Form],
        identities: Mapping[tuple[str, str], IdentityIndex],
        trust: float,
    ) -> Facts:
        """The facts of a report; tables that follow none of `forms` are left out. `identities` are
        those of every table, by form and table."""
        document = report.document
        tables = [table for table in report.printed_tables if table.form in forms]
        return cls(
            forms={table.table: forms[table.form] for table in tables},
            cells=tuple([cell for cell in report.cells if cell.form in forms]),
            sections=report.sections,
            copies={table.table: table.copies for table in tables},
            trust=trust,
            claims=report.claims,
            text=document.text,
            agency=report.agency,
            year=report.year,
            media=document.media,
            pages=document.pages,
            unread_pages=document.unread_pages,
            unplaced=report.unplaced,
            identities={table.table: identities[table.form, table.table] for table in tables},
            differences={table.table: table.differences for table in tables},
        )

    @cached_property
    def has_damaged_lines(self) -> bool:
        """Whether characters were lost in a line that may be a heading."""
        return "\ufffd" in self.text and bool(_DAMAGED_LINE.search(self.text))

    @cached_property
    def readings(self) -> dict[CellKey, CellReading]:
        """By cell, with those below `trust` doubted."""
        return {
            cell.key: CellReading(
                cell.status,
                None if cell.value is None else str(cell.value),
                cell.confidence < self.trust,
            )
            for cell in self.cells
        }
