"""What is known of one report when its rules are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import Cell, CellKey, Claim, Section, Status


class Reading(NamedTuple):
    """All of a cell that a sum depends on; `figure` spells its value out: 1.0 is not told as 1."""

    status: Status
    figure: str | None
    doubted: bool


@dataclass(frozen=True)
class Facts:
    """One report: its cells, its sections, its claims, and how often each table is printed.

    `forms` names for each table the form it follows; `tables` counts its printed copies, 0 where
    it is missing. Cells and claims below the confidence `trust` decide nothing. `text` is what
    claims and sections have their offsets in; `agency` and `year` are what was read from it,
    `media` is what it was read from. `pages` is None in
    media that have none; `unread` are the numbers of those that could not be read. `identities`
    are those of each table of `forms`.
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
    identities: Mapping[str, IdentityIndex] = field(default_factory=dict)

    @cached_property
    def readings(self) -> dict[CellKey, Reading]:
        """By cell; those below `trust` are doubted."""
        return {
            cell.key: Reading(
                cell.status,
                None if cell.value is None else str(cell.value),
                cell.confidence < self.trust,
            )
            for cell in self.cells
        }
