"""Reports with a truth made by hand, and functions that compare a reading with it.

Each function compares one aspect and returns the faults as texts; a test expects none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import Identity, LinearRule, find_identities, load_rules
from gouji.pipeline.identities.ledger import Ledger, index_table
from gouji.pipeline.identities.suggest import suggest
from gouji.pipeline.records import Cell, CellKey, Finding, Report

FORMS = load_forms(FOLDER / "forms")
RULES = load_rules(FOLDER / "rules")
IDENTITY_RULES = {rule.rule for rule in RULES if isinstance(rule, LinearRule)}


class Outcome(NamedTuple):
    """The outcome of an identity."""

    verdict: str
    left: Decimal | None
    right: Decimal | None
    cause: str | None


@dataclass(frozen=True)
class Case:
    """The file of a report and its truth."""

    path: Path
    truth: Mapping[str, Any]

    def __str__(self) -> str:
        return self.path.name

    @cached_property
    def cells(self) -> dict[CellKey, Mapping[str, Any]]:
        return {CellKey(c["table"], c["row"], c["column"]): c for c in self.truth["cells"]}

    @cached_property
    def findings(self) -> dict[tuple[str, str], Outcome]:
        """The identities that do not hold, by rule and scope."""
        return {
            (finding["rule"], finding["scope"]): Outcome(
                finding["verdict"],
                _number(finding["left"]),
                _number(finding["right"]),
                finding["cause"],
            )
            for finding in self.truth["findings"]
            if finding["rule"] in IDENTITY_RULES
        }


def load_cases(folder: Path) -> list[Case]:
    """The reports in `folder` that have a truth, in the order of their names."""
    truths = [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.truth.json"))]
    return [Case(folder / truth["source"], truth) for truth in truths]


def cell_faults(report: Report, case: Case) -> list[str]:
    """Cells with a wrong status, value or `raw`, and cells that are not in the form."""
    cells = {cell.key: cell for cell in report.cells}
    faults = [
        f"{key}: {_describe(cells.get(key))} for {case.cells.get(key)}"
        for key in _wrong_keys(cells, case)
    ]
    return faults + [f"{key}: not in the form" for key in cells.keys() - case.cells.keys()]


def _wrong_keys(cells: Mapping[CellKey, Cell], case: Case) -> Iterator[CellKey]:
    for key, true in case.cells.items():
        cell = cells.get(key)
        allowed = {true["status"], *true.get("also", ())}
        if (
            cell is None
            or cell.status not in allowed
            or (cell.status == "read" and cell.value != _number(true["value"]))
            or ("raw" in true and cell.status != "absent" and cell.raw != true["raw"])
        ):
            yield key


def value_faults(report: Report, case: Case) -> list[str]:
    """Values that are not printed at the cell: the most serious fault."""
    return [
        f"{cell.key}: {_describe(cell)} for {case.cells[cell.key]}"
        for cell in report.cells
        if cell.value is not None and cell.value != _number(case.cells[cell.key]["value"])
    ]


def suggestion_faults(report: Report, case: Case) -> list[str]:
    return [
        f"{cell.key}: suggested {cell.suggested} for {case.cells[cell.key].get('suggested')}"
        for cell in report.cells
        if cell.suggested != case.cells[cell.key].get("suggested")
    ]


def issuer_faults(report: Report, case: Case) -> list[str]:
    """A wrong agency, year or form."""
    return [
        f"{name}: {getattr(report, name)} for {case.truth[name]}"
        for name in ("agency", "year", "form")
        if getattr(report, name) != case.truth[name]
    ]


def section_faults(report: Report, case: Case) -> list[str]:
    sections = [section.section for section in report.sections]
    expected = case.truth.get("sections", sections)
    return [] if sections == expected else [f"{sections} for {expected}"]


def place_faults(report: Report, case: Case) -> list[str]:
    """Cells whose `raw` is not the text at their span, and spans that two cells share."""
    text, faults, taken = report.document.text, [], set()
    for cell in report.cells:
        if cell.raw is None:
            faults += [f"{cell.key}: a span without raw"] * (cell.start is not None)
        elif cell.start is None or text[cell.start : cell.end] != cell.raw:
            faults.append(f"{cell.key}: {cell.raw!r} is not at {cell.start}")
        elif (cell.start, cell.end) in taken:
            faults.append(f"{cell.key}: {cell.start}-{cell.end} belongs to another cell too")
        taken.add((cell.start, cell.end))
    return faults


def finding_faults(report: Report, case: Case) -> list[str]:
    """Identities with a wrong outcome. Those that the truth does not list must hold."""
    outcomes = _outcomes(report.findings)
    faults = [
        f"{key}: {outcomes.get(key)} for {outcome}"
        for key, outcome in case.findings.items()
        if outcomes.get(key) != outcome
    ]
    unlisted = outcomes.keys() - case.findings.keys()
    faults += [
        f"{key}: {outcomes[key]} for holds" for key in unlisted if outcomes[key].verdict != "holds"
    ]
    return faults + [f"{key}: not applied" for key in _applicable(case) - outcomes.keys()]


ASPECTS: dict[str, Callable[[Report, Case], list[str]]] = {
    "cells": cell_faults,
    "values": value_faults,
    "suggested": suggestion_faults,
    "identity": issuer_faults,
    "sections": section_faults,
    "places": place_faults,
    "findings": finding_faults,
}


def truth_faults(case: Case) -> list[str]:
    """Suggestions and findings that contradict the cells of a truth, and cells that it lacks."""
    form = FORMS[case.truth["form"]]
    if list(case.cells) != list(form.columns):
        return ["the cells are not those of the form"]
    cells = tuple(_true_cells(case))
    tables = {table.table: form for table in form.tables}
    identities = {table: index_table(form, RULES, table) for table in tables}
    facts = Facts(tables, cells, (), dict.fromkeys(tables, 1), 0.5, identities=identities)
    outcomes = _outcomes(check(facts, RULES))
    not_held = {key: outcome for key, outcome in outcomes.items() if outcome.verdict != "holds"}
    keys = {key for key, _ in not_held.items() ^ case.findings.items()}
    faults = [f"{key}: {not_held.get(key)} for {case.findings.get(key)}" for key in sorted(keys)]
    expected = {key: true.get("suggested") for key, true in case.cells.items()}
    return faults + [f"{c.key}: {c.suggested}" for c in cells if c.suggested != expected[c.key]]


def _true_cells(case: Case) -> Iterator[Cell]:
    form = FORMS[case.truth["form"]]
    values = {key: _number(true["value"]) for key, true in case.cells.items()}
    indexes = (index_table(form, RULES, table.table) for table in form.tables)
    suggested = {key: n for one in indexes for key, n in suggest(Ledger(one, values)).items()}
    for key, true in case.cells.items():
        yield Cell(form.form, key, true["status"], values[key], suggested=suggested.get(key))


def _outcomes(findings: tuple[Finding, ...]) -> dict[tuple[str, str], Outcome]:
    return {
        (finding.rule, finding.scope): Outcome(
            finding.verdict, finding.left, finding.right, finding.cause
        )
        for finding in findings
        if finding.rule in IDENTITY_RULES
    }


def _applicable(case: Case) -> set[tuple[str, str]]:
    """The identities of which at least one cell is read."""
    return {
        (identity.rule.rule, identity.scope)
        for identity in _identities(case)
        if any(case.cells[key]["status"] == "read" for key in identity.cells)
    }


def _identities(case: Case) -> list[Identity]:
    form = FORMS[case.truth["form"]]
    return [
        identity for table in form.tables for identity in find_identities(form, RULES, table.table)
    ]


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _describe(cell: Cell | None) -> str:
    if cell is None:
        return "nothing"
    return f"{cell.status} {cell.value} {cell.raw!r} ({cell.confidence:.3f})"
