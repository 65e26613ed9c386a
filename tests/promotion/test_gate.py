"""The gate: what it lets through, what it refuses, and what it cannot tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gouji.training.promotion.floors import Floors
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.gate import LABELS, decide
from gouji.training.promotion.measures import draw_weights, measure, sum_reports
from gouji.training.promotion.report_scores import Strata
from gouji.training.promotion.shadow import Change, compare_scored
from tests.promotion.scores import CELLS, FLOORS, make_pairs, make_score


def test_the_measures_of_all_reports_are_those_counted_by_hand() -> None:
    scores = [
        make_score(0, wrong=2),
        make_score(1, doubted=20, false=1),
        make_score(2),
        make_score(3),
    ]
    values = measure(sum_reports(scores), np.ones((1, 4)), review_seconds=3.0)
    assert values["silent_wrong"][0] == pytest.approx(1e4 * 2 / (4 * CELLS))
    assert values["not_whole"][0] == pytest.approx(250)
    assert values["review_minutes"][0] == pytest.approx(20 * 3 / 60 / 4 * 1000)
    assert values["false_accusations"][0] == pytest.approx(250)
    over = 4 * CELLS - 20 - 2  # right cells at 0.999
    gap = abs(0.999 * (over + 2) - over) + abs(0.5 * 20 - 20)
    assert values["calibration"][0] == pytest.approx(1e3 * gap / (4 * CELLS))


def test_bootstrap_samples_are_the_same_for_the_same_seed_and_have_every_report_once_on_average() -> (
    None
):
    weights = draw_weights(50, 4000, 1)
    assert (weights.sum(axis=1) == 50).all()
    assert np.abs(weights.mean(axis=0) - 1).max() < 0.1
    assert (weights == draw_weights(50, 4000, 1)).all()


def test_equal_versions_are_not_worse_and_give_no_reason_to_promote() -> None:
    decision = decide(make_pairs(300, {"wrong": 3}, {"wrong": 3}), FLOORS)
    assert (decision.worse, decision.unknown, decision.gains) == ((), (), ())
    assert not decision.is_promotable


def test_fewer_silent_wrong_cells_are_a_gain() -> None:
    decision = decide(make_pairs(300, {"wrong": 8}, {"wrong": 1}), FLOORS)
    assert decision.is_promotable
    assert {c.measure for c in decision.gains} == {"silent_wrong", "not_whole"}


def test_a_gain_elsewhere_does_not_make_up_for_silent_wrong_cells() -> None:
    pairs = make_pairs(300, {"wrong": 1, "doubted": 90, "false": 9}, {"wrong": 8})
    decision = decide(pairs, FLOORS)
    assert {c.measure for c in decision.gains} == {"review_minutes", "false_accusations"}
    assert ("all", "silent_wrong") in {(c.stratum.kind, c.measure) for c in decision.worse}
    assert not decision.is_promotable


@pytest.mark.parametrize("count", [0, 1, 60, 199])
def test_too_few_reports_are_not_enough_to_tell(count: int) -> None:
    decision = decide(make_pairs(count, {"wrong": 9}, {}), FLOORS)
    assert "all" in {stratum.kind for stratum in decision.unknown}
    assert not decision.is_promotable


def test_a_medium_with_few_reports_is_not_enough_to_tell_and_a_layout_only_shown() -> None:
    pairs = make_pairs(300, {"wrong": 8}, {"wrong": 1})
    pairs += [restrata(pair, medium="scan") for pair in make_pairs(5, {}, {})]
    assert [s.name for s in decide(pairs, FLOORS).unknown] == ["scan"]
    pairs = pairs[:300] + [restrata(pair, layout="odd") for pair in make_pairs(5, {}, {})]
    assert decide(pairs, FLOORS).is_promotable


def test_a_loss_in_one_layout_is_one_however_good_the_rest_is() -> None:
    pairs = make_pairs(300, {"wrong": 8}, {"wrong": 1})
    pairs += [restrata(p, layout="odd") for p in make_pairs(25, {}, {"wrong": 100})]
    worse = decide(pairs, FLOORS).worse
    assert ("layout", "odd", "silent_wrong") in {
        (c.stratum.kind, c.stratum.name, c.measure) for c in worse
    }


def restrata(pair: PairedScore, **names: str) -> PairedScore:
    first, second = (
        replace(s, strata=s.strata._replace(**names), report=f"{s.report}-{names}") for s in pair
    )
    return PairedScore(first, second)


def test_a_gain_on_the_labelled_reports_is_enough() -> None:
    strata = Strata(LABELS, "html", "2021", "county")
    labelled = [
        PairedScore(make_score(i, wrong=2, strata=strata), make_score(i, strata=strata))
        for i in range(40)
    ]
    frozen = make_pairs(2000, {"wrong": 3}, {"wrong": 3})
    decision = decide([*frozen, *labelled], FLOORS)
    assert decision.is_promotable
    assert ("set", LABELS) in {(c.stratum.kind, c.stratum.name) for c in decision.gains}


def test_pairs_of_two_reports_are_refused() -> None:
    with pytest.raises(ValueError, match="one report"):
        decide([PairedScore(make_score(1), make_score(2))], FLOORS)


def test_the_bounds_cover_the_true_difference_as_often_as_they_say() -> None:
    """Forty draws of 400 reports in which the candidate has 2 % more wrong reports."""
    true, covered = 1e4 * 0.02 / CELLS, 0
    kinds = [make_score(1), make_score(1, wrong=1)]
    rng = np.random.default_rng(3)
    floors = FLOORS.model_copy(update={"resamples": 300})
    for _ in range(40):
        wrong = rng.random(400)
        pairs = [PairedScore(kinds[int(share < 0.03)], kinds[int(share < 0.05)]) for share in wrong]
        [result] = [
            c
            for c in decide(pairs, floors).comparisons
            if (c.stratum.kind, c.measure) == ("all", "silent_wrong")
        ]
        covered += result.high >= true
    assert covered >= 33


def test_the_shipped_floors_demand_every_measure() -> None:
    with pytest.raises(ValueError, match="a tolerance"):
        Floors.model_validate(FLOORS.model_dump() | {"tolerances": {"silent_wrong": 1.0}})
    with pytest.raises(ValueError, match="strictest first"):
        Floors.model_validate(
            FLOORS.model_dump() | {"promise": {"confidence": 0.95, "thresholds": [0.8, 0.9]}}
        )


def test_the_shadow_run_lists_accepted_values_that_change() -> None:
    champion, candidate = make_score(1, wrong=1), make_score(1, doubted=3)
    shadow = compare_scored([PairedScore(champion, candidate)])
    assert shadow.changes == (Change("r1", "requests/r0/c", "9", "1"),)
    assert (shadow.reports, shadow.newly_accepted, shadow.newly_doubted) == (1, 0, 3)
