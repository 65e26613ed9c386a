"""The sample reports, damaged like published ones, compared with their truth cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from gouji.pipeline.records import Report
from tests.truth import ASPECTS, Case, load_cases, truth_faults

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CASES = load_cases(SAMPLES)


def to_parameters(case: Case, aspect: str) -> ParameterSet:
    """An aspect of a case. Known failures are strict xfails."""
    why = case.truth.get("known_failures", {}).get(aspect)
    marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
    return pytest.param(case, aspect, marks=marks, id=f"{case}-{aspect}")


@pytest.mark.parametrize(
    ("case", "aspect"), [to_parameters(case, aspect) for case in CASES for aspect in ASPECTS]
)
def test_a_sample_is_read_as_its_truth(
    case: Case, aspect: str, read: Callable[[Path], Report]
) -> None:
    assert ASPECTS[aspect](read(case.path), case) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_truth_is_consistent_with_its_own_cells(case: Case) -> None:
    assert truth_faults(case) == []


def test_every_sample_has_a_truth() -> None:
    reports = {path for path in SAMPLES.iterdir() if path.suffix != ".json"}
    assert reports == {case.path for case in CASES}
    assert len(reports) >= 8
    assert all(case.truth["why"] and case.truth["sections"] for case in CASES)
