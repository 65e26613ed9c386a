"""What running text claims: sentences by hand, and what holds for any text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configs import FOLDER
from models.artefacts import load_models
from pipeline.extract import Kit, extract, load_kit
from pipeline.normalise import fold
from pipeline.read.contexts import Passage
from pipeline.read.quantities import find_quantities
from pipeline.read.statements import find_claims
from pipeline.records import Claim
from tests.claims import say_all

FOLDER_OF_CASES = Path(__file__).parents[1] / "cases"
MODELS = load_models()


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER_OF_CASES / name).read_text("utf-8"))
    return cases


CASES = load("claims.json")


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    known = (case.get("section", "overview"), case.get("year", 2023))
    passage = Passage(case["text"], *known, case.get("agency"))
    return find_claims(passage, MODELS.claims, MODELS.breakdowns)


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, marks=marks, id=case["text"][:40])


@pytest.mark.parametrize("case", list(map(marked, CASES)))
def test_claims(case: dict[str, Any]) -> None:
    assert say_all(claims_of(case)) == sorted(case["claims"]), case["why"]


def test_every_case_says_why() -> None:
    assert all(case["why"] for case in CASES)
    assert len({case["text"] for case in CASES}) == len(CASES) >= 60


def f1(cases: list[dict[str, Any]], breakdowns: bool) -> float:
    """Of all claims, or all breakdowns, by metric and value."""
    hits = total = 0
    for case in cases:
        lines = [say_all(claims_of(case)), case["claims"]]
        mine, true = ([_short(o) for o in own if ("=" in o) == breakdowns] for own in lines)
        hits += sum(min(mine.count(line), true.count(line)) for line in set(true))
        total += len(mine) + len(true)
    return 2 * hits / total


def _short(line: str) -> str:
    """Without whose it is, which year, and whether it is exact."""
    return " ".join(line.split(" ")[: 4 if "=" in line else 2])


@pytest.mark.parametrize(
    ("name", "claims", "breakdowns"),
    [("claims_fresh.json", 0.94, 0.95), ("claims_unseen.json", 0.86, 0.9)],
)
def test_sentences_unlike_the_patterns(name: str, claims: float, breakdowns: float) -> None:
    """Written after published reports; of `unseen` nothing was taught. Floors: what was measured."""
    cases = load(name)
    assert len({case["text"] for case in cases}) == len(cases) >= 30
    assert f1(cases, breakdowns=False) >= claims
    assert f1(cases, breakdowns=True) >= breakdowns


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([piece for case in CASES for piece in case["text"].split("，")]),
        st.text("0123456789,.%年月件条收到未无申请公开其中，。；（）\n 一二三万亿余", max_size=12),
    ),
    max_size=6,
).map("，".join)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_offsets_are_those_of_the_figure(text: str) -> None:
    quantities = {(one.start, one.end): one for one in find_quantities(fold(text))}
    for claim in claims_of({"text": text}):
        one = quantities[claim.start, claim.end]
        assert (claim.value, claim.approximate or bool(claim.parts)) == (
            one.value,
            one.approximate or bool(claim.parts),
        )
        assert text[claim.start : claim.end] and text[claim.start : claim.end] in claim.text
        assert 0 <= claim.confidence <= 1


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_reading_is_deterministic(text: str) -> None:
    assert claims_of({"text": text}) == claims_of({"text": text})


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_quantities_do_not_overlap(text: str) -> None:
    found = find_quantities(fold(text))
    assert all(a.stop <= b.start for a, b in pairwise(found))
    assert all(one.start < one.end <= one.stop for one in found)


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.*[!n]"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_no_claim_stands_in_a_table(path: Path, kit: Kit) -> None:
    report = extract(path.read_bytes(), path.name, kit)
    cells = [(cell.start, cell.end) for cell in report.cells if cell.start is not None]
    for claim in report.claims:
        assert not any(a < claim.end and claim.start < b for a, b in cells if b and b > a)
        assert report.document.text[claim.start : claim.end] in claim.text
