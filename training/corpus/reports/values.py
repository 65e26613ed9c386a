"""The figures of one report. They are drawn consistent; in a third of reports errors are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form, TableForm
from gouji.pipeline.records import CellKey
from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.spelling import (
    FORM_UNIT,
    PrintedCell,
    draw_spelling,
    spell_count,
    spell_money,
    spell_zero,
)

Counts = dict[CellKey, int]
_APPLICANTS = (
    *("natural_person", "company", "research"),
    *("public_interest", "legal_service", "other_org"),
)
_APPLICANT_WEIGHTS = (20.0, 3.0, 0.3, 0.3, 0.8, 0.6)
# Least and greatest number of requests: none, a few, a county's, a city's, a capital's.
_SIZES = (
    *[(0, 0), (0, 0), (0, 0), (0, 3), (0, 3), (1, 15), (1, 15), (1, 15)],
    *[(5, 120), (5, 120), (40, 900), (40, 900), (800, 12000), (9000, 150000)],
)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one report: the form of each table, and every cell as printed.

    `unit` is the money unit named in the column header, "" if the header names none.
    """

    agency: str
    year: int
    forms: Mapping[str, TableForm]
    versions: Mapping[str, str]
    counts: Mapping[CellKey, int]
    cells: Mapping[CellKey, PrintedCell]
    unit: str

    def total(self, row: str, column: str = "total", table: str = "requests") -> int:
        return self.counts.get(CellKey(table, row, column), 0)


def draw_figures(rng: Random, forms: Mapping[str, Form], *, plain: bool = False) -> Figures:
    """The figures of one report. The form is drawn independently of the year.

    `plain`: the column header names no money unit other than that of the form. This is needed
    where damage may remove the header, and with it the meaning of the figure.
    """
    versions = _draw_versions(rng, tuple(forms))
    tables = {name: forms[version].table(name) for name, version in versions.items()}
    size = rng.choice(_SIZES)
    counts: Counts = {}
    for table in tables.values():
        counts |= _DRAW[table.table](rng, table, rng.randint(*size))
    if rng.random() < 0.35:
        _add_errors(rng, counts)
    unit = rng.choice(("", form_unit(tables["proactive"])) if plain else ("", "万元", "元"))
    cells = _print_cells(rng, tables, counts, unit)
    agency = write(rng, "agency")
    return Figures(agency, rng.randint(2019, 2025), tables, versions, counts, cells, unit)


def form_unit(table: TableForm) -> str:
    """The unit of the money column of a form."""
    kinds = [column.kind for _, column, _ in table.cells()]
    return next(FORM_UNIT[kind] for kind in kinds if kind in FORM_UNIT)


def _draw_versions(rng: Random, versions: tuple[str, ...]) -> dict[str, str]:
    main = rng.choice(versions)
    proactive = rng.choice(versions) if rng.random() < 0.06 else main
    return {"proactive": proactive, "requests": main, "remedies": main}


