"""Numbers run together are split only if there is exactly one way to do it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.rebuild.run_together import add_up, split_glued, split_run, split_spaced
from gouji.pipeline.records import Fragment

FOLDER = Path(__file__).parents[1] / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "glued.json").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = json.loads((FOLDER / "glued_pairs.json").read_text("utf-8"))
SPACED: list[dict[str, Any]] = json.loads((FOLDER / "spaced.json").read_text(encoding="utf-8"))


def fields_of(texts: list[str]) -> tuple[Fragment, ...]:
    """Consecutive fields of a row, separated by tabs."""
    fields, start = [], 100
    for x, text in enumerate(texts):
        fields.append(Fragment(start, start + len(text), text, 3, x, ruled=True))
        start += len(text) + 1
    return tuple(fields)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_run(case: dict[str, Any]) -> None:
    parts = split_run(fields_of(case["fields"]), case["width"])
    found = [part.text for part in parts]
    assert found == (case["parts"] if len(found) != len(case["fields"]) else case["fields"])
    assert [text for text in found if text] == case["parts"]


@pytest.mark.parametrize("case", SPACED, ids=lambda case: case["why"])
def test_numbers_with_spaces_between_them(case: dict[str, Any]) -> None:
    fields = fields_of(case["fields"])
    parts = split_spaced(fields, case["width"])
    assert [part.text for part in parts] == case.get("parts", case["fields"])
    line = "\t".join(case["fields"])
    assert all(line[part.start - 100 : part.end - 100] == part.text for part in parts)


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case["why"])
def test_two_numbers_in_one_field(case: dict[str, Any]) -> None:
    parts = split_glued(fields_of(case["fields"]), case["width"])
    assert [part.text for part in parts] == case.get("parts", case["fields"])


numbers = st.lists(st.integers(0, 30), min_size=6, max_size=6)


@given(numbers)
def test_a_run_that_adds_up_is_split_as_printed_or_not_at_all(applicants: list[int]) -> None:
    row = [str(number) for number in (*applicants, sum(applicants))]
    (run,) = fields_of(["".join(row)])
    parts = split_run((run,), 7)
    assert parts == (run,) or [part.text for part in parts] == row


@given(st.text("0123456789-/", min_size=3, max_size=40), st.sampled_from([1, 3, 5, 7, 15]))
def test_no_character_is_lost_or_moved(text: str, width: int) -> None:
    (run,) = fields_of([text])
    parts = split_run((run,), width)
    assert 1 <= len(parts) <= max(1, width)
    assert "".join(part.text for part in parts) == text
    ends = [run.start, *(part.end for part in parts)]
    assert [part.start for part in parts] == ends[:-1]
    assert ends[-1] == run.end


def test_a_long_run_takes_little_time() -> None:
    start = time.perf_counter()
    split_run(fields_of(["1" * 40]), 15)
    assert time.perf_counter() - start < 0.5


def test_no_figures_add_up_to_nothing() -> None:
    assert not add_up([])
    assert split_glued((), 1) == ()
