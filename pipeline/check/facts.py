"""What is known of one report when its rules are applied."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.forms import Form
from pipeline.records import Cell, Claim, Section


@dataclass(frozen=True, slots=True)
class Facts:
    """One report: its cells, its sections, its claims, and how often each table is printed.

    `forms` names for each table the form it follows; `tables` counts its printed copies, 0 where
    it is missing. Cells and claims below the confidence `trust` decide nothing. `text` is what
    claims and sections have their offsets in; `agency` and `year` are what was read from it,
    `media` is what it was read from. `pages` is None in
    media that have none; `unread` are the numbers of those that could not be read.
    """

    forms: dict[str, Form]
    cells: tuple[Cell, ...]
    sections: tuple[Section, ...]
    tables: dict[str, int]
    trust: float
    claims: tuple[Claim, ...] = ()
    text: str = ""
    agency: str | None = None
    year: int | None = None
    media: str = ""
    pages: int | None = None
    unread: tuple[int, ...] = ()
