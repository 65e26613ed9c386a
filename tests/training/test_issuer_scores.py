"""Reports with openings that make agency and year hard to find, and their scores."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Document, Report
from gouji.training.corpus.openings import OpenedReport, draw_opened_report
from gouji.training.evaluation.issuer_scores import judge_agency, judge_year, score_issuers


@pytest.fixture(scope="module")
def opened(kit: Kit) -> list[OpenedReport]:
    return [draw_opened_report(Random(f"o/{n}"), kit.forms, n, str(n)) for n in range(30)]


def test_some_reports_name_their_agency_nowhere(opened: list[OpenedReport]) -> None:
    assert {report.names_agency for report in opened} == {True, False}
    assert {"html", "txt", "pdf"} <= {report.sample.name.rpartition(".")[2] for report in opened}


def read_as(agency: str | None, year: int | None, text: str) -> Report:
    return Report(Document(text, "text", ()), agency, year, None, (), (), ())


def test_names_and_years_are_judged(opened: list[OpenedReport]) -> None:
    report = replace(
        opened[0], agency="砚湖县教育局", year=2023, names_agency=True, names_year=True
    )
    text = "砚湖县教育局2023年政府信息公开工作年度报告"
    for agency, outcome in (("砚湖县教育局", "right"), ("砚湖县民政局", "wrong"), (None, "null")):
        assert judge_agency(read_as(agency, None, text), report).outcome == outcome
    for year, outcome in ((2023, "right"), (2022, "wrong"), (None, "null")):
        assert judge_year(read_as(None, year, text), report).outcome == outcome
    nameless = replace(report, names_agency=False, names_year=False)
    assert judge_agency(read_as(None, None, text), nameless).outcome == "right"
    # The agency is given as printed.
    assert judge_agency(read_as("砚湖县教局", None, "砚湖县教局"), report).outcome == "right"
    assert judge_agency(read_as("砚湖县教局", None, text), report).outcome == "wrong"


def test_agency_and_year_are_found(kit: Kit) -> None:
    """On the first reports of `gouji evaluate`. The floors are somewhat below its scores."""
    total, *by_medium = score_issuers(kit, seed=20212, count=60)
    assert total.name == "all" and sum(len(score.years) for score in by_medium) == 60
    row = total.row()
    assert row["agency_wrong"] <= 0.02 and row["agency_right"] >= 0.93, row
    assert row["year_wrong"] <= 0.05 and row["year_right"] >= 0.93, row
