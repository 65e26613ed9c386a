"""The sentences labelled by hand: each label is of a figure or a word of zero that is there."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from gouji.configs import FOLDER
from gouji.models.claims import CHANNEL
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.kit import load_kit
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.claims.slots import METRICS
from gouji.training.evaluation.labelled_claims import LABELLED, parse_label, score_by_hand

CASES = json.loads(LABELLED.read_text("utf-8"))


def test_there_are_enough_of_them_and_none_twice() -> None:
    sentences = [s for case in CASES for s in re.split("[。；]", case["text"]) if s.strip()]
    assert len(sentences) >= 150
    assert len({case["text"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_every_label_is_of_a_figure_that_is_there(case: dict[str, list[str]]) -> None:
    there = {one.value for one in find_quantities(fold(str(case["text"])))}
    for metric, known, _ in map(parse_label, case["claims"]):
        value, parts = known  # type: ignore[misc]
        assert {value, *parts} <= there
        assert metric in {*METRICS.values(), CHANNEL, "breakdown"}


def test_labels_are_parsed() -> None:
    assert parse_label("breakdown 12 = 7+5 part last_year ~") == (
        "breakdown", (Decimal(12), (Decimal(7), Decimal(5))), ("part", "last_year", True),
    )  # fmt: skip
    assert parse_label("requests_by_channel:网上 3") == (
        CHANNEL, (Decimal(3), ()), ("self", "year", False),
    )  # fmt: skip


def test_models_find_more_than_a_first_match() -> None:
    kit = load_kit(FOLDER)
    mine, first = score_by_hand(kit.models.claims, kit.models.breakdowns)
    (claims, breakdowns), (matched, parted) = mine.table()[:2], first.table()[:2]
    assert claims.true == matched.true > 200
    assert claims.f1 > matched.f1
    assert breakdowns.f1 > parted.f1
