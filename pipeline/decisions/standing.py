"""Which decision of a subject stands, after retractions and second readings.

The latest answer stands. A blind answer of another person is a second reading: it confirms the
answer before it, or disputes it. A disputed answer does not stand until a third person settles it
with an answer that is not blind, or one of the two agrees with the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from gouji.pipeline.decisions.records import Decision, Subject

SECOND_SHARE = 0.05  # Share of the subjects that a second person reads as well.


@dataclass(frozen=True, slots=True)
class Standing:
    """`decision` stands. `disputed` has the two answers that differ, until one settles them.
    `readers` are all who answered, `is_confirmed` tells that a second one agreed or a third one
    settled."""

    decision: Decision | None = None
    disputed: tuple[Decision, ...] = ()
    readers: frozenset[str] = frozenset()
    is_confirmed: bool = False


def list_valid(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that were not taken back, in their order. A decision can be retracted by a
    decision of the same subject only."""
    listed = list(decisions)
    retracted = {(one.subject, one.retracts) for one in listed if one.retracts}
    return [
        one for one in listed if one.answer is not None and (one.subject, one.id) not in retracted
    ]


def find_standing(decisions: Sequence[Decision]) -> Standing:
    """What stands of the decisions of one subject, which are in the order of being stored."""
    standing = Standing()
    for decision in list_valid(decisions):
        standing = _add(standing, decision)
    return standing


def _add(before: Standing, decision: Decision) -> Standing:
    readers = before.readers | {decision.by}
    for other in before.disputed if _is_party(before, decision) else ():
        if other.by != decision.by:
            return _compare(other, decision, readers)
    first = before.disputed[0] if before.disputed else before.decision
    if decision.blind and first is not None and first.by != decision.by:
        return _compare(first, decision, readers)
    return Standing(decision, (), readers, is_confirmed=bool(before.disputed))


def _is_party(before: Standing, decision: Decision) -> bool:
    """Whether one of two readers who differ answers again: this settles nothing by itself."""
    return any(one.by == decision.by for one in before.disputed)


def _compare(first: Decision, second: Decision, readers: frozenset[str]) -> Standing:
    if first.answer == second.answer:
        return Standing(first, (), readers, is_confirmed=True)
    return Standing(None, (first, second), readers)


def is_drawn_for_second(subject: Subject, share: float = SECOND_SHARE) -> bool:
    """Whether chance has a second person read this subject; the same in every run."""
    digest = blake2b("\n".join(subject).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * 2**64
