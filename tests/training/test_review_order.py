"""The order in which reports are reviewed: layouts share the first places, a fifth is random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.kit import Kit
from gouji.training.evaluation.learning.review_orders import (
    CELLS,
    ORDERS,
    QUEUE,
    REPORTS,
    OrderPoint,
    summarise_orders,
    trace_orders,
)
from gouji.training.review_order import Candidate, find_texts, order_reports

_LAYOUTS = {"甲": 120, "乙": 60, "丙": 3}  # doubts of each report by layout


def batch(reports: int) -> list[Candidate]:
    return [
        Candidate(f"{name}{number:02}", doubts, frozenset({f"{name}类事项", f"{name}项数量"}))
        for name, doubts in _LAYOUTS.items()
        for number in range(reports)
    ]


def test_layouts_share_the_first_places_by_their_doubts() -> None:
    first = Counter(report[0] for report in order_reports(batch(20))[:20])
    assert first["甲"] > first["乙"] > 0
    assert first["甲"] < 20 * 120 / 183 + 3, "a layout with many doubts takes not all places"


def test_a_fifth_is_drawn_at_random() -> None:
    orders = [order_reports(batch(20), seed) for seed in range(30)]
    drawn = [order[4::5][:6] for order in orders]
    assert all(order[:4] == orders[0][:4] for order in orders)
    assert len({report for reports in drawn for report in reports}) > 40
    known = sum(report[0] == "丙" for reports in drawn for report in reports)
    assert 0.2 < known / (30 * 6) < 0.5, "reports with few doubts are drawn as often as others"


def test_the_most_doubtful_report_of_a_layout_comes_first() -> None:
    texts = frozenset({"申请数量"})
    candidates = [Candidate(str(doubts), doubts, texts) for doubts in (3, 9, 1, 7)]
    assert order_reports(candidates)[:4] == ["9", "7", "3", "1"]


@given(
    st.lists(
        st.builds(
            Candidate,
            st.uuids().map(str),
            st.integers(0, 50),
            st.frozensets(st.sampled_from("甲乙丙丁戊己庚")),
        ),
        unique_by=lambda candidate: candidate.report,
    ),
    st.integers(),
)
def test_every_report_has_a_place_and_the_order_can_be_made_again(
    candidates: list[Candidate], seed: int
) -> None:
    order = order_reports(candidates, seed)
    assert sorted(order) == sorted(candidate.report for candidate in candidates)
    assert order == order_reports(candidates, seed)


def test_texts_are_the_words_before_a_figure_on_its_line() -> None:
    text = "表头说明\n本机关 | 答复意见书 | 12 件 | 0\n其他 3"
    assert find_texts(text, [text.index("12")]) == {"本机关", "答复意见书"}
    assert find_texts(text, [text.index("3")]) == {"其他"}
    assert find_texts(text, []) == frozenset()


def test_the_reports_that_an_order_needs_are_interpolated() -> None:
    wrong = {QUEUE: (60, 20), REPORTS: (90, 40), CELLS: (90, 70)}
    points = [
        OrderPoint(order, seed, reviewed, 1000, errors + seed)
        for order in ORDERS
        for seed in (-1, 1)
        for reviewed, errors in zip((10, 20), wrong.get(order, (99, 99)), strict=True)
    ]
    needed = {row["order"]: row["needed"] for row in summarise_orders(points)}
    assert needed == {QUEUE: 15.0, REPORTS: 20.0, CELLS: None, "strata": None}
    first = summarise_orders(points)[0]
    assert (first["wrong"], first["low"] < 60 < first["high"]) == (60, True)


def test_layouts_are_learned_from_fewer_reports_than_by_chance() -> None:
    """Two reports of a layout are the least that make it known."""
    candidates = [
        *batch(8),
        *(Candidate(f"既有{number:02}", 1, frozenset({"既有事项"})) for number in range(40)),
    ]
    names = sorted(candidate.report for candidate in candidates)
    queue = [_count_known(order_reports(candidates, seed)[:8]) for seed in range(30)]
    chance = [_count_known(Random(seed).sample(names, 12)) for seed in range(30)]
    assert mean(queue) > mean(chance), "8 reports in order show more than 12 at random"


def _count_known(reports: Sequence[str]) -> int:
    """The doubts of the layouts of which two reports or more are reviewed."""
    layouts = Counter(report[0] for report in reports)
    return sum(doubts for name, doubts in _LAYOUTS.items() if layouts[name] >= 2)


def test_every_order_is_measured_on_the_same_next_reports(kit: Kit) -> None:
    points = list(trace_orders(["transposed", "own-words"], [0, 12], 2, [1], kit, lambda _: None))
    by_order = {(point.order, point.reviewed): point for point in points}
    assert set(by_order) == {(order, count) for order in ORDERS for count in (0, 12)}
    assert len({point.cells for point in points}) == 1
    unread = {by_order[order, 0].wrong for order in ORDERS}
    assert len(unread) == 1
    assert by_order[QUEUE, 12].wrong < unread.pop()
