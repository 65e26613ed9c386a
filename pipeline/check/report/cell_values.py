"""The numbers of the tables: identities 勾稽关系 hold, and counts are whole and not negative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gouji.pipeline.check.report_facts import CellReading, Facts
from gouji.pipeline.check.results import Result, Sums, cell_operands
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Identity, LinearRule, WholeRule
from gouji.pipeline.identities.verdicts import Term, decide
from gouji.pipeline.records import Cell, CellKey, Verdict


@dataclass(frozen=True, slots=True)
class IdentityDetail:
    """An identity of a form, and its two sums."""

    identity: Identity
    form: Form
    sums: Sums


@dataclass(frozen=True, slots=True)
class CountsDetail:
    """A table, its form, and its cells whose numbers are no possible counts."""

    table: str
    form: Form
    impossible: tuple[Cell, ...]


def check_identities(rule: LinearRule, facts: Facts) -> Iterator[Result[IdentityDetail]]:
    """A result for each application of `rule` that has at least one read cell."""
    form = facts.forms.get(rule.table)
    if form is None:
        return
    index = facts.identities[rule.table]
    for identity in (i for i in index.identities if i.rule.rule == rule.rule):
        readings = tuple([facts.readings[key] for key in identity.cells])
        if any(reading.status == "read" for reading in readings):
            yield _decide_identity(identity, form, readings)


@lru_cache(maxsize=1024)  # reports share most of their sums: rows and columns of zeros
def _decide_identity(
    identity: Identity, form: Form, readings: tuple[CellReading, ...]
) -> Result[IdentityDetail]:
    pairs = zip(identity.cells, readings, strict=True)
    terms = tuple([_term(form, key, reading) for key, reading in pairs])
    left, right = terms[: len(identity.left)], terms[len(identity.left) :]
    outcome = decide(left, right)
    return Result(
        rule=identity.rule,
        scope=identity.scope,
        verdict=outcome.verdict,
        detail=IdentityDetail(identity, form, Sums(left, right, outcome)),
        left=outcome.left,
        right=outcome.right,
        operands=cell_operands(left, 1) + cell_operands(right, -1),
        cells=identity.cells,
    )


def _term(form: Form, key: CellKey, reading: CellReading) -> Term:
    number = None if reading.figure is None else Decimal(reading.figure)
    return Term(key, number, reading.is_doubted, kind=form.columns[key].kind)


def check_whole(rule: WholeRule, facts: Facts) -> Iterator[Result[CountsDetail]]:
    """A result for each table with a read cell; its cells are those whose number is no possible
    count."""
    for table, form in facts.forms.items():
        read = [cell for cell in facts.cells if cell.key.table == table and cell.status == "read"]
        impossible = [cell for cell in read if not _is_possible(cell, form)]
        trusted = [cell for cell in impossible if cell.confidence >= facts.trust]
        if read:
            verdict: Verdict = "broken" if trusted else "undecided" if impossible else "holds"
            yield _whole_result(
                rule, verdict, CountsDetail(table, form, tuple(trusted or impossible))
            )


def _whole_result(rule: WholeRule, verdict: Verdict, detail: CountsDetail) -> Result[CountsDetail]:
    return Result(
        rule=rule,
        scope=detail.table,
        verdict=verdict,
        detail=detail,
        cells=tuple(cell.key for cell in detail.impossible),
        cause="source" if verdict == "broken" else None,
    )


def _is_possible(cell: Cell, form: Form) -> bool:
    kind, value = form.columns[cell.key].kind, cell.value
    if value is None or kind in ("wan_yuan", "yuan"):
        return True
    return value % 1 == 0 and (value >= 0 or kind == "signed_count")
