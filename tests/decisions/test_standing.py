"""Which decision stands: the latest, unless it was taken back or a second reading disputes it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.decisions.answers import CellAnswer
from gouji.pipeline.decisions.records import Decision, Subject, retract
from gouji.pipeline.decisions.standing import find_standing, is_drawn_for_second, list_valid

CELL = Subject("ab", "cell", "requests/received/total")
AT = datetime(2026, 12, 1, tzinfo=UTC)


def say(value: int, by: str, blind: bool = False) -> Decision:
    return Decision(CELL, CellAnswer(status="read", value=value), by, AT, blind=blind)


def test_the_latest_answer_stands() -> None:
    first, second = say(4, "甲"), say(5, "乙")
    assert find_standing([first, second]).decision == second
    assert not find_standing([first, second]).is_confirmed
    assert find_standing([]).decision is None


def test_what_was_taken_back_does_not_stand_and_can_be_taken_back_again() -> None:
    first, second = say(4, "甲"), say(5, "甲")
    back = retract(second, "甲")
    assert find_standing([first, second, back]).decision == first
    assert find_standing([first, second, back, retract(first, "甲")]).decision is None


def test_a_retraction_reaches_its_own_subject_only() -> None:
    first = say(4, "甲")
    other = Decision(
        CELL._replace(subject="requests/received/company"), None, "乙", AT, retracts=first.id
    )
    assert list_valid([first, other]) == [first]


def test_a_second_reading_confirms_or_disputes() -> None:
    first = say(4, "甲")
    same, other = say(4, "乙", blind=True), say(7, "乙", blind=True)
    assert find_standing([first, same]).is_confirmed
    assert find_standing([first, same]).decision == first
    disputed = find_standing([first, other])
    assert disputed.decision is None
    assert disputed.disputed == (first, other)
    settled = find_standing([first, other, say(7, "丙")])
    assert settled.decision is not None
    assert settled.decision.by == "丙"
    assert settled.is_confirmed
    assert settled.readers == {"甲", "乙", "丙"}


def test_a_blind_answer_alone_is_a_first_reading() -> None:
    audit = say(4, "甲", blind=True)
    assert find_standing([audit]).decision == audit
    assert find_standing([audit, say(5, "甲", blind=True)]).decision != audit


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("甲乙丙"), st.booleans())))
def test_an_answer_that_stands_was_given(answers: list[tuple[int, str, bool]]) -> None:
    decisions = [say(*answer) for answer in answers]
    standing = find_standing(decisions)
    assert standing.decision is None or standing.decision in decisions
    assert (standing.decision is None) == (not decisions or bool(standing.disputed))
    assert standing.readers == {decision.by for decision in decisions}


def test_one_subject_in_twenty_is_drawn_for_a_second_reading() -> None:
    subjects = [CELL._replace(report=f"{number:x}") for number in range(20000)]
    drawn = [subject for subject in subjects if is_drawn_for_second(subject)]
    assert 900 < len(drawn) < 1100
    assert drawn == [subject for subject in subjects if is_drawn_for_second(subject)]
