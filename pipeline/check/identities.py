"""Identities 勾稽关系 applied: one finding for each row or column that a linear rule runs over."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.facts import Facts
from pipeline.check.messages import sums_en, sums_zh
from pipeline.check.verdicts import decide, identity_terms
from pipeline.records import Finding
from pipeline.rules import LinearRule, find_identities


def check_identities(rule: LinearRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each application of `rule` that has at least one read cell."""
    form = facts.forms.get(rule.table)
    if form is None:
        return
    cells = {cell.key: cell for cell in facts.cells}
    for identity in find_identities(form, (rule,), rule.table):
        if not any(cells[key].status == "read" for key in identity.cells):
            continue
        sides = identity_terms(identity, form, cells, facts.trust)
        outcome = decide(*sides)
        yield Finding(
            rule=rule.rule,
            scope=identity.scope,
            verdict=outcome.verdict,
            severity=rule.severity,
            message_zh=sums_zh(identity, form, sides, outcome),
            message_en=sums_en(identity, form, sides, outcome),
            left=outcome.left,
            right=outcome.right,
            cells=identity.cells,
        )
