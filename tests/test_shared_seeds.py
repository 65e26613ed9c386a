"""Published reports with a truth made by hand, if they are beside the checkout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.pipeline.records import Report
from tests.claims.cases import say_all
from tests.truth import ASPECTS, Case, load_cases

CASES = load_cases(Path(__file__).parents[2] / "shared" / "seeds")
NO_CASES = [
    pytest.param(None, marks=pytest.mark.skip(reason="no ../shared/seeds beside the checkout"))
]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("case", CASES or NO_CASES, ids=str)
def test_a_published_report_is_read_as_its_truth(
    case: Case, aspect: str, read: Callable[[Path], Report]
) -> None:
    assert ASPECTS[aspect](read(case.path), case) == []


# Claims of the running text, read by hand.
CLAIMS = {
    "000_0b343912e46db269.txt": [
        "breakdown 1460 = 60+265+249+159+51+696",
        "breakdown 3 = 1+2",
        "disclosed_items 1460",
        "requests_by_channel:信函 2",
        "requests_by_channel:当面 1",
        "requests_received 3",
    ],
    # 政务动态更新 1379 条 counts a category of information; 400 余期 does not count information.
    "001_c50bb1760576b204.txt": [
        "disclosed_items 2000 part ~",
        "disclosed_items 2159 part",
        "requests_received 9",
    ],
    "002_52972008982c7e10.txt": ["disclosed_items 1652", "requests_received 6"],
}


@pytest.mark.parametrize("case", CASES or NO_CASES, ids=str)
def test_the_claims_of_a_published_report_are_read(
    case: Case, read: Callable[[Path], Report]
) -> None:
    claims = read(case.path).claims
    assert say_all(claims) == CLAIMS[case.path.name]
    assert {claim.section for claim in claims} == {"overview"}
