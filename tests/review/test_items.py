"""What is asked, and in which order: what an answer is worth comes first."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.decisions.records import Subject
from gouji.review.items import Item, Place, ReportEntry, ReportRows, list_items, order_places

ENTRY = ReportEntry(
    "ab", "a.html", "县", 2023, "2021", "html", "html 2021", 0.85, frozenset(("requests",))
)
ROW = {"agency_confidence": 0.99, "year_confidence": 0.99}


def cell(row: str, column: str, table: str = "requests") -> dict[str, Any]:
    return {
        "table": table,
        "row": row,
        "column": column,
        "form": "2021",
        "value": 1.0,
        "confidence": 0.5,
    }


def finding(
    verdict: str,
    *cells: str,
    cause: str | None = None,
    severity: str = "error",
    rule: str = "row_total",
) -> dict[str, Any]:
    return {
        "rule": rule, "scope": "received", "verdict": verdict, "severity": severity, "cells": list(cells),
        "claims": [], "other_reports": [], "cause": cause, "operands": [], "left": None, "right": None,
        "message_zh": "", "message_en": "", "key": "k",
    }  # fmt: skip


def ask(cells: list[dict[str, Any]], findings: list[dict[str, Any]]) -> list[Item]:
    return list(list_items(ENTRY, ROW, ReportRows(cells, [], [], [], findings)))


def test_the_cell_that_settles_most_findings_is_worth_most() -> None:
    cells = [cell("received", "total"), cell("received", "company")]
    findings = [
        finding("undecided", "requests/received/total", "requests/received/company"),
        finding(
            "undecided", "requests/received/total", "requests/handled/total", rule="carry_identity"
        ),
    ]
    total, company = ask(cells, findings)
    assert total.worth > company.worth
    assert total.rules == ("row_total", "carry_identity")


def test_what_no_answer_changes_is_not_asked() -> None:
    assert ask([cell("a", "b", table="remedies")], []) == []  # the table is not printed
    assert ask([], [finding("undecided", "requests/received/total")]) == []
    assert ask([], [finding("broken", severity="info")]) == []


def test_broken_findings_and_likely_misreadings_are_asked() -> None:
    assert [item.doubt for item in ask([], [finding("broken", "requests/received/total")])] == [
        "finding"
    ]
    misread = finding("undecided", "requests/received/total", cause="reading")
    assert [item.doubt for item in ask([], [misread])] == ["finding"]


def test_an_unsure_agency_is_asked() -> None:
    rows = ReportRows([], [], [], [], [])
    items = list(list_items(ENTRY, ROW | {"agency_confidence": 0.2}, rows))
    assert [item.subject for item in items] == [Subject("ab", "report", "agency")]


PLACES = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from(["requests/total", "requests/company", "claims", "findings"]),
)


@given(st.lists(st.tuples(PLACES, st.floats(0, 9)), max_size=20))
def test_reports_are_together_findings_last_and_nothing_is_lost(listed: list[Any]) -> None:
    items = [
        Item(Subject(place[0], "cell", str(number)), Place(*place), "cell", worth)
        for number, (place, worth) in enumerate(listed)
    ]
    places = order_places(items)
    reports = [place.report for place in places]
    assert sorted(reports) == reports or sorted(reports, reverse=True) == reports
    for report in set(reports):
        areas = [place.area for place in places if place.report == report]
        assert "findings" not in areas[:-1]
    assert sorted(item.subject for group in places.values() for item in group) == sorted(
        item.subject for item in items
    )
