"""Reports with a hand-made truth beside them, and how a reading is held against it.

Every aspect gives the faults it finds, in words; none is what a test wants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from gouji.configs import FOLDER
from gouji.pipeline.check.rules import Facts, check
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import Identity, LinearRule, find_identities, load_rules
from gouji.pipeline.identities.ledger import Ledger, index_table
from gouji.pipeline.identities.suggest import suggest
from gouji.pipeline.records import Cell, CellKey, Finding, Report

FORMS = load_forms(FOLDER / "forms")
RULES = load_rules(FOLDER / "rules")
IDENTITY_RULES = {rule.rule for rule in RULES if isinstance(rule, LinearRule)}

Outcome = tuple[str, Decimal | None, Decimal | None, str | None]


@dataclass(frozen=True)
class Case:
    """A report's file and what is true of it."""

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
        listed = [one for one in self.truth["findings"] if one["rule"] in IDENTITY_RULES]
        return {
            (one["rule"], one["scope"]): (
                one["verdict"],
                _number(one["left"]),
                _number(one["right"]),
                one["cause"],
            )
            for one in listed
        }


def load_cases(folder: Path) -> list[Case]:
    """All reports in `folder` that have a truth, by name."""
    truths = [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.truth.json"))]
    return [Case(folder / truth["source"], truth) for truth in truths]


def cell_faults(report: Report, case: Case) -> list[str]:
    """Cells whose status or value is another, or which are not those of the form."""
    found = {cell.key: cell for cell in report.cells}
    faults = [
        f"{key}: {_say(found.get(key))} for {case.cells.get(key)}" for key in _odd(found, case)
    ]
    return faults + [f"{key}: not in the form" for key in found.keys() - case.cells.keys()]


def _odd(found: Mapping[CellKey, Cell], case: Case) -> Iterator[CellKey]:
    for key, true in case.cells.items():
        cell = found.get(key)
        allowed = {true["status"], *true.get("also", ())}
        if (
            cell is None
            or cell.status not in allowed
            or (cell.status == "read" and cell.value != _number(true["value"]))
            or ("raw" in true and cell.status != "absent" and cell.raw != true["raw"])
        ):
            yield key


def value_faults(report: Report, case: Case) -> list[str]:
    """The worst fault: numbers given that do not stand at the cell."""
    return [
        f"{cell.key}: {_say(cell)} for {case.cells[cell.key]}"
        for cell in report.cells
        if cell.value is not None and cell.value != _number(case.cells[cell.key]["value"])
    ]


def suggestion_faults(report: Report, case: Case) -> list[str]:
    return [
        f"{cell.key}: suggested {cell.suggested} for {case.cells[cell.key].get('suggested')}"
        for cell in report.cells
        if cell.suggested != case.cells[cell.key].get("suggested")
    ]


def identity_faults(report: Report, case: Case) -> list[str]:
    """Whose report it is, of which year, and in which form."""
    return [
        f"{name}: {getattr(report, name)} for {case.truth[name]}"
        for name in ("agency", "year", "form")
        if getattr(report, name) != case.truth[name]
    ]


def section_faults(report: Report, case: Case) -> list[str]:
    found = [section.section for section in report.sections]
    expected = case.truth.get("sections", found)
    return [] if found == expected else [f"{found} for {expected}"]


def place_faults(report: Report, case: Case) -> list[str]:
    """Cells whose `raw` does not stand at their place, or of which two share one."""
    text, faults, taken = report.document.text, [], set()
    for cell in report.cells:
        if cell.raw is None:
            faults += [f"{cell.key}: a place without raw"] * (cell.start is not None)
        elif cell.start is None or text[cell.start : cell.end] != cell.raw:
            faults.append(f"{cell.key}: {cell.raw!r} is not at {cell.start}")
        elif (cell.start, cell.end) in taken:
            faults.append(f"{cell.key}: {cell.start}-{cell.end} serves another cell too")
        taken.add((cell.start, cell.end))
    return faults


def finding_faults(report: Report, case: Case) -> list[str]:
    """Identities that come out otherwise; those the truth does not list hold."""
    found = _outcomes(report.findings)
    faults = [
        f"{key}: {found.get(key)} for {outcome}"
        for key, outcome in case.findings.items()
        if found.get(key) != outcome
    ]
    unlisted = found.keys() - case.findings.keys()
    faults += [f"{key}: {found[key]} for holds" for key in unlisted if found[key][0] != "holds"]
    return faults + [f"{key}: not applied" for key in _applied(case) - found.keys()]


ASPECTS: dict[str, Callable[[Report, Case], list[str]]] = {
    "cells": cell_faults,
    "values": value_faults,
    "suggested": suggestion_faults,
    "identity": identity_faults,
    "sections": section_faults,
    "places": place_faults,
    "findings": finding_faults,
}


def truth_faults(case: Case) -> list[str]:
    """Suggestions and findings that do not follow from a truth's own cells, and cells it lacks."""
    form = FORMS[case.truth["form"]]
    if list(case.cells) != list(form.columns):
        return ["the cells are not those of the form"]
    cells = tuple(_true_cells(case))
    tables = {table.table: form for table in form.tables}
    identities = {table: index_table(form, RULES, table) for table in tables}
    facts = Facts(tables, cells, (), dict.fromkeys(tables, 1), 0.5, identities=identities)
    found = _outcomes(check(facts, RULES))
    open_ = {key: outcome for key, outcome in found.items() if outcome[0] != "holds"}
    keys = {key for key, _ in open_.items() ^ case.findings.items()}
    faults = [f"{key}: {open_.get(key)} for {case.findings.get(key)}" for key in sorted(keys)]
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
        (one.rule, one.scope): (one.verdict, one.left, one.right, one.cause)
        for one in findings
        if one.rule in IDENTITY_RULES
    }


def _applied(case: Case) -> set[tuple[str, str]]:
    """An identity is applied where one of its cells is read."""
    return {
        (one.rule.rule, one.scope)
        for one in _identities(case)
        if any(case.cells[key]["status"] == "read" for key in one.cells)
    }


def _identities(case: Case) -> list[Identity]:
    form = FORMS[case.truth["form"]]
    return [i for table in form.tables for i in find_identities(form, RULES, table.table)]


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _say(cell: Cell | None) -> str:
    if cell is None:
        return "nothing"
    return f"{cell.status} {cell.value} {cell.raw!r} ({cell.confidence:.3f})"
