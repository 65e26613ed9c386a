"""Sentences with 分别 pair names with figures by their order."""

from __future__ import annotations

import pytest

from gouji.pipeline.claims.context_windows import pair_names
from gouji.pipeline.claims.quantities import find_quantities


def pairs(text: str) -> list[tuple[str, str]]:
    """Each paired figure, with the name that it counts and the text that all names share."""
    quantities = [quantity for quantity in find_quantities(text) if quantity.may_claim]
    ends = {quantity.start: quantity.end for quantity in quantities}
    return [
        (text[start : ends[start]], "".join(text[span.start : span.end] for span in counted))
        for start, counted in pair_names(text, 0, len(text), quantities).items()
    ]


@pytest.mark.parametrize(
    ("text", "paired"),
    [
        ("全年，复议、诉讼分别为3件、2件。", [("3", "复议为"), ("2", "诉讼为")]),
        (
            "2021年、2022年和2023年分别收到申请9件、14件和11件。",
            [("9", "2021年收到申请"), ("14", "2022年收到申请"), ("11", "2023年收到申请")],
        ),
        (
            "收到网上、信函申请依次为5件和7件，答复、结转依次为4件和6件。",
            [("5", "收到网上为"), ("7", "信函申请为"), ("4", "答复为"), ("6", "结转为")],
        ),
    ],
)
def test_names_and_figures_are_paired_by_their_order(
    text: str, paired: list[tuple[str, str]]
) -> None:
    assert pairs(text) == paired


@pytest.mark.parametrize(
    "text",
    [
        "其中网上、信函申请分别为3件、2件、1件。",
        "自然人、法人和其他组织分别为3件、2件。",
        "分别收到3件、2件。",
        "分别为网上3件、信函2件。",
        "复议、诉讼3件、2件。",
    ],
)
def test_different_numbers_of_names_and_figures_pair_nothing(text: str) -> None:
    assert pairs(text) == []
