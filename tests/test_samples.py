"""The sample reports, whose damage is that of published ones, read to the last cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from gouji.pipeline.records import Report
from tests.truth import ASPECTS, Case, load_cases, truth_faults

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CASES = load_cases(SAMPLES)


def marked(case: Case, aspect: str) -> ParameterSet:
    """A case with what is known to fail in it."""
    why = case.truth.get("known_failures", {}).get(aspect)
    marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
    return pytest.param(case, aspect, marks=marks, id=f"{case}-{aspect}")


@pytest.mark.parametrize(("case", "aspect"), [marked(c, a) for c in CASES for a in ASPECTS])
def test_sample(case: Case, aspect: str, read: Callable[[Path], Report]) -> None:
    assert ASPECTS[aspect](read(case.path), case) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_truth_follows_from_its_own_cells(case: Case) -> None:
    assert truth_faults(case) == []


def test_every_sample_has_its_truth() -> None:
    reports = {one for one in SAMPLES.iterdir() if one.suffix != ".json"}
    assert reports == {case.path for case in CASES}
    assert len(reports) >= 8
    assert all(case.truth["why"] and case.truth["sections"] for case in CASES)
