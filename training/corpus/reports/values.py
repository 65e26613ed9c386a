"""The figures of one report: drawn so that they add up, then, in a third of them, spoiled."""

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
    Printed,
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
_WEIGHTS = (20.0, 3.0, 0.3, 0.3, 0.8, 0.6)
# How many requests: none, a few, a county's, a city's, a capital's.
_SIZES = (
    *[(0, 0), (0, 0), (0, 0), (0, 3), (0, 3), (1, 15), (1, 15), (1, 15)],
    *[(5, 120), (5, 120), (40, 900), (40, 900), (800, 12000), (9000, 150000)],
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says: the form of each table, and every cell as printed.

    `unit` is the money unit that the column head names, "" where it names none.
    """

    agency: str
    year: int
    forms: Mapping[str, TableForm]
    versions: Mapping[str, str]
    counts: Mapping[CellKey, int]
    cells: Mapping[CellKey, Printed]
    unit: str

    def total(self, row: str, column: str = "total", table: str = "requests") -> int:
        return self.counts.get(CellKey(table, row, column), 0)


def draw_figures(rng: Random, forms: Mapping[str, Form], plain: bool = False) -> Figures:
    """One report's figures. The year does not give the form, nor one table's form another's.

    `plain`: a column head may name no other money unit than the form does, as it must be where
    damage may take the head away and with it what the figure says.
    """
    versions = _draw_versions(rng, tuple(forms))
    tables = {name: forms[version].table(name) for name, version in versions.items()}
    size = rng.choice(_SIZES)
    counts: Counts = {}
    for table in tables.values():
        counts |= _DRAW[table.table](rng, table, rng.randint(*size))
    if rng.random() < 0.35:
        _spoil(rng, counts)
    unit = rng.choice(("", form_unit(tables["proactive"])) if plain else ("", "万元", "元"))
    cells = _print_cells(rng, tables, counts, unit)
    agency = write(rng, "agency")
    return Figures(agency, rng.randint(2019, 2025), tables, versions, counts, cells, unit)


def form_unit(table: TableForm) -> str:
    """The unit of the form's money column."""
    kinds = [column.kind for _, column, _ in table.cells()]
    return next(FORM_UNIT[kind] for kind in kinds if kind in FORM_UNIT)


def _draw_versions(rng: Random, known: tuple[str, ...]) -> dict[str, str]:
    main = rng.choice(known)
    mixed = rng.choice(known) if rng.random() < 0.06 else main
    return {"proactive": mixed, "requests": main, "remedies": main}


def scatter(rng: Random, total: int, weights: list[float]) -> list[int]:
    """`total` in parts, large where the weight is."""
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
    applicants = scatter(rng, total, [w * rng.uniform(0.1, 2) for w in _WEIGHTS])
    counts: Counts = {}
    for column, received in zip(_APPLICANTS, applicants, strict=True):
        carried_in = rng.randint(0, received // 8 + (rng.random() < 0.1))
        pending = rng.randint(0, (received + carried_in) // 8)
        handled = received + carried_in - pending
        parts = scatter(rng, handled, weights)
        drawn = {"received": received, "carried_in": carried_in, "handled": handled}
        drawn |= {"carried_out": pending} | dict(zip(outcomes, parts, strict=True))
        counts |= {CellKey(table.table, row, column): number for row, number in drawn.items()}
    for row in rows:
        total = sum(counts[CellKey(table.table, row, column)] for column in _APPLICANTS)
        counts[CellKey(table.table, row, "total")] = total
    return counts


def _draw_remedies(rng: Random, table: TableForm, total: int) -> Counts:
    counts: Counts = {}
    for row in (row.row for block in table.blocks for row in block.rows):
        many = rng.randint(0, min(total // 12, 900) + (rng.random() < 0.3))
        parts = scatter(rng, many, [3, 1, 0.5, 1])
        named = zip(("upheld", "corrected", "other", "pending"), parts, strict=True)
        counts |= {CellKey(table.table, row, column): number for column, number in named}
        counts[CellKey(table.table, row, "total")] = many
    return counts


def _draw_proactive(rng: Random, table: TableForm, total: int) -> Counts:
    top = rng.choice((0, 0, 0, 9, 60, 60, 900, 900, 30000, 400000))
    counts: Counts = {}
    for key, column, row in table.cells():
        most = min(top, 40) if row.row in ("regulations", "normative_documents") else top
        number = int(rng.random() ** 3 * most)
        signed = column.kind == "signed_count" and rng.random() < 0.4
        counts[key] = -number if signed else number
    return counts


_SUMMED = ("received", "carried_in", "handled", "carried_out")
_DRAW = {"proactive": _draw_proactive, "requests": _draw_requests, "remedies": _draw_remedies}


def _spoil(rng: Random, counts: Counts) -> None:
    """Genuine contradictions: numbers off, digits swapped, totals forgotten or zero."""
    keys = [key for key in counts if key.table != "proactive"]
    alive = [key for key in keys if counts[key]] or keys
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        key = rng.choice(alive if rng.random() < 0.8 else keys)
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
) -> dict[CellKey, Printed]:
    style = draw_spelling(rng)
    cells: dict[CellKey, Printed] = {}
    for table in tables.values():
        style = style if rng.random() < 0.7 else replace(style, zeros=draw_spelling(rng).zeros)
        by_row, row_style, last = rng.random() < 0.6, style, ""
        for key, column, _ in table.cells():
            if by_row and key.row != last:
                row_style, last = replace(style, zeros=(rng.choice(style.zeros),)), key.row
            if column.kind in FORM_UNIT:
                amount = Decimal(counts[key] * rng.randint(1, 99999)).scaleb(-5)
                cells[key] = spell_money(rng, amount, column.kind, row_style, unit)
            else:
                cells[key] = spell_count(rng, counts[key], row_style, column.kind)
    if rng.random() < 0.04:
        cells |= _only_totals(cells)
    elif rng.random() < 0.06:
        cells |= _no_row_totals(cells, counts)
    if rng.random() < 0.2:
        cells |= _no_remedies(rng, cells)
    return cells


def _no_remedies(rng: Random, cells: Mapping[CellKey, Printed]) -> dict[CellKey, Printed]:
    """An agency that was not sued leaves that table as the form has it, or strikes it out."""
    nothing = spell_zero(rng.choice(("", "", "", "/", "-", "——", "无")))
    return {key: nothing for key in cells if key.table == "remedies"}


def _only_totals(cells: Mapping[CellKey, Printed]) -> dict[CellKey, Printed]:
    """An agency that fills 总计 and leaves the applicants empty."""
    return {k: spell_zero("") for k in cells if k.table == "requests" and k.column != "total"}


def _no_row_totals(cells: Mapping[CellKey, Printed], counts: Counts) -> dict[CellKey, Printed]:
    """An agency that leaves empty what is zero, and adds up only the sums: 总计 is empty in the
    rows of single outcomes."""
    own = [key for key in cells if key.table == "requests"]
    empty = (k for k in own if not counts[k] or (k.column == "total" and k.row not in _SUMMED))
    return {key: spell_zero("") for key in empty}
