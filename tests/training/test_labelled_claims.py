"""The sentences labelled by hand: every label names a figure or a word of zero in the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.configs import FOLDER
from gouji.models.claims import CHANNEL
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.kit import load_kit
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.claims.slots import METRICS
from gouji.training.evaluation.labelled_claims import (
    CONTRASTING,
    LABELLED,
    count_false_claims,
    parse_label,
    score_kinds,
    score_labelled_claims,
)

CASES = json.loads(LABELLED.read_text("utf-8"))
CONTRASTS = json.loads(CONTRASTING.read_text("utf-8"))


def test_sentences_are_enough_and_all_different() -> None:
    sentences = [s for case in CASES for s in re.split("[。；]", case["text"]) if s.strip()]
    assert len(sentences) >= 370
    assert len({case["text"] for case in CASES}) == len(CASES)
    assert min(Counter(case["kind"] for case in CASES if "kind" in case).values()) >= 6


@pytest.mark.parametrize("case", [*CASES, *CONTRASTS], ids=lambda case: case["text"][:40])
def test_every_label_names_a_figure_of_the_text(case: dict[str, list[str]]) -> None:
    values = {quantity.value for quantity in find_quantities(fold(str(case["text"])))}
    for label in map(parse_label, case["claims"]):
        value, parts = label.figure
        assert {value, *parts} <= values  # type: ignore[misc]
        assert label.metric in {*METRICS.values(), CHANNEL, "breakdown"}


def test_contrasts_are_other_sentences() -> None:
    assert {case["text"] for case in CONTRASTS}.isdisjoint(case["text"] for case in CASES)
    assert len({case["text"] for case in CONTRASTS}) == len(CONTRASTS) >= 60
    assert min(Counter(case["kind"] for case in CONTRASTS).values()) >= 4
    assert sum(not case["claims"] for case in CONTRASTS) >= 15


def test_figures_of_other_things_are_seldom_claims() -> None:
    models = load_kit(FOLDER).models
    scores = score_labelled_claims(models.claims, models.breakdowns, CONTRASTING)
    claims, breakdowns = scores.models.table()[:2]
    assert claims.precision >= 0.97
    assert min(claims.recall, breakdowns.precision, breakdowns.recall) >= 0.9


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


def test_false_claims_are_those_that_no_label_states(tmp_path: Path) -> None:
    models = load_kit(FOLDER).models
    cases = [
        {"text": "全年收到政府信息公开申请18件，办结17件。", "claims": ["requests_handled 17"]},
        {"text": "全年收到政府信息公开申请18件；办结17件。", "claims": ["requests_received 18"]},
        {"text": "全年收到政府信息公开申请18件。", "claims": ["requests_received 18"]},
    ]
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(cases), "utf-8")
    counted = count_false_claims(models.claims, models.breakdowns, 0.5, path)
    assert (counted.sentences, counted.found, counted.trusted) == (4, 2, 2)
    assert counted.row()["false_per_hundred"] == 50
    assert count_false_claims(models.claims, models.breakdowns, 1.01, path).trusted == 0


def test_kinds_add_up_to_all_passages() -> None:
    kit = load_kit(FOLDER)
    models = kit.models.claims, kit.models.breakdowns
    kinds, total = score_kinds(*models), score_labelled_claims(*models).models.table()[0]
    assert {score.metric for score in kinds} == {case.get("kind", "without kind") for case in CASES}
    assert sum(score.true for score in kinds) == total.true
    assert sum(score.predicted for score in kinds) == total.predicted
