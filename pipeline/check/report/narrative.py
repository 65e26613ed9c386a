"""What the running text claims, held against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.check.cause.slips import Slip, find_slip, slip_en, slip_zh
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.wording import add_up, number, place, quote, verdict_en, verdict_zh
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import MetricCells, NarrativeRule, select_cells
from gouji.pipeline.identities.verdicts import Outcome, Term, decide, find_cause, find_terms
from gouji.pipeline.records import Cause, Claim, Finding, Verdict

_METRICS = {
    "requests_received": ("新收申请", "requests received"),
    "requests_handled": ("办结申请", "requests handled"),
    "requests_carried_in": ("上年结转申请", "requests carried in"),
    "requests_carried_out": ("结转下年度申请", "requests carried out"),
    "requests_granted": ("予以公开", "requests granted"),
    "requests_partly_granted": ("部分公开", "requests partly granted"),
    "requests_refused": ("不予公开", "requests refused"),
    "requests_unavailable": ("无法提供", "requests unavailable"),
    "reconsiderations": ("行政复议", "reconsiderations"),
    "litigations": ("行政诉讼", "litigations"),
}
_PREFERENCE: tuple[Verdict, ...] = ("holds", "undecided", "broken")
_CLAUSE = re.compile(r"[^，。；,;！？!?]*")
_COUNTED = re.compile("收到|接收|接到|新收|受理")


@dataclass(frozen=True, slots=True)
class _Held:
    """A claim held against a sum of cells of a form."""

    outcome: Outcome
    terms: tuple[Term, ...]
    form: Form


def check_narrative(rule: NarrativeRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each exact claim about the agency itself and its year that a table answers."""
    held = {one.metric: one for one in rule.metrics}
    for claim in facts.claims:
        if claim.metric in held and _is_own(claim):
            tries = [
                _Held(decide((), terms, claim.value), terms, form)
                for terms, form in _sums(held[claim.metric], claim, facts)
            ]
            if tries:
                best = min(tries, key=lambda one: _PREFERENCE.index(one.outcome.verdict))
                yield _finding(rule, claim, facts, best)


def _is_own(claim: Claim) -> bool:
    return claim.about == "self" and claim.period == "year" and not claim.approximate


def _sums(held: MetricCells, claim: Claim, facts: Facts) -> Iterator[tuple[tuple[Term, ...], Form]]:
    """The sums of cells that the claim may state; none where the report has no such table."""
    cells = {cell.key: cell for cell in facts.cells}
    also = held.or_cells if _says(held.or_words, claim, facts.text) else ()
    for names in filter(None, (held.cells, also)):
        form = facts.forms.get(names[0].partition("/")[0])
        keys = select_cells(form, names) if form else ()
        if form and keys:
            yield find_terms(keys, form, cells, facts.trust), form


def _says(words: tuple[str, ...], claim: Claim, text: str) -> bool:
    """Whether one of `words` governs the figure: it stands in its clause, or, where that has no
    word of receiving, in its sentence."""
    clause = _clause(claim, text)
    said = clause if _COUNTED.search(clause) else claim.text
    return any(word in said for word in words)


def _clause(claim: Claim, text: str) -> str:
    """From the mark before the figure to the one behind it, without line breaks."""
    before = _CLAUSE.match(text[: claim.start][::-1])
    behind = _CLAUSE.match(text[claim.end :])
    parts = (
        before[0][::-1] if before else "",
        text[claim.start : claim.end],
        behind[0] if behind else "",
    )
    return "".join("".join(parts).split())


def _finding(rule: NarrativeRule, claim: Claim, facts: Facts, found: _Held) -> Finding:
    outcome = found.outcome
    verdict = "undecided" if _is_doubted(claim, found, facts) else outcome.verdict
    return Finding(
        rule=rule.rule,
        scope=claim.metric,
        verdict=verdict,
        severity=rule.severity,
        message_zh=_message_zh(claim, found, facts),
        message_en=_message_en(claim, found, facts),
        left=outcome.left,
        right=outcome.right,
        cells=tuple(term.key for term in found.terms),
        claims=(claim.start,),
        cause=_find_cause(claim, facts, found) if verdict == "broken" else None,
    )


def _is_doubted(claim: Claim, found: _Held, facts: Facts) -> bool:
    """Whether a claim that may be misread is against the table; one that agrees with it is not
    likely to be."""
    return claim.confidence < facts.trust and found.outcome.verdict != "holds"


def _find_cause(claim: Claim, facts: Facts, found: _Held) -> Cause | None:
    """As with identities, by how sure the readings are, of the text and of the table."""
    surest = min((claim.confidence, *(term.cell.confidence for term in found.terms)))
    return find_cause(surest, facts.trust)


def _message_zh(claim: Claim, found: _Held, facts: Facts) -> str:
    metric = _METRICS.get(claim.metric, (claim.metric, ""))[0]
    doubt = "文字所述" if _is_doubted(claim, found, facts) else ""
    names = "”与“".join(place(term.key, found.form) for term in found.terms[:2])
    places = f"“{names}”" + f"等 {len(found.terms)} 项" * (len(found.terms) > 2)
    return (
        f"文字称{metric}为 {number(claim.value)}（“{_sentence(claim)}”），"
        f"表中{places}{_value_zh(found)}，"
        f"{verdict_zh(found.outcome, lambda term: place(term.key, found.form), doubt)}"
        f"{slip_zh(_slip(claim, found))}。"
    )


def _message_en(claim: Claim, found: _Held, facts: Facts) -> str:
    metric = _METRICS.get(claim.metric, ("", claim.metric))[1]
    doubt = "the text" if _is_doubted(claim, found, facts) else ""
    places = " + ".join(str(term.key) for term in found.terms[:2])
    places += f" and {len(found.terms) - 2} more" * (len(found.terms) > 2)
    return (
        f"The text says {number(claim.value)} for {metric} (“{_sentence(claim)}”), "
        f"the table{_value_en(found)} at {places}; "
        f"{verdict_en(found.outcome, lambda term: str(term.key), doubt)}"
        f"{slip_en(_slip(claim, found))}."
    )


def _sentence(claim: Claim) -> str:
    return quote(claim.text, number(claim.value))


def _value_zh(found: _Held) -> str:
    values = [term.value for term in found.terms if term.is_read]
    if not values:
        return "未读出"
    return ("之和 " if len(found.terms) > 1 else "为 ") + add_up(values)


def _value_en(found: _Held) -> str:
    values = [term.value for term in found.terms if term.is_read]
    return f" has {add_up(values)}" if values else " has nothing that was read"


def _slip(claim: Claim, found: _Held) -> Slip | None:
    outcome = found.outcome
    return find_slip(claim.value, outcome.right) if outcome.verdict == "broken" else None
