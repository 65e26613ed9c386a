"""Whether the copies of a table in one report have the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import CopiesRule
from gouji.pipeline.records import Difference, Verdict


@dataclass(frozen=True, slots=True)
class CopiesDetail:
    """A table that follows `form`, how often it is printed, and where its copies differ."""

    table: str
    form: Form
    copies: int
    differences: tuple[Difference, ...]


def check_table_copies(rule: CopiesRule, facts: Facts) -> Iterator[Result[CopiesDetail]]:
    """A result for each table that is printed more than once: undecided where the copies differ,
    since nobody knows which of them counts, or whether one is of another year."""
    for name, form in facts.forms.items():
        if (copies := facts.copies.get(name, 0)) > 1:
            differences = facts.differences.get(name, ())
            detail = CopiesDetail(name, form, copies, differences)
            verdict: Verdict = "undecided" if differences else "holds"
            cells = tuple(dict.fromkeys(difference.key for difference in differences))
            yield Result(rule, name, verdict, detail, cells=cells)
