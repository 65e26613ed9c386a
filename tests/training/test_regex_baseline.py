"""The regular expressions that claims of the models are compared with."""

from __future__ import annotations

import pytest

from gouji.training.evaluation.regex_baseline import find_first_matches
from tests.claims.cases import say_all


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "全年收到政府信息公开申请1,234件，办结1,230件，结转下年度4件。",
            ["requests_carried_out 4", "requests_handled 1230", "requests_received 1234"],
        ),
        ("未收到政府信息公开申请。", ["requests_received 0"]),
        ("未发生行政复议、行政诉讼。", ["litigations 0", "reconsiderations 0"]),
        (
            "主动公开信息30条，其中动态20条，公告10条。",
            ["breakdown 30 = 20+10", "disclosed_items 30"],
        ),
        ("本年度共收到来信3封。", []),
    ],
)
def test_usual_wordings_are_found(text: str, claims: list[str]) -> None:
    assert say_all(find_first_matches(text)) == claims


def test_only_the_first_match_of_a_metric_counts() -> None:
    text = "2022年收到申请80件，2023年收到申请95件。"
    assert say_all(find_first_matches(text)) == ["requests_received 80"]
