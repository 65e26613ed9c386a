"""Decisions as JSON lines: the lines of the contract, lines that are refused, round trips."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.decisions.answers import CellAnswer
from gouji.pipeline.decisions.json_lines import LineError, decision_to_line, line_to_decision
from gouji.pipeline.decisions.records import Decision, Subject

CASES = json.loads((Path(__file__).parents[1] / "cases" / "decisions.json").read_text("utf-8"))
VALID = [case for case in CASES if case["valid"]]
REFUSED = [case for case in CASES if not case["valid"]]


def why(case: dict[str, Any]) -> str:
    return str(case["why"])


@pytest.mark.parametrize("case", VALID, ids=why)
def test_a_line_comes_back_with_all_its_keys(case: dict[str, Any]) -> None:
    decision = line_to_decision(case["line"])
    written = json.loads(json.dumps(decision_to_line(decision)))
    assert line_to_decision(written) == decision
    at = datetime.fromisoformat(case["line"]["at"]).astimezone(UTC)
    expected = case["line"] | {"at": at.isoformat().replace("+00:00", "Z")}
    assert {key: written.get(key) for key in expected} == expected


@pytest.mark.parametrize("case", REFUSED, ids=why)
def test_a_line_is_refused_in_both_languages(case: dict[str, Any]) -> None:
    with pytest.raises(LineError, match=r"有误|键") as error:
        line_to_decision(case["line"])
    assert "not valid" in str(error.value) or "needed" in str(error.value)


def test_the_same_line_is_the_same_decision() -> None:
    line = VALID[0]["line"]
    assert line_to_decision(line).id == line_to_decision(dict(reversed(line.items()))).id
    assert line_to_decision(line).id != line_to_decision(line | {"value": 42}).id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PRINTED = st.text(st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc")), min_size=1)


@given(
    value=st.integers(-(2**53), 2**53) | st.decimals(-(10**9), 10**9, places=6),
    by=PRINTED.filter(lambda text: len(text) <= 200),
    seconds=st.none() | st.floats(0, 86400),
    was=st.none() | st.dictionaries(st.text(), JSON, max_size=3),
)
def test_every_cell_decision_comes_back(value: Any, by: str, seconds: Any, was: Any) -> None:
    decision = Decision(
        Subject("ab", "cell", "requests/received/total"),
        CellAnswer(status="read", value=value),
        by,
        datetime(2026, 12, 1, 8, tzinfo=UTC),
        seconds=seconds,
        was=was,
    )
    assert line_to_decision(json.loads(json.dumps(decision_to_line(decision)))) == decision


@given(line=st.dictionaries(st.sampled_from([*VALID[5]["line"], "claim", "section"]), JSON))
def test_no_line_does_more_than_be_refused(line: dict[str, Any]) -> None:
    with suppress(LineError):
        line_to_decision(line)
