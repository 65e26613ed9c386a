"""The promise: exact numbers, the order of thresholds, and what no number of reports shows."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from gouji.training.promotion.floors import PromiseConfig
from gouji.training.promotion.promise import bound_share, count_needed, find_promise
from tests.promotion.scores import make_score

CONFIG = PromiseConfig(confidence=0.95, thresholds=(0.9999, 0.99, 0.9, 0.85))


@pytest.mark.parametrize(
    ("wrong", "total", "share"),
    [(0, 2995, 1e-3), (0, 5990, 5e-4), (0, 29_956, 1e-4), (2, 62_956, 1e-4)],
)
def test_exact_numbers_of_reports(wrong: int, total: int, share: float) -> None:
    assert bound_share(wrong, total, 0.95) <= share < bound_share(wrong, total - 1, 0.95)
    if not wrong:
        assert count_needed(share, 0.95) == total


@pytest.mark.parametrize(("wrong", "total"), [(0, 10), (1, 10), (3, 480), (10, 10), (7, 3000)])
def test_the_bound_is_that_of_scipy(wrong: int, total: int) -> None:
    exact = binomtest(wrong, total, alternative="less").proportion_ci(0.95, "exact").high
    assert bound_share(wrong, total, 0.95) == pytest.approx(exact, abs=1e-12)


def test_the_lowest_threshold_that_keeps_the_promise() -> None:
    """Eight reports have a wrong cell at 0.95, which 0.99 leaves to review."""
    scores = [make_score(i, confidence=0.99991) for i in range(2995)]
    scores += [make_score(i, wrong=1, confidence=0.95) for i in range(8)]
    promise = find_promise(scores, 1e-3, CONFIG)
    assert promise.kept and promise.kept.threshold == 0.99
    assert (promise.kept.reports, promise.kept.wrong_reports) == (2995, 0)
    assert promise.kept.bound <= 1e-3
    assert [test.threshold for test in promise.tests] == [0.9999, 0.99, 0.9]


def test_thresholds_that_too_few_reports_reach_are_passed_over() -> None:
    scores = [make_score(i, confidence=0.995) for i in range(400)]
    promise = find_promise(scores, 0.01, CONFIG)
    assert promise.tests[0].reports == 0 and promise.tests[0].bound == 1.0
    assert promise.kept and promise.kept.threshold == 0.85


def test_the_search_stops_at_the_first_threshold_that_fails() -> None:
    """Also where a lower one would seem to keep the promise again."""
    scores = [make_score(i, wrong=int(i < 9), confidence=0.99991) for i in range(400)]
    promise = find_promise(scores, 0.01, CONFIG)
    assert promise.kept is None
    assert [test.threshold for test in promise.tests] == [0.9999]


def test_too_few_clean_reports_give_no_threshold_and_say_how_many_would_do() -> None:
    promise = find_promise([make_score(i) for i in range(480)], 1e-3, CONFIG)
    assert promise.kept is None and promise.needed == 2995


def test_reports_outside_known_layouts_are_outside_the_promise() -> None:
    scores = [make_score(i) for i in range(300)]
    scores += [make_score(i, wrong=5, is_known=False) for i in range(50)]
    promise = find_promise(scores, 0.01, CONFIG)
    assert promise.outside == 50
    assert promise.kept and promise.kept.reports == 300


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        find_promise([], 0.0, CONFIG)
