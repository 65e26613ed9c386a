"""Findings across reports are in the queue and follow what is decided of either report."""

from __future__ import annotations

from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import gouji
from gouji.training.corpus.panels.panel import PanelReport
from tests.recheck.panels import change_values, draw_panel, run_check, write_panel

from .outs import find_csrf, find_lines, open_client

OUT_KEY, IN_KEY = "requests/carried_out/total", "requests/carried_in/total"


def find_value(draft: PanelReport, key: str) -> int:
    return int(next(value for name, value in draft.values.items() if str(name) == key))


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, PanelReport, PanelReport]:
    """Reports of two years, of which the later one carries in three requests fewer."""
    [[before, now]] = draw_panel(Random(3), 1, range(2021, 2023)).values()
    key = next(name for name in before.values if str(name) == OUT_KEY)
    change_values(before, {key: find_value(before, OUT_KEY) + 3})
    out = write_panel(tmp_path / "out", {"a": [before, now]})
    run_check(out)
    return out, before, now


def list_carries(client: TestClient) -> list[dict[str, object]]:
    return find_lines(client.get("/work?rule=cross_year_carry&doubt=finding").text)


def send(client: TestClient, report: str, cell: str, value: int, identity: str) -> None:
    line = {"report": report, "cell": cell, "status": "read", "value": value, "id": identity}
    headers = {"x-csrf-token": find_csrf(client)}
    response = client.post("/decisions", json={"decisions": [line]}, headers=headers)
    assert response.json()["stored"] == [identity]


def test_a_finding_across_reports_is_asked_and_names_both(
    years: tuple[Path, PanelReport, PanelReport],
) -> None:
    out, before, now = years
    client = open_client(out)
    [line] = list_carries(client)
    assert line["report"] == now.id
    page = client.get("/work?rule=cross_year_carry&doubt=finding").text
    assert f"report={quote(before.id)}&amp;area=requests/total" in page
    assert "2021 · " in page  # the cell of the other report is named by its year


@pytest.mark.parametrize("place", ["before", "now"])
def test_a_decision_on_either_report_settles_it_at_once(
    years: tuple[Path, PanelReport, PanelReport], place: str
) -> None:
    out, before, now = years
    client = open_client(out)
    assert list_carries(client)
    carried = find_value(now, IN_KEY)
    if place == "before":
        send(client, before.id, OUT_KEY, carried, "a1")
    else:
        send(client, now.id, IN_KEY, find_value(before, OUT_KEY), "a1")
    assert list_carries(client) == []
    send(client, before.id, OUT_KEY, carried + 7, "a2")
    assert len(list_carries(client)) == 1
    findings = gouji.load(out, "findings")
    is_carry = (findings.rule == "cross_year_carry") & (findings.verdict == "broken")
    assert len(findings[is_carry]) == 1


def test_what_was_judged_as_published_is_asked_again_where_a_number_changes(
    years: tuple[Path, PanelReport, PanelReport],
) -> None:
    out, before, _ = years
    client = open_client(out)
    [line] = list_carries(client)
    headers = {"x-csrf-token": find_csrf(client)}
    answer = {**line, "judgement": "as_published", "id": "f1"}
    client.post("/decisions", json={"decisions": [answer]}, headers=headers)
    assert list_carries(client) == []
    send(client, before.id, OUT_KEY, find_value(before, OUT_KEY) + 5, "a1")
    assert list_carries(client) == [line]
