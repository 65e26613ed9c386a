"""Text files: lines are split into fields, with the offsets of the file."""

from __future__ import annotations

import json
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.text.plain import ingest_text

CASES = json.loads((Path(__file__).parents[2] / "cases" / "lines.json").read_text("utf-8"))


def rows_of(text: str) -> list[list[str]]:
    fragments = ingest_text(text.encode(), "text").fragments
    return [[f.text for f in row] for _, row in groupby(fragments, key=lambda f: f.row)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_lines_are_split_into_fields(case: dict[str, object]) -> None:
    assert rows_of(str(case["text"])) == case["rows"]


@given(st.text(alphabet="规章0123 \t|｜\n\r\u3000-/。，第二十条", max_size=200))
def test_offsets_give_the_texts_of_fragments(text: str) -> None:
    document = ingest_text(text.encode(), "text")
    assert all(document.text[f.start : f.end] == f.text for f in document.fragments)
    starts = [f.start for f in document.fragments]
    assert starts == sorted(starts)


@given(st.text(alphabet="规章0 \t|\n", max_size=200))
def test_no_character_is_in_two_fragments(text: str) -> None:
    fragments = ingest_text(text.encode(), "text").fragments
    assert all(a.end <= b.start for a, b in pairwise(fragments))
