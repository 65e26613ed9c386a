"""Claims of running text: hand-written sentences, and properties of any text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.models.artefacts import load_models
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import find_claims
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim
from gouji.training.evaluation.regex_baseline import find_first_matches
from tests.claims.cases import say_all

FOLDER_OF_CASES = Path(__file__).parents[1] / "cases"
MODELS = load_models()
Finder = Callable[[dict[str, Any]], Iterable[Claim]]


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER_OF_CASES / name).read_text("utf-8"))
    return cases


CASES = load("claims.json")


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    section, year = case.get("section", "overview"), case.get("year", 2023)
    passage = Passage(case["text"], section, year, case.get("agency"))
    return find_claims(passage, MODELS.claims, MODELS.breakdowns)


def mark_known_failures(cases: list[dict[str, Any]]) -> Iterator[ParameterSet]:
    for case in cases:
        reason = case.get("known_failure")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(case, marks=marks, id=case["text"][:40])


@pytest.mark.parametrize("case", list(mark_known_failures(CASES)))
def test_claims(case: dict[str, Any]) -> None:
    assert say_all(claims_of(case)) == sorted(case["claims"]), case["why"]


def test_every_case_has_a_reason_and_its_own_text() -> None:
    assert all(case["why"] for case in CASES)
    assert len({case["text"] for case in CASES}) == len(CASES) >= 60


def first_match(case: dict[str, Any]) -> list[Claim]:
    return find_first_matches(case["text"])


def f1(cases: list[dict[str, Any]], *, breakdowns: bool, find: Finder = claims_of) -> float:
    """F1 of all claims, or of all breakdowns, by metric and value."""
    hits = total = 0
    for case in cases:
        found, true = (
            [_shorten(line) for line in lines if ("=" in line) == breakdowns]
            for lines in (say_all(find(case)), case["claims"])
        )
        hits += sum(min(found.count(line), true.count(line)) for line in set(true))
        total += len(found) + len(true)
    return 2 * hits / total


def _shorten(line: str) -> str:
    """The line without scope, period and ~."""
    return " ".join(line.split(" ")[: 4 if "=" in line else 2])


@pytest.mark.parametrize(
    ("name", "claims", "breakdowns"),
    [
        ("claims_fresh.json", 0.95, 0.95),
        ("claims_unseen.json", 0.95, 0.95),
        ("claims_real.json", 0.95, 0.92),
        ("claims_later.json", 0.9, 0.85),
        ("claims_held_out.json", 0.84, 0.9),
        ("claims_wide.json", 0.92, 0.8),
        ("claims_prose.json", 0.93, 0.9),
    ],
)
def test_sentences_unlike_the_patterns(name: str, claims: float, breakdowns: float) -> None:
    """Sentences modelled on published reports; the floors are measured scores.

    `prose` has contact lines, menus, captions, proposals and other figures that state nothing. No
    wording of `held_out` is in the training data, of `later` only wordings for last year's
    figures; the combined clauses of the training data were written after `wide`. The first match
    of a regular expression is scored as well (`pytest -s` prints both).
    """
    cases = load(name)
    assert len({case["text"] for case in cases}) == len(cases) >= 30
    scores = [
        f1(cases, breakdowns=is_breakdown, find=find)
        for find in (claims_of, first_match)
        for is_breakdown in (False, True)
    ]
    print(f"{name}: claims {scores[0]:.3f}, breakdowns {scores[1]:.3f};", end=" ")
    print(f"first match: claims {scores[2]:.3f}, breakdowns {scores[3]:.3f}")
    assert scores[0] >= max(claims, scores[2] + 0.1)
    assert scores[1] >= max(breakdowns, scores[3])


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([piece for case in CASES for piece in case["text"].split("，")]),
        st.text("0123456789,.%年月件条收到未无申请公开其中，。；（）\n 一二三万亿余", max_size=12),
    ),
    max_size=6,
).map("，".join)


@given(TEXTS)
@example("0。1，1\n亿")  # a figure does not continue beyond its line
@example("收到数为无\n二")
@settings(max_examples=150, deadline=None)
def test_offsets_are_those_of_the_figure(text: str) -> None:
    quantities = {(each.start, each.end): each for each in find_quantities(fold(text))}
    for claim in claims_of({"text": text}):
        quantity = quantities[claim.start, claim.end]
        assert claim.value == quantity.value
        assert claim.parts or claim.approximate == quantity.approximate
        assert text[claim.start : claim.end] and text[claim.start : claim.end] in claim.text
        assert 0 <= claim.confidence <= 1


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_reading_is_deterministic(text: str) -> None:
    assert claims_of({"text": text}) == claims_of({"text": text})


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_quantities_do_not_overlap(text: str) -> None:
    quantities = find_quantities(fold(text))
    assert all(a.unit_end <= b.start for a, b in pairwise(quantities))
    assert all(each.start < each.end <= each.unit_end for each in quantities)


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.*[!n]"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_no_claim_overlaps_a_cell(path: Path, kit: Kit) -> None:
    report = extract(path.read_bytes(), path.name, kit)
    cells = [(cell.start, cell.end) for cell in report.cells if cell.start is not None]
    for claim in report.claims:
        assert not any(a < claim.end and claim.start < b for a, b in cells if b and b > a)
        assert report.document.text[claim.start : claim.end] in claim.text
