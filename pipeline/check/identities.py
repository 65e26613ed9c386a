"""Identities 勾稽关系 applied: one finding for each row or column that a linear rule runs over."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.facts import Facts
from pipeline.check.messages import sums_en, sums_zh
from pipeline.check.verdicts import decide
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
        outcome = decide(identity, form, cells, facts.trust)
        yield Finding(
            rule=rule.rule,
            scope=identity.scope,
            verdict=outcome.verdict,
            severity=rule.severity,
            message_zh=sums_zh(identity, form, cells, outcome),
            message_en=sums_en(identity, form, cells, outcome),
            left=outcome.left,
            right=outcome.right,
            cells=identity.cells,
            cause="source" if outcome.verdict == "broken" else None,
        )
