"""The lists of the running text, held against the totals that they are said to make up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.pipeline.check.cause.slips import Slip, find_slip, slip_en, slip_zh
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.wording import add_up, number, quote, verdict_en, verdict_zh
from gouji.pipeline.forms.rules import BreakdownRule
from gouji.pipeline.identities.verdicts import Outcome
from gouji.pipeline.records import Claim, Finding, Verdict


def check_breakdowns(rule: BreakdownRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each exact total in the text whose parts the text lists."""
    for claim in facts.claims:
        if claim.parts and not claim.approximate:
            yield _finding(rule, claim, facts)


def _finding(rule: BreakdownRule, claim: Claim, facts: Facts) -> Finding:
    left = sum(claim.parts, Decimal(0))
    plain: Verdict = "holds" if left == claim.value else "broken"
    # A list that adds up is not likely to be misread.
    doubted = plain == "broken" and (
        claim.confidence < facts.trust or _parts_another(rule, claim, left, facts)
    )
    outcome = Outcome("undecided" if doubted else plain, left, claim.value)
    slip = _find_slip(claim, left) if plain == "broken" else None
    return Finding(
        rule=rule.rule,
        scope=claim.metric,
        verdict=outcome.verdict,
        severity=rule.severity,
        message_zh=_message_zh(claim, outcome, doubted, slip),
        message_en=_message_en(claim, outcome, doubted, slip),
        left=left,
        right=claim.value,
        claims=(claim.start,),
        cause="source" if outcome.verdict == "broken" else None,
    )


def _parts_another(rule: BreakdownRule, claim: Claim, left: Decimal, facts: Facts) -> bool:
    """Whether the parts add up to what the table has for another total, close to this one."""
    stated = {one.metric for one in facts.claims if one.start == claim.start}
    values = {str(cell.key): cell.value for cell in facts.cells if cell.status == "read"}
    for held in rule.instead:
        for names in filter(None, (held.cells, held.or_cells)):
            amounts = [values.get(name) for name in names]
            known = [amount for amount in amounts if amount is not None]
            if held.metric in stated and len(known) == len(amounts) and sum(known) == left:
                return True
    return False


def _find_slip(claim: Claim, left: Decimal) -> Slip | None:
    """A slip in the total, or in the one part that it would put right."""
    gap = left - claim.value
    parts = [find_slip(part, part - gap) for part in claim.parts if part >= gap]
    found = [slip for slip in parts if slip]
    return find_slip(claim.value, left) or (found[0] if len(found) == 1 else None)


def _message_zh(claim: Claim, outcome: Outcome, doubted: bool, slip: Slip | None) -> str:
    verdict = verdict_zh(outcome, str, "文字所述" if doubted else "")
    return (
        f"文字称总数为 {number(claim.value)}，所列各项之和 {add_up(claim.parts)}"
        f"（“{quote(claim.text, number(claim.value))}”），{verdict}{slip_zh(slip)}。"
    )


def _message_en(claim: Claim, outcome: Outcome, doubted: bool, slip: Slip | None) -> str:
    verdict = verdict_en(outcome, str, "the text" if doubted else "")
    return (
        f"The text says {number(claim.value)} in all, the parts that it lists come to "
        f"{add_up(claim.parts)} (“{quote(claim.text, number(claim.value))}”); "
        f"{verdict}{slip_en(slip)}."
    )
