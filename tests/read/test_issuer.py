"""Agency and year of a report, from many spellings of titles and preambles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.read.issuer import find_issuer
from gouji.pipeline.records import Document, Section

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "titles.json").read_text(encoding="utf-8")
)


def document_of(case: dict[str, Any]) -> Document:
    return ingest(case["text"].encode(), "report" + case.get("suffix", ".txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_agency(case: dict[str, Any]) -> None:
    assert find_issuer(document_of(case)).agency == case["agency"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_year(case: dict[str, Any]) -> None:
    assert find_issuer(document_of(case)).year == case["year"]


def test_without_a_title_the_year_is_that_of_the_text() -> None:
    """Navigation and dates of publication before the first section do not count."""
    head = "发布于2024年1月。更新于2024年2月。\n"
    text = head + "总体情况\n2023年，本镇加强公开。2023年公开信息30条，比2022年多5条。\n"
    overview = Section("overview", "总体情况", len(head), len(text), 1.0)
    assert find_issuer(ingest(text.encode(), "report.txt"), (overview,)).year == 2023
