"""Second readings and attention checks, through a real server on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

import gouji
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.decisions.standing import SECOND_SHARE, is_drawn_for_second
from gouji.pipeline.store.datasets import read_table
from gouji.review import attention
from gouji.review.items import Place

from .outs import find_lines, find_report, run_server

SHARE = attention.SHARE


@pytest.fixture
def site(out: Path, each_database: None) -> Iterator[str]:
    """The address of the page over `out`, with its decisions in one database or the other."""
    with run_server(out) as address:
        yield address


class Reviewer:
    """Someone who has signed in."""

    def __init__(self, site: str, name: str) -> None:
        self._client = httpx.Client(base_url=site, timeout=30)
        assert self._client.post("/sign-in", data={"name": name}).status_code == 303
        page = self.get("/guide")
        self._csrf = page.split('name="csrf" content="')[1].split('"')[0]

    def get(self, page: str) -> str:
        return self._client.get(page, follow_redirects=True).text

    def send(self, *lines: dict[str, Any]) -> dict[str, Any]:
        headers = {"x-csrf-token": self._csrf}
        response = self._client.post("/decisions", json={"decisions": lines}, headers=headers)
        return dict(response.raise_for_status().json())

    def answer(self, line: dict[str, Any], identity: str, **answer: Any) -> dict[str, Any]:
        return self.send({**line, **answer, "id": identity})


def find_cell(out: Path, report: str, name: str) -> dict[str, Any]:
    cells = gouji.load(out, "cells")
    table, row, column = name.split("/")
    is_cell = (cells.table == table) & (cells.row == row) & (cells.column == column)
    [found] = cells[is_cell & (cells.report == report)].to_dict("records")
    return dict(found)


def settle(out: Path, site: str, line: dict[str, Any], value: int) -> None:
    """A second reader disputes an answer, the first insists, a third settles it."""
    first, second, third = (Reviewer(site, name) for name in ("甲", "乙", "丙"))
    assert not find_lines(first.get("/second"))
    page = second.get("/second")
    assert find_lines(page) == [line]
    for shown in (f">{value}<", f">{value + 1}<", "<mark>", 'class="official"', "equation"):
        assert shown not in page
    second.answer(line, "b1", status="read", value=value, blind=True)
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()
    first.answer(line, "a2", status="read", value=value + 1)  # a party settles nothing
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()
    assert not find_lines(second.get("/second"))
    page = third.get("/second")
    assert find_lines(page) == [line]
    assert 'data-mode="settle">' in page
    assert "甲" not in page.split('<div class="columns')[1]
    offered = re.findall(r'value="([^"]+)" data-name="(?:suggest|other)"', page)
    values = [json.loads(unescape(text))["value"] for text in offered]
    assert sorted(values) == [value, value + 1]
    assert 'data-name="accept"' not in page
    third.answer(line, "c1", status="read", value=value)


def test_an_answer_that_changes_a_verdict_is_read_again_and_settled(out: Path, site: str) -> None:
    report = find_report(out, "03-bar")
    line = {"report": report, "cell": "requests/handled/total"}
    value = int(find_cell(out, report, line["cell"])["value"])
    first = Reviewer(site, "甲")
    first.answer(line, "a1", status="read", value=value + 1)
    settle(out, site, line, value)
    cell = find_cell(out, report, line["cell"])
    assert (cell["reviewed_value"], cell["reviewed_by"]) == (value, "丙")
    assert "100.0" not in first.get("/stats")  # the two readers did not agree
    assert re.search(r"<td>甲</td>.*<td>1</td><td>1</td>", first.get("/stats"))


def test_one_answer_in_twenty_is_read_again(out: Path, site: str) -> None:
    first, second = Reviewer(site, "甲"), Reviewer(site, "乙")
    cells = gouji.load(out, "cells")
    drawn: list[tuple[str, str]] = []
    lines: list[dict[str, Any]] = []
    for cell in cells.to_dict("records"):
        name = f"{cell['table']}/{cell['row']}/{cell['column']}"
        line = {"report": cell["report"], "cell": name, "id": f"{cell['report'][:8]}.{len(lines)}"}
        value = {"value": cell["value"]} if cell["status"] == "read" else {}
        lines.append({**line, "status": cell["status"], **value})
        if is_drawn_for_second(Subject(cell["report"], "cell", name)):
            drawn.append((cell["report"], name))
    for start in range(0, len(lines), 200):
        assert not first.send(*lines[start : start + 200])["refused"]
    assert abs(len(drawn) - SECOND_SHARE * len(lines)) < 0.03 * len(lines)
    for number in range(len(drawn)):
        [line] = find_lines(second.get("/second"))
        assert (line["report"], line["cell"]) in drawn
        answer = next(
            one for one in lines if (one["report"], one["cell"]) == (line["report"], line["cell"])
        )
        second.send(answer | {"id": f"s{number}", "blind": True})
    assert not find_lines(second.get("/second"))
    assert "100.0 %" in second.get("/stats")


def test_a_rule_called_misread_is_read_again(out: Path, site: str) -> None:
    first, second = Reviewer(site, "甲"), Reviewer(site, "乙")
    [line, *_] = find_lines(first.get("/work?doubt=finding"))
    first.answer(line, "a1", judgement="misread")
    assert find_lines(second.get("/second?doubt=finding")) == [line]
    assert find_lines(second.get("/second?reviewer=甲")) == [line]
    assert find_lines(second.get("/second?reviewer=丙")) == []
    assert find_lines(second.get("/second?doubt=cell")) == []


def test_another_claim_that_a_rule_compares_is_read_again_without_its_reading(
    out: Path, site: str
) -> None:
    first, second = Reviewer(site, "甲"), Reviewer(site, "乙")
    report = find_report(out, "03-bar")
    claims = gouji.load(out, "claims").query("report == @report").to_dict("records")
    claim = next(one for one in claims if one["metric"] == "requests_handled")
    line = {"report": report, "claim": [claim["start"], claim["end"]]}
    answer = {"metric": claim["metric"], "about": claim["about"], "period": claim["period"]}
    first.answer(line, "a1", value=claim["value"], **answer)
    is_drawn = is_drawn_for_second(Subject(report, "claim", f"{claim['start']}:{claim['end']}"))
    assert bool(find_lines(second.get("/second"))) == is_drawn  # the same as was read
    first.answer(line, "a2", value=claim["value"] + 1, **answer)
    page = second.get("/second")
    assert find_lines(page) == [line]
    form = page.split('class="claim"')[1].split("</form>")[0]
    assert "selected" not in form
    assert 'data-name="accept"' not in form
    second.answer(line, "b1", value=claim["value"], blind=True, **answer)
    page = Reviewer(site, "丙").get("/second")
    assert 'data-mode="settle"' in page


@pytest.fixture
def often(no_checks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every column with a known number hold an attention check."""
    monkeypatch.setattr(attention, "SHARE", 1.0)


