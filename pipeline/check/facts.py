"""What is known of one report when its rules are applied."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.forms import Form
from pipeline.records import Cell, Claim, Section


@dataclass(frozen=True, slots=True)
class Facts:
    """One report: its cells, its sections, and how often each table is printed.

    `forms` names for each table the form it follows; `tables` counts its printed copies, 0 where
    it is missing. Cells below the confidence `trust` decide nothing.
    """

    forms: dict[str, Form]
    cells: tuple[Cell, ...]
    sections: tuple[Section, ...]
    tables: dict[str, int]
    trust: float
    claims: tuple[Claim, ...] = ()