def split_at_random(rng: Random, total: int, weights: list[float]) -> list[int]:
    """Split `total` into one number per weight. A greater weight gives a greater number."""
    parts = [0] * len(weights)
    step = max(1, total // 60)
    left = total
    while left:
        share = min(left, rng.randint(1, 2 * step - 1))
        parts[rng.choices(range(len(parts)), weights)[0]] += share
        left -= share
    return parts


def _draw_requests(rng: Random, table: TableForm, total: int) -> Counts:
    rows = [row.row for block in table.blocks for row in block.rows]
    outcomes = rows[rows.index("carried_in") + 1 : rows.index("handled")]
    weights = [rng.random() ** 4 * (8 if "." not in row else 1) for row in outcomes]
    applicants = split_at_random(rng, total, [w * rng.uniform(0.1, 2) for w in _APPLICANT_WEIGHTS])
    counts: Counts = {}
    for column, received in zip(_APPLICANTS, applicants, strict=True):
        carried_in = rng.randint(0, received // 8 + (rng.random() < 0.1))
        pending = rng.randint(0, (received + carried_in) // 8)
        handled = received + carried_in - pending
        results = split_at_random(rng, handled, weights)
        drawn = {"received": received, "carried_in": carried_in, "handled": handled}
        drawn |= {"carried_out": pending} | dict(zip(outcomes, results, strict=True))
        counts |= {CellKey(table.table, row, column): number for row, number in drawn.items()}
    for row in rows:
        total = sum(counts[CellKey(table.table, row, column)] for column in _APPLICANTS)
        counts[CellKey(table.table, row, "total")] = total
    return counts


def _draw_remedies(rng: Random, table: TableForm, total: int) -> Counts:
    counts: Counts = {}
    for row in (row.row for block in table.blocks for row in block.rows):
        cases = rng.randint(0, min(total // 12, 900) + (rng.random() < 0.3))
        results = split_at_random(rng, cases, [3, 1, 0.5, 1])
        by_column = zip(("upheld", "corrected", "other", "pending"), results, strict=True)
        counts |= {CellKey(table.table, row, column): number for column, number in by_column}
        counts[CellKey(table.table, row, "total")] = cases
    return counts


def _draw_proactive(rng: Random, table: TableForm, total: int) -> Counts:
    top = rng.choice((0, 0, 0, 9, 60, 60, 900, 900, 30000, 400000))
    counts: Counts = {}
    for key, column, row in table.cells():
        limit = min(top, 40) if row.row in ("regulations", "normative_documents") else top
        number = int(rng.random() ** 3 * limit)
        is_negative = column.kind == "signed_count" and rng.random() < 0.4
        counts[key] = -number if is_negative else number
    return counts


_DRAW = {"proactive": _draw_proactive, "requests": _draw_requests, "remedies": _draw_remedies}


def _add_errors(rng: Random, counts: Counts) -> None:
    """Add real contradictions: wrong numbers, swapped digits, totals that are missing or zero."""
    keys = [key for key in counts if key.table != "proactive"]
    nonzero = [key for key in keys if counts[key]] or keys
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        key = rng.choice(nonzero if rng.random() < 0.8 else keys)
        digits = str(counts[key])
        change = rng.choice(("off", "zero", "swap", "ten", "column"))
        if change == "swap" and len(digits) > 1:
            counts[key] = int(digits[1] + digits[0] + digits[2:])
        elif change == "column":
            for row in ("handled", "carried_out"):
                counts[CellKey("requests", row, key.column)] = counts[key]
        else:
            off = max(0, counts[key] + rng.choice((-2, -1, 1, 1, 3)))
            counts[key] = {"zero": 0, "ten": counts[key] * 10}.get(change, off)
    for key in [key for key in counts if key.column not in (*_APPLICANTS, "total")]:
        if key.table == "requests":
            del counts[key]


def _print_cells(
    rng: Random, tables: Mapping[str, TableForm], counts: Counts, unit: str
) -> dict[CellKey, PrintedCell]:
    spelling = draw_spelling(rng)
    cells: dict[CellKey, PrintedCell] = {}
    for table in tables.values():
        if rng.random() >= 0.7:
            spelling = replace(spelling, zeros=draw_spelling(rng).zeros)
        is_per_row, row_spelling, last_row = rng.random() < 0.6, spelling, ""
        for key, column, _ in table.cells():
            if is_per_row and key.row != last_row:
                row_spelling = replace(spelling, zeros=(rng.choice(spelling.zeros),))
                last_row = key.row
            if column.kind in FORM_UNIT:
                amount = Decimal(counts[key] * rng.randint(1, 99999)).scaleb(-5)
                cells[key] = spell_money(rng, amount, column.kind, row_spelling, unit)
            else:
                cells[key] = spell_count(rng, counts[key], row_spelling, column.kind)
    if rng.random() < 0.04:
        cells |= _leave_only_totals(cells)
    elif rng.random() < 0.06:
        cells |= _leave_out_zeros_and_row_totals(cells, counts)
    if rng.random() < 0.2:
        cells |= _leave_out_remedies(rng, cells)
    return cells


def _leave_out_remedies(
    rng: Random, cells: Mapping[CellKey, PrintedCell]
) -> dict[CellKey, PrintedCell]:
    """An agency without lawsuits leaves table remedies empty or strikes it out."""
    empty = spell_zero(rng.choice(("", "", "", "/", "-", "——", "无")))
    return {key: empty for key in cells if key.table == "remedies"}


def _leave_only_totals(cells: Mapping[CellKey, PrintedCell]) -> dict[CellKey, PrintedCell]:
    """An agency fills 总计 and leaves the columns of the applicants empty."""
    return {k: spell_zero("") for k in cells if k.table == "requests" and k.column != "total"}


# Rows for which such an agency prints 总计. It leaves 总计 empty in the rows of single outcomes.
_ROWS_WITH_TOTAL = ("received", "carried_in", "handled", "carried_out")


def _leave_out_zeros_and_row_totals(
    cells: Mapping[CellKey, PrintedCell], counts: Counts
) -> dict[CellKey, PrintedCell]:
    """An agency leaves zeros empty and prints 总计 in the summary rows only."""
    return {
        key: spell_zero("")
        for key in cells
        if key.table == "requests"
        and (not counts[key] or (key.column == "total" and key.row not in _ROWS_WITH_TOTAL))
    }
