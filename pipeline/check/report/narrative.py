"""The figures of the running text: claims against the tables, and lists against their totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.pipeline.check.cause.slips import Slip, find_slip
from gouji.pipeline.check.report.partial_claims import may_be_part, read_clause
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result, Sums, cell_operands, claim_operand
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import BreakdownRule, MetricCells, NarrativeRule, select_cells
from gouji.pipeline.identities.verdicts import Outcome, Term, decide, find_cause, find_terms
from gouji.pipeline.records import Cause, Claim, Verdict

_PREFERENCE: tuple[Verdict, ...] = ("holds", "undecided", "broken")
_RECEIVING = re.compile("收到|接收|接到|新收|受理")


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim and the cells that it should agree with: the right sum, of a table that follows
    `form`. `is_doubted`: the claim may be misread; `is_part`: it may state a part of the sum."""

    claim: Claim
    form: Form
    sums: Sums
    is_doubted: bool
    is_part: bool


@dataclass(frozen=True, slots=True)
class BreakdownDetail:
    """A total of the text, how it compares with the sum of its parts, and whether the list may be
    misread."""

    claim: Claim
    outcome: Outcome
    is_doubted: bool


def check_narrative(rule: NarrativeRule, facts: Facts) -> Iterator[Result[ClaimDetail]]:
    """A result for each exact claim about the agency itself and its year for which the report has
    a table."""
    held_by_metric = {held.metric: held for held in rule.metrics}
    for claim in facts.claims:
        if claim.metric in held_by_metric and _is_comparable(claim):
            held = held_by_metric[claim.metric]
            details = [
                _compare(claim, held, terms, form, facts)
                for terms, form in _sums(held, claim, facts)
            ]
            if details:
                best = min(details, key=_rank)
                yield _claim_result(rule, best, facts)


def _rank(detail: ClaimDetail) -> tuple[int, Decimal]:
    """The likeliest sum that a claim states comes first: one that it equals, else the nearest."""
    outcome = detail.sums.outcome
    return _PREFERENCE.index(outcome.verdict), abs(outcome.left - outcome.right)


def _is_comparable(claim: Claim) -> bool:
    return claim.about == "self" and claim.period == "year" and not claim.approximate


def _sums(held: MetricCells, claim: Claim, facts: Facts) -> Iterator[tuple[tuple[Term, ...], Form]]:
    """The sums of cells that the claim may state; none where the report has no such table."""
    cells = {cell.key: cell for cell in facts.cells}
    alternative = held.or_cells if _says(held.or_words, claim, facts.text) else ()
    for names in filter(None, (held.cells, alternative)):
        form = facts.forms.get(names[0].partition("/")[0])
        keys = select_cells(form, names) if form else ()
        if form and keys:
            yield find_terms(keys, form, cells, facts.trust), form


def _says(words: tuple[str, ...], claim: Claim, text: str) -> bool:
    """Whether one of `words` is in the clause of the figure or, where the clause has no word of
    receiving, in the sentence."""
    clause = read_clause(claim, text)
    context = clause if _RECEIVING.search(clause) else claim.text
    return any(word in context for word in words)


def _compare(
    claim: Claim, held: MetricCells, terms: tuple[Term, ...], form: Form, facts: Facts
) -> ClaimDetail:
    """A claim that may be misread is doubted only where it disagrees with the table."""
    outcome = decide((), terms, claim.value)
    differs = outcome.verdict != "holds"
    is_doubted = differs and claim.confidence < facts.trust
    is_part = differs and may_be_part(claim, outcome.right, held.part_words, facts)
    return ClaimDetail(claim, form, Sums((), terms, outcome), is_doubted, is_part)


def _claim_result(rule: NarrativeRule, detail: ClaimDetail, facts: Facts) -> Result[ClaimDetail]:
    claim, terms, outcome = detail.claim, detail.sums.right, detail.sums.outcome
    is_broken = outcome.verdict == "broken"
    verdict = "undecided" if detail.is_doubted or detail.is_part else outcome.verdict
    return Result(
        rule=rule,
        scope=claim.metric,
        verdict=verdict,
        detail=detail,
        left=outcome.left,
        right=outcome.right,
        operands=(claim_operand(claim, claim.value, 1), *cell_operands(terms, -1)),
        cells=tuple(term.key for term in terms),
        claims=(claim.start,),
        cause=_find_cause(detail, facts) if verdict == "broken" else None,
        explanation=find_slip(claim.value, outcome.right) if is_broken else None,
    )


def _find_cause(detail: ClaimDetail, facts: Facts) -> Cause | None:
    """By the lowest confidence of the claim and the cells."""
    cells = (term.confidence for term in detail.sums.right)
    return find_cause(min((detail.claim.confidence, *cells)), facts.trust)


def check_breakdowns(rule: BreakdownRule, facts: Facts) -> Iterator[Result[BreakdownDetail]]:
    """A result for each exact total of the text whose parts the text lists."""
    for claim in facts.claims:
        if claim.parts and not claim.approximate:
            yield _breakdown_result(rule, claim, facts)


def _breakdown_result(rule: BreakdownRule, claim: Claim, facts: Facts) -> Result[BreakdownDetail]:
    left = sum(claim.parts, Decimal(0))
    is_broken = left != claim.value
    # A list that adds up is not likely to be misread.
    is_doubted = is_broken and (
        claim.confidence < facts.trust or _breaks_down_another(rule, claim, left, facts)
    )
    verdict: Verdict = "holds" if not is_broken else "undecided" if is_doubted else "broken"
    parts = tuple(claim_operand(claim, part, 1) for part in claim.parts)
    return Result(
        rule=rule,
        scope=claim.metric,
        verdict=verdict,
        detail=BreakdownDetail(claim, Outcome(verdict, left, claim.value), is_doubted),
        left=left,
        right=claim.value,
        operands=(*parts, claim_operand(claim, claim.value, -1)),
        claims=(claim.start,),
        cause="source" if verdict == "broken" else None,
        explanation=_find_slip(claim, left) if is_broken else None,
    )


def _breaks_down_another(rule: BreakdownRule, claim: Claim, left: Decimal, facts: Facts) -> bool:
    """Whether the parts add up to cells of the table for a metric that the same figure states."""
    stated = {other.metric for other in facts.claims if other.start == claim.start}
    values = {str(cell.key): cell.value for cell in facts.cells if cell.status == "read"}
    for held in rule.instead:
        for names in filter(None, (held.cells, held.or_cells)):
            amounts = [values.get(name) for name in names]
            read = [amount for amount in amounts if amount is not None]
            if held.metric in stated and len(read) == len(amounts) and sum(read) == left:
                return True
    return False


def _find_slip(claim: Claim, left: Decimal) -> Slip | None:
    """A slip in the total or, where only one part can explain the gap, in that part."""
    gap = left - claim.value
    in_parts = [find_slip(part, part - gap) for part in claim.parts if part >= gap]
    slips = [slip for slip in in_parts if slip]
    return find_slip(claim.value, left) or (slips[0] if len(slips) == 1 else None)
