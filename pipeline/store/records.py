"""Rows of the datasets as records again."""

from __future__ import annotations

from decimal import Decimal

from gouji.pipeline.records import Cell, CellKey, Claim, Section
from gouji.pipeline.store.rows import Row


def row_to_cell(row: Row) -> Cell:
    """The cell that a row of `cells` was made of, without its place on the page."""
    suggested = row.get("suggested")
    return Cell(
        form=row["form"],
        key=CellKey(row["table"], row["row"], row["column"]),
        status=row["status"],
        value=to_number(row["value"]),
        raw=row.get("raw"),
        confidence=row["confidence"],
        suggested=None if suggested is None else int(suggested),
        start=row.get("start"),
        end=row.get("end"),
    )


def row_to_claim(row: Row) -> Claim:
    """The claim that a row of `claims` was made of, without its place on the page."""
    return Claim(
        metric=row["metric"],
        value=to_number(row["value"]) or Decimal(0),
        start=row["start"],
        end=row["end"],
        text=row["text"],
        unit=row["unit"],
        about=row["about"],
        period=row["period"],
        approximate=row["approximate"],
        parts=tuple(to_number(part) or Decimal(0) for part in row["parts"] or ()),
        section=row["section"],
        confidence=row["confidence"],
    )


def row_to_section(row: Row) -> Section:
    """The section that a row of `sections` was made of."""
    return Section(
        row["section"], row["title"], row["start"], row["end"], row["confidence"], row["page"]
    )


def to_number(value: float | None) -> Decimal | None:
    """A stored number as it was read: the shortest decimal that is stored so."""
    if value is None:
        return None
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
