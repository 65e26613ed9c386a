"""Published reports checked by hand, where they are at hand, read to the last cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.pipeline.records import Report
from tests.claims.cases import say_all
from tests.truth import ASPECTS, Case, load_cases

CASES = load_cases(Path(__file__).parents[2] / "shared" / "seeds")
WITHOUT = [
    pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/seeds beside the checkout"))
]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("case", CASES or WITHOUT, ids=str)
def test_seed(case: Case, aspect: str, read: Callable[[Path], Report]) -> None:
    assert ASPECTS[aspect](read(case.path), case) == []


# What their running text states, read by eye.
CLAIMS = {
    "000_0b343912e46db269.txt": [
        "breakdown 1460 = 60+265+249+159+51+696",
        "breakdown 3 = 1+2",
        "disclosed_items 1460",
        "requests_by_channel:信函 2",
        "requests_by_channel:当面 1",
        "requests_received 3",
    ],
    # 政务动态更新 1379 条 is a category, 400 余期 are no pieces of information.
    "001_c50bb1760576b204.txt": [
        "disclosed_items 2000 part ~",
        "disclosed_items 2159 part",
        "requests_received 9",
    ],
    "002_52972008982c7e10.txt": ["disclosed_items 1652", "requests_received 6"],
}


@pytest.mark.parametrize("case", CASES or WITHOUT, ids=str)
def test_claims_of_seed(case: Case, read: Callable[[Path], Report]) -> None:
    claims = read(case.path).claims
    assert say_all(claims) == CLAIMS[case.path.name]
    assert {claim.section for claim in claims} == {"overview"}
