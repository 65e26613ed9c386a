"""Rows of the datasets as records again."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gouji.pipeline.records import (
    Box,
    Cell,
    CellKey,
    Claim,
    Difference,
    Document,
    Finding,
    Operand,
    OtherReading,
    PrintedTable,
    Report,
    Section,
    UnplacedFigure,
)
from gouji.pipeline.store.records_to_rows import Row

# The datasets that a report is made from, besides its row in `reports`.
RECORDS = ("sections", "cells", "claims", "unplaced")


def rows_to_report(
    row: Row,
    sections: Iterable[Row],
    cells: Iterable[Row],
    claims: Iterable[Row],
    unplaced: Iterable[Row],
) -> Report:
    """The report of a row of `reports` that was read, from its rows in the other datasets.

    It has everything that rules depend on. Not stored, and so empty, are the fragments, title and
    sheet names of its document; its findings are left out.
    """
    document = Document(
        text=row["text"],
        media=row["media"],
        fragments=(),
        encoding=row["encoding"],
        pages=row["pages"],
        page_media=tuple(row["page_media"]),
        unread_pages=tuple(row["unread_pages"]),
    )
    return Report(
        document=document,
        agency=row["agency"],
        year=row["year"],
        form=row["form"],
        sections=tuple(map(row_to_section, sections)),
        cells=tuple(map(row_to_cell, cells)),
        findings=(),
        claims=tuple(map(row_to_claim, claims)),
        printed_tables=tuple(map(_to_printed_table, row["printed_tables"])),
        unplaced=tuple(map(row_to_unplaced, unplaced)),
        agency_confidence=row["agency_confidence"],
        year_confidence=row["year_confidence"],
    )


def _to_printed_table(row: Row) -> PrintedTable:
    others = tuple(
        OtherReading(one["row"], one["column"], to_number(one["value"]) or Decimal(0))
        for one in row["alternatives"]
    )
    differences = tuple(_to_difference(row["table"], one) for one in row["differences"])
    return PrintedTable(**row | {"alternatives": others, "differences": differences})


def _to_difference(table: str, row: Row) -> Difference:
    return Difference(
        CellKey(table, row["row"], row["column"]),
        row["raw"],
        row["other"],
        row["page"],
        row["other_page"],
    )


def row_to_cell(row: Row) -> Cell:
    """The cell of a row of `cells`."""
    suggested = row["suggested"]
    return Cell(
        form=row["form"],
        key=CellKey(row["table"], row["row"], row["column"]),
        status=row["status"],
        value=to_number(row["value"]),
        raw=row["raw"],
        confidence=row["confidence"],
        suggested=None if suggested is None else int(suggested),
        start=row["start"],
        end=row["end"],
        page=row["page"],
        cell_box=_box(row),
        text_box=_box(row, "ink_"),
    )


def row_to_claim(row: Row) -> Claim:
    """The claim of a row of `claims`."""
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
        parts=tuple(to_number(part) or Decimal(0) for part in row["parts"]),
        section=row["section"],
        confidence=row["confidence"],
        page=row["page"],
        box=_box(row),
    )


def row_to_unplaced(row: Row) -> UnplacedFigure:
    """The figure of a row of `unplaced`."""
    return UnplacedFigure(
        raw=row["raw"],
        start=row["start"],
        end=row["end"],
        reason=row["reason"],
        near=row["near"],
        page=row["page"],
        box=_box(row),
    )


def row_to_finding(row: Row) -> Finding:
    """The finding of a row of `findings`."""
    return Finding(
        rule=row["rule"],
        scope=row["scope"],
        verdict=row["verdict"],
        severity=row["severity"],
        message_zh=row["message_zh"],
        message_en=row["message_en"],
        left=to_number(row["left"]),
        right=to_number(row["right"]),
        cells=tuple(CellKey(*name.split("/")) for name in row["cells"]),
        claims=tuple(row["claims"]),
        other_reports=tuple(row["other_reports"]),
        cause=row["cause"],
        operands=tuple(
            Operand(operand["ref"], to_number(operand["value"]), operand["sign"])
            for operand in row["operands"]
        ),
    )


def row_to_section(row: Row) -> Section:
    """The section of a row of `sections`."""
    return Section(
        row["section"], row["title"], row["start"], row["end"], row["confidence"], row["page"]
    )


def _box(row: Row, prefix: str = "") -> Box | None:
    x0, y0, x1, y1 = (row[f"{prefix}{side}"] for side in ("x0", "y0", "x1", "y1"))
    return None if x0 is None else (x0, y0, x1, y1)


def to_number(value: float | None) -> Decimal | None:
    """A stored number as it was read: the shortest decimal with this value as a double."""
    if value is None:
        return None
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
