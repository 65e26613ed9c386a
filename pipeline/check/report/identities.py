"""Identities 勾稽关系 applied: one finding for each row or column that a linear rule runs over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from gouji.pipeline.check.facts import Facts, Reading
from gouji.pipeline.check.messages import sums_en, sums_zh
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Identity, LinearRule
from gouji.pipeline.identities.verdicts import Term, decide
from gouji.pipeline.records import Cell, CellKey, Finding


def check_identities(rule: LinearRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each application of `rule` that has at least one read cell."""
    form = facts.forms.get(rule.table)
    if form is None:
        return
    index = facts.identities[rule.table]
    for identity in (one for one in index.identities if one.rule.rule == rule.rule):
        readings = tuple([facts.readings[key] for key in identity.cells])
        if any(one.status == "read" for one in readings):
            yield _finding(identity, form, readings)


@lru_cache(maxsize=4096)
def _finding(identity: Identity, form: Form, readings: tuple[Reading, ...]) -> Finding:
    """Reports have most of their sums in common: those of rows and columns of zeros."""
    pairs = zip(identity.cells, readings, strict=True)
    terms = tuple([_term(form, key, reading) for key, reading in pairs])
    sides = terms[: len(identity.left)], terms[len(identity.left) :]
    outcome = decide(*sides)
    return Finding(
        rule=identity.rule.rule,
        scope=identity.scope,
        verdict=outcome.verdict,
        severity=identity.rule.severity,
        message_zh=sums_zh(identity, form, sides, outcome),
        message_en=sums_en(identity, form, sides, outcome),
        left=outcome.left,
        right=outcome.right,
        cells=identity.cells,
    )


def _term(form: Form, key: CellKey, reading: Reading) -> Term:
    value = None if reading.figure is None else Decimal(reading.figure)
    cell = Cell(form.form, key, reading.status, value)
    return Term(cell, reading.doubted, kind=form.columns[key].kind)
