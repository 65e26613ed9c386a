"""What a season of review amounts to: who, how many, how fast, how often two readers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gouji.pipeline.decisions.answers import CellAnswer
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.decisions.standing import find_standing, list_valid
from gouji.review.attention import Checks, Outcome
from gouji.review.audit import ErrorRate, compare_cells, estimate_rate
from gouji.review.filters import Filters
from gouji.review.queue import Progress, Queue


@dataclass(frozen=True, slots=True)
class ReviewerSummary:
    """One reviewer: decisions that count, decisions taken back, seconds a decision at the median,
    hours in all, answers that a second reading compared, and those that were wrong in the end;
    attention checks, and those whose wrong number was accepted."""

    name: str
    decisions: int
    retracted: int
    seconds: float | None
    hours: float
    compared: int
    wrong: int
    checks: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """`agreement` is the share of second readings that agreed, `kappa` Cohen's kappa of them."""

    progress: Progress
    reviewers: tuple[ReviewerSummary, ...]
    compared: int
    agreement: float | None
    kappa: float | None
    seconds: float | None
    audit: ErrorRate | None


def summarise_review(queue: Queue, checks: Checks) -> ReviewSummary:
    """The summary of all decisions on the reports of a queue."""
    by_subject = {
        subject: decisions
        for subject, decisions in queue.history.by_subject().items()
        if subject.report in queue.entries
    }
    pairs = [pair for listed in by_subject.values() for pair in find_pairs(listed)]
    agreed = [first.answer == second.answer for first, second in pairs]
    return ReviewSummary(
        progress=queue.progress(Filters()),
        reviewers=tuple(_summarise_reviewers(by_subject, checks.summarise())),
        compared=len(pairs),
        agreement=sum(agreed) / len(agreed) if agreed else None,
        kappa=find_kappa([(str(a.answer), str(b.answer)) for a, b in pairs]),
        seconds=find_seconds(one for many in by_subject.values() for one in many),
        audit=estimate_rate(compare_cells(queue.drawn, list_audited(queue.history.audited()))),
    )


def find_seconds(decisions: Iterable[Decision]) -> float | None:
    """Seconds a decision at the median; None where none was measured."""
    measured = [one.seconds for one in decisions if one.seconds is not None and one.answer]
    return median(measured) if measured else None


def find_pairs(decisions: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """First and second readings of one subject."""
    valid = list_valid(decisions)
    return [
        (first, second)
        for first, second in pairwise(valid)
        if second.blind and first.by != second.by
    ]


def find_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: agreement beyond what chance gives. None where there is nothing to compare,
    or where both always give the same one answer."""
    if not pairs:
        return None
    total = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / total
    expected = sum(first[answer] * second[answer] for answer in first) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _summarise_reviewers(
    by_subject: Mapping[Subject, Sequence[Decision]], outcomes: Mapping[str, Outcome]
) -> Iterable[ReviewerSummary]:
    """An answer is wrong where two readers differed and what stands in the end is another one."""
    decided: defaultdict[str, list[Decision]] = defaultdict(list)
    retracted, compared, wrong = Counter[str](), Counter[str](), Counter[str]()
    for listed in by_subject.values():
        retracted.update(one.by for one in listed if one.retracts)
        final = find_standing(listed).decision
        for decision in list_valid(listed):
            decided[decision.by].append(decision)
        for reading in (one for pair in find_pairs(listed) for one in pair):
            if final is not None:
                compared[reading.by] += 1
                wrong[reading.by] += reading.answer != final.answer
    for name in sorted({*decided, *outcomes}):
        own = decided[name]
        hours = sum(one.seconds or 0.0 for one in own) / 3600
        yield ReviewerSummary(
            name, len(own), retracted[name], find_seconds(own), hours, compared[name], wrong[name],
            *outcomes.get(name, Outcome()),
        )  # fmt: skip


def list_audited(decisions: Iterable[Decision]) -> Iterable[tuple[str, bool]]:
    """Report and whether the reading was right, for each trusted cell of the audit."""
    for decision in decisions:
        was, answer = decision.was or {}, decision.answer
        if isinstance(answer, CellAnswer) and "status" in was:
            value = None if answer.value is None else float(answer.value)
            yield decision.subject.report, (was["status"], was["value"]) == (answer.status, value)
