"""Published reports checked by hand, where they are at hand, read to the last cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.records import Report
from tests.truth import ASPECTS, Case, load_cases

CASES = load_cases(Path(__file__).parents[2] / "shared" / "seeds")
WITHOUT = [
    pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/seeds beside the checkout"))
]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("case", CASES or WITHOUT, ids=str)
def test_seed(case: Case, aspect: str, read: Callable[[Path], Report]) -> None:
    assert ASPECTS[aspect](read(case.path), case) == []
