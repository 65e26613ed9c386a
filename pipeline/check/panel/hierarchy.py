"""The sum of the bodies of a county against the county's own report, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.check.cause.slips import find_slip
from gouji.pipeline.check.panel.subjects import County
from gouji.pipeline.check.results import Result, Sums, cell_operands
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import HierarchyRule, select_cells
from gouji.pipeline.identities.verdicts import Term, decide
from gouji.pipeline.records import CellKey, Operand


@dataclass(frozen=True, slots=True)
class HierarchyDetail:
    """A cell of a county's form, and the sums of the bodies and of the county. Each term has the
    name of its agency. `incomparable` names the bodies whose form has no such cell."""

    key: CellKey
    form: Form
    year: int
    agency: str
    sums: Sums
    incomparable: tuple[str, ...]


def check_hierarchy(
    rule: HierarchyRule, county: County
) -> Iterator[tuple[str, Result[HierarchyDetail]]]:
    """Results on the county's report. A body without a report, and a cell that was not read, may
    have any number."""
    whole = county.whole
    for table, form in whole.forms.items():
        for key in select_cells(form, rule.cells):
            if key.table == table:
                detail = _compare(county, key)
                if any(term.is_read for term in detail.sums.terms):
                    yield whole.report, _result(rule, county, detail)


def _compare(county: County, key: CellKey) -> HierarchyDetail:
    whole, bodies = county.whole, county.bodies
    incomparable = tuple(name for name, body in bodies.items() if body and not body.has(key))
    left = tuple(
        body.term(key, name=name) if body else Term(key, None, report=name)
        for name, body in bodies.items()
        if name not in incomparable
    )
    right = (whole.term(key, name=whole.agency),)
    sums = Sums(left, right, decide(left, right))
    return HierarchyDetail(
        key, whole.forms[key.table], whole.year, whole.agency, sums, incomparable
    )


def _result(
    rule: HierarchyRule, county: County, detail: HierarchyDetail
) -> Result[HierarchyDetail]:
    outcome = detail.sums.outcome
    verdict = "undecided" if detail.incomparable else outcome.verdict
    is_broken = outcome.verdict == "broken"
    return Result(
        rule=rule,
        scope=str(detail.key),
        verdict=verdict,
        detail=detail,
        left=outcome.left,
        right=outcome.right,
        operands=_operands(county, detail),
        cells=(detail.key,),
        other_reports=tuple(body.report for body in county.bodies.values() if body),
        cause="source" if verdict == "broken" else None,
        explanation=find_slip(outcome.right, outcome.left) if is_broken else None,
    )


def _operands(county: County, detail: HierarchyDetail) -> tuple[Operand, ...]:
    """The cells of the bodies that have a report, and the county's."""
    bodies = (
        operand
        for term in detail.sums.left
        if (body := county.bodies[term.report])
        for operand in cell_operands([term], 1, body.report)
    )
    return (*bodies, *cell_operands(detail.sums.right, -1))
