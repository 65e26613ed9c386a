"""The audit: drawn by whole report from every stratum; the interval counts reports."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.review.audit import Audited, draw_audit, estimate_rate
from gouji.review.items import ReportEntry
from gouji.review.statistics import find_kappa


def entry(number: int, layout: str) -> ReportEntry:
    return ReportEntry(f"{number:x}", "", "", 2023, "2021", layout, layout, 0.85, frozenset())


ENTRIES = [
    entry(number, layout)
    for number, layout in enumerate(["html"] * 900 + ["scan"] * 95 + ["docx"] * 5)
]


def test_every_stratum_is_drawn_with_its_probability() -> None:
    drawn = draw_audit(ENTRIES, least=100)
    counts = Counter(one.stratum for one in drawn)
    assert counts["docx"] >= 1
    assert 85 <= counts["html"] <= 95
    assert sum(one.weight for one in drawn) == pytest.approx(len(ENTRIES))
    assert drawn == draw_audit(reversed(ENTRIES), least=100)
    first = Counter(one.stratum for one in drawn[:50])
    assert first["scan"] >= 3  # a part of the audit is a sample too


def test_chance_and_not_the_order_of_the_reports_draws() -> None:
    drawn = [int(one.report, 16) for one in draw_audit(ENTRIES[:900], least=90)]
    assert 300 < sum(drawn) / len(drawn) < 600


def test_few_reports_are_all_drawn() -> None:
    assert len(draw_audit(ENTRIES[:7])) == 7
    assert draw_audit([]) == ()


def test_errors_in_a_clump_widen_the_interval_by_report() -> None:
    clumped = estimate_rate([Audited(200, 20), *[Audited(200, 0)] * 19])
    spread = estimate_rate([Audited(200, 1)] * 20)
    assert clumped is not None
    assert spread is not None
    assert clumped.rate == spread.rate == pytest.approx(50)
    assert clumped.high / clumped.low > 10 * (spread.high / spread.low)


def test_no_error_in_few_reports_promises_little() -> None:
    few, many = (estimate_rate([Audited(200, 0)] * count) for count in (5, 300))
    assert few is not None
    assert many is not None
    assert few.rate == many.rate == 0
    assert few.high > 20
    assert many.high < 1
    assert estimate_rate([]) is None
    assert estimate_rate([Audited(0, 0)]) is None


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Every tenth report has a row of seven wrong cells."""
    rng, held = Random(1), 0
    for _ in range(300):
        sample = [Audited(200, 7 if rng.random() < 0.1 else 0) for _ in range(60)]
        found = estimate_rate(sample)
        assert found is not None
        held += found.low <= 1e4 * 0.1 * 7 / 200 <= found.high
    assert held >= 0.93 * 300


@given(
    st.lists(
        st.tuples(st.integers(1, 200), st.floats(0, 1), st.floats(1, 50)), min_size=1, max_size=30
    )
)
def test_the_rate_is_within_its_interval(reports: list[tuple[int, float, float]]) -> None:
    found = estimate_rate(
        [Audited(cells, round(cells * share), weight) for cells, share, weight in reports]
    )
    assert found is not None
    assert 0 <= found.low <= found.rate <= found.high <= 1e4 + 1e-6


def test_kappa_is_agreement_beyond_chance() -> None:
    assert find_kappa([]) is None
    assert find_kappa([("a", "a")] * 5) is None
    assert find_kappa([("a", "a"), ("b", "b")] * 10) == 1
    assert find_kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == pytest.approx(0)
