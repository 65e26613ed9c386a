"""The trust threshold from the errors or the hours of review that are allowed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gouji
from gouji.pipeline.decisions.answers import CellAnswer
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.recheck.threshold import (
    ASSUMED_SECONDS,
    find_trust_for_count,
    find_trust_for_error,
)
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SAMPLE = SAMPLES / "03-bar-lines-contradiction.txt"
DOUBTFUL = SAMPLES / "10-bar-lines-no-row-totals.txt"  # some cells are below the configs' threshold
CONFIDENCES = st.lists(st.sampled_from([0.1, 0.5, 0.9, 0.99, 0.999, 1.0]), max_size=30)


@given(CONFIDENCES, st.sampled_from([0.0, 0.001, 0.01, 0.2, 1.0]))
def test_the_trusted_cells_keep_the_target_and_no_lower_threshold_does(
    confidences: list[float], target: float
) -> None:
    rising = np.sort(np.array(confidences))
    trust = find_trust_for_error(rising, target)
    trusted = [one for one in confidences if one >= trust]
    assert not trusted or trust == 1.0 or np.mean([1 - one for one in trusted]) <= target + 1e-12
    for lower in {one for one in confidences if one < trust}:
        assert np.mean([1 - one for one in confidences if one >= lower]) > target - 1e-12


@given(CONFIDENCES, st.integers(0, 40))
def test_no_more_cells_are_doubtful_than_hours_allow(confidences: list[float], count: int) -> None:
    trust = find_trust_for_count(np.sort(np.array(confidences)), count)
    assert sum(one < trust for one in confidences) <= count


@pytest.fixture
def out(tmp_path: Path) -> Path:
    gouji.run([SAMPLE], tmp_path / "out", jobs=0)
    return tmp_path / "out"


def test_a_target_raises_the_threshold_and_decides_the_rules_again(out: Path) -> None:
    before = gouji.load(out, "findings")
    summary = gouji.run([SAMPLE], out, jobs=0, target_error=0.0005)
    assert summary.budget is not None
    cells = gouji.load(out, "cells")
    trusted = cells[cells.confidence >= summary.budget.trust]
    assert summary.budget.trust > 0.85
    assert (1 - trusted.confidence).mean() <= 0.0005
    assert summary.budget.doubtful == summary.doubtful == len(cells) - len(trusted)
    assert summary.budget.hours == pytest.approx(summary.doubtful * ASSUMED_SECONDS / 3600)
    [settings] = gouji.load(out, "reports")["settings"]
    assert json.loads(settings)["trust"] == summary.budget.trust
    after = gouji.load(out, "findings")
    assert len(after) == len(before)
    assert (after.verdict == "undecided").sum() > (before.verdict == "undecided").sum()
    assert summary.to_json()["budget"]["doubtful"] == summary.doubtful


def test_a_budget_never_trusts_more_than_the_configs(out: Path) -> None:
    for error, hours in ((1.0, None), (None, 0.0)):
        summary = gouji.run([DOUBTFUL], out, jobs=0, target_error=error, review_hours=hours)
        assert summary.budget is not None
        assert summary.budget.trust == 0.85
        assert summary.budget.doubtful > 0


def test_hours_are_counted_by_the_seconds_that_were_measured(out: Path) -> None:
    [report] = gouji.load(out, "reports")["report"]
    at, answer = datetime(2026, 12, 1, tzinfo=UTC), CellAnswer(status="blank")
    journal = Journal.open(find_url(out))
    subject = Subject(report, "cell", "requests/received/total")
    journal.append([Decision(subject, answer, "甲", at, seconds=9.0) for _ in range(20)])
    journal.close()
    summary = gouji.run([SAMPLE], out, jobs=0, review_hours=0.1)
    assert summary.budget is not None
    assert (summary.budget.seconds, summary.budget.is_measured) == (9.0, True)
    assert 0 < summary.budget.doubtful <= 40  # 0.1 h are 360 s
