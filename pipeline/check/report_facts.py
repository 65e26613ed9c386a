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
# A line of at most that length, not a sentence, that has the official title of a section.
_TITLED_LINES = {
    section: re.compile(rf"^(?=[^\n。；]{{0,48}}$).*{title}", re.MULTILINE)
    for section, title in {
        "overview": "总体情况",
        "proactive": "主动公开政府信息情况",
        "requests": "收到和处理政府信息公开申请情况",
        "remedies": "行政复议、(?:提起)?行政诉讼情况",
        "problems": "存在的?主要问题[及和]改进",
        "other": "其[他它]需要报告的?事项",
    }.items()
}


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

    def has_titled_line(self, section: str) -> bool:
        """Whether a short line has the official title of a section, found as a heading or not."""
        pattern = _TITLED_LINES.get(section)
        return pattern is not None and bool(pattern.search(self.text))

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