def find_check(reviewer: Reviewer, page: str) -> tuple[dict[str, Any], int]:
    """The line of the check of a page, and the number that it shows."""
    html = reviewer.get(page)
    [line] = [line for line in find_lines(html) if "ticket" in line]
    article = html.split(str(line["ticket"]), 1)[1].split("</article>")[0]
    [shown] = re.findall(r'value="([^"]+)" data-name="accept"', article)
    return line, int(json.loads(unescape(shown))["value"])


def test_an_attention_check_is_no_decision_and_is_counted(
    out: Path, site: str, often: None
) -> None:
    reviewer = Reviewer(site, "甲")
    page = f"/work?doubt=cell&report={find_report(out, '05-official')}"
    line, shown = find_check(reviewer, page)
    value = int(find_cell(out, line["report"], line["cell"])["value"])
    assert shown != value
    assert f'<span class="value">{shown}</span>' in reviewer.get(page)
    outcome = reviewer.answer(line, "c1", status="read", value=shown)
    assert outcome["stored"] == ["c1"]
    assert str(value) in outcome["missed"][0] and str(shown) in outcome["missed"][0]
    assert "<td>1 / 1</td>" in reviewer.get("/stats")
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()
    lines = find_lines(reviewer.get(page))
    assert line["cell"] not in [one["cell"] for one in lines]  # once only
    reviewer.answer(lines[0], "d1", status="blank")
    assert "<td>1 / 1</td>" in reviewer.get("/stats")
    reviewer.send({**line, "id": "c2", "retracts": "c1"})
    assert "<td>0 / 0</td>" in reviewer.get("/stats")


def test_a_check_that_is_corrected_is_not_missed_and_no_ticket_can_be_forged(
    out: Path, site: str, often: None
) -> None:
    reviewer = Reviewer(site, "甲")
    line, _ = find_check(reviewer, "/work?doubt=cell&media=html")
    value = int(find_cell(out, line["report"], line["cell"])["value"])
    assert reviewer.answer(line, "c1", status="read", value=value)["missed"] == []
    for ticket in ("x", line["ticket"][:-2] + "xx", None):
        forged = {**line, "ticket": ticket}
        assert reviewer.answer(forged, "c2", status="read", value=1)["stored"] == []
    other = {**line, "cell": "requests/received/total"}
    assert reviewer.answer(other, "c3", status="read", value=1)["refused"]


def test_about_one_item_in_a_hundred_is_a_check() -> None:
    assert SHARE == 0.01
    chances = [attention._chance("甲", *Place(f"{n:x}", "requests/total")) for n in range(5000)]
    share = sum(chance < 10 * SHARE for chance in chances) / len(chances)
    assert 0.08 < share < 0.12  # of pages with ten items


@pytest.mark.parametrize(("value", "length"), [(0, 1), (7, 1), (10, 2), (190, 3), (4096, 4)])
def test_the_wrong_number_differs_in_one_digit(value: int, length: int) -> None:
    for step in range(50):
        shown = str(attention._change_digit(Decimal(value), step / 50))
        assert len(shown) == length
        assert sum(a != b for a, b in zip(shown, str(value), strict=True)) == 1


def test_no_check_is_a_number_that_was_recognised_in_a_picture(out: Path) -> None:
    from gouji.inputs.shipped_rules import shipped_rules
    from gouji.pipeline.store.decisions.journal import Journal
    from gouji.review.library import Library
    from gouji.review.load_items import load_items
    from gouji.review.queue import Queue

    queue = Queue(load_items(out), Journal.open("sqlite://"))
    library = Library(out, queue, shipped_rules())
    for row in read_table(out, "reports").to_pylist():
        read = library.read(row["report"])
        found = list(attention._list_known(read, Place(row["report"], "requests/total"), 0.5))
        assert bool(found) == ("scan" not in row["source"])
