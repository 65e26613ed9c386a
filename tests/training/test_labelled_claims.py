"""The sentences labelled by hand: every label names a figure or a word of zero in the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal

import pytest

from gouji.configs import FOLDER
from gouji.models.claims import CHANNEL
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.kit import load_kit
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.claims.slots import METRICS
from gouji.training.evaluation.labelled_claims import (
    LABELLED,
    parse_label,
    score_kinds,
    score_labelled_claims,
)

CASES = json.loads(LABELLED.read_text("utf-8"))


def test_sentences_are_enough_and_all_different() -> None:
    sentences = [s for case in CASES for s in re.split("[。；]", case["text"]) if s.strip()]
    assert len(sentences) >= 370
    assert len({case["text"] for case in CASES}) == len(CASES)
    assert min(Counter(case["kind"] for case in CASES if "kind" in case).values()) >= 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_every_label_names_a_figure_of_the_text(case: dict[str, list[str]]) -> None:
    values = {quantity.value for quantity in find_quantities(fold(str(case["text"])))}
    for label in map(parse_label, case["claims"]):
        value, parts = label.figure
        assert {value, *parts} <= values  # type: ignore[misc]
        assert label.metric in {*METRICS.values(), CHANNEL, "breakdown"}


def test_labels_are_parsed() -> None:
    assert parse_label("breakdown 12 = 7+5 part last_year ~") == (
        "breakdown", (Decimal(12), (Decimal(7), Decimal(5))), ("part", "last_year", True),
    )  # fmt: skip
    assert parse_label("requests_by_channel:网上 3") == (
        CHANNEL, (Decimal(3), ()), ("self", "year", False),
    )  # fmt: skip


def test_models_find_more_than_regular_expressions() -> None:
    kit = load_kit(FOLDER)
    scores = score_labelled_claims(kit.models.claims, kit.models.breakdowns)
    claims, breakdowns = scores.models.table()[:2]
    regex_claims, regex_breakdowns = scores.regex.table()[:2]
    assert claims.true == regex_claims.true > 200
    assert claims.f1 > regex_claims.f1
    assert breakdowns.f1 > regex_breakdowns.f1


def test_kinds_add_up_to_all_passages() -> None:
    kit = load_kit(FOLDER)
    models = kit.models.claims, kit.models.breakdowns
    kinds, total = score_kinds(*models), score_labelled_claims(*models).models.table()[0]
    assert {score.metric for score in kinds} == {case.get("kind", "without kind") for case in CASES}
    assert sum(score.true for score in kinds) == total.true
    assert sum(score.predicted for score in kinds) == total.predicted
