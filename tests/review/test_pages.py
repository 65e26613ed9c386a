"""The pages and what they store, without a script: forms alone."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import gouji
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url

from .outs import (
    EVIL_AGENCY,
    another,
    find_csrf,
    find_lines,
    find_report,
    needs_scan,
    offer_others,
    open_client,
)

PAGES = (
    "/", "/work", "/second", "/audit", "/sheet", "/reports", "/decisions", "/stats", "/guide",
    "/work?doubt=claim", "/work?doubt=section", "/work?doubt=issuer", "/work?year=1900",
)  # fmt: skip


def decisions(out: Path) -> list[Any]:
    journal = Journal.open(find_url(out))
    try:
        return [stored.decision for stored in journal.read()]
    finally:
        journal.close()


def decide(client: TestClient, line: dict[str, Any], answer: object, **form: str) -> int:
    """Send the form of an item."""
    fields = {"csrf": find_csrf(client), "line": json.dumps(line), "answer": json.dumps(answer)}
    response = client.post("/decide", data=fields | form, follow_redirects=False)
    return int(response.status_code)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages(out: Path, page: str) -> None:
    client = open_client(out)
    chinese = client.get(page)
    client.get("/language?to=en")
    english = client.get(page)
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert 'lang="zh-CN"' in chinese.text
    assert "Second reading" in english.text
    assert "复读" in chinese.text


@needs_scan
def test_an_item_is_accepted_corrected_and_stated_blank_by_forms(out: Path) -> None:
    client = open_client(out)
    report = find_report(out, "11-scan")
    lines = find_lines(client.get(f"/work?report={report}&doubt=cell").text)
    accept = re.search(
        r'value="([^"]+)" data-name="accept"', client.get(f"/work?report={report}&doubt=cell").text
    )
    assert accept
    first, second = lines[0], lines[1]
    answer = json.loads(accept[1].replace("&#34;", '"'))
    assert decide(client, first, answer) == 303
    assert decide(client, second, "typed", typed="１，２３４") == 303
    stored = decisions(out)
    assert [one.by for one in stored] == ["张三", "张三"]
    assert stored[0].answer.to_json() == {"value": None, **answer}
    assert stored[1].answer.to_json() == {"status": "read", "value": 1234}
    assert stored[0].was["judged"] == "2021"
    remaining = find_lines(client.get(f"/work?report={report}&doubt=cell").text)
    assert first not in remaining
    cells = gouji.load(out, "cells")
    assert cells["reviewed_value"].eq(1234).sum() == 1


def test_other_readings_are_offered_but_not_to_a_blind_reader(out: Path) -> None:
    report = find_report(out, "03-bar")
    offer_others(out, report, "requests", ("received", "total", 777), ("received", "total", 778))
    client = open_client(out)
    item = f"/item?line={json.dumps({'report': report, 'cell': 'requests/received/total'})}"
    names = dict(re.findall(r'value="([^"]+)" data-name="(other2?)"', client.get(item).text))
    numbers = {name: json.loads(unescape(value))["value"] for value, name in names.items()}
    assert numbers == {"other": 777, "other2": 778}
    line = {"report": report, "cell": "requests/received/total"}
    assert decide(client, line, {"status": "read", "value": 777}) == 303
    second = another(client, "李四").get("/second").text
    assert find_lines(second) == [line]
    assert "778" not in second


@pytest.mark.parametrize("typed", ["", "abc", "1e5x", "nan", "9" * 30])
def test_what_is_no_number_is_refused(out: Path, typed: str) -> None:
    client = open_client(out)
    [line, *_] = find_lines(client.get("/work?doubt=cell").text)
    assert decide(client, line, "typed", typed=typed) == 422
    assert decisions(out) == []


def test_undo_takes_back_one_answer_after_the_other(out: Path) -> None:
    client = open_client(out)
    lines = find_lines(client.get("/work?doubt=cell").text)[:2]
    for line in lines:
        assert decide(client, line, {"status": "blank"}) == 303
    for line in reversed(lines):
        response = client.post("/undo", data={"csrf": find_csrf(client)})
        assert find_lines(response.text) == [line]
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()
    assert (
        client.post("/undo", data={"csrf": find_csrf(client)}, follow_redirects=False).headers[
            "location"
        ]
        == "/"
    )
    assert len(decisions(out)) == 4  # nothing is removed


def test_only_ones_own_answers_can_be_undone(out: Path) -> None:
    first = open_client(out)
    [line, *_] = find_lines(first.get("/work?doubt=cell").text)
    decide(first, line, {"status": "blank"})
    second = another(first, "李四")
    header = {"x-csrf-token": find_csrf(second)}
    [stored] = decisions(out)
    sent = {"decisions": [{**line, "id": "r1", "retracts": stored.id}]}
    answer = second.post("/decisions", json=sent, headers=header).json()
    assert answer["stored"] == []
    assert "自己" in answer["refused"][0]["message"]


def test_two_reviewers_get_different_places_and_a_lease_comes_back(out: Path) -> None:
    first = open_client(out)
    second = another(first, "李四")
    mine, theirs = (find_lines(client.get("/work").text) for client in (first, second))
    assert mine
    assert not [line for line in theirs if line in mine]
    assert find_lines(first.get("/work").text) == mine
    first.post("/release", data={"csrf": find_csrf(first)})
    assert find_lines(second.get("/work").text) == mine


def test_an_answer_counts_also_after_the_lease_has_ended(out: Path) -> None:
    first = open_client(out)
    [line, *_] = find_lines(first.get("/work?doubt=cell").text)
    second = another(first, "李四")
    first.post("/release", data={"csrf": find_csrf(first)})
    assert line in find_lines(second.get("/work?doubt=cell").text)
    assert decide(second, line, {"status": "read", "value": 5}) == 303
    assert decide(first, line, {"status": "read", "value": 6}) == 303
    assert [one.by for one in decisions(out)] == ["李四", "张三"]


def test_a_second_reader_is_blind_and_a_third_settles(out: Path) -> None:
    first = open_client(out)
    report = find_report(out, "03-bar")
    line = {"report": report, "cell": "requests/handled/total"}
    read = gouji.load(out, "cells").query(
        "report == @report and row == 'handled' and column == 'total'"
    )
    value = int(read["value"].iloc[0])
    decide(first, line, {"status": "read", "value": value + 1})  # changes a verdict
    assert not find_lines(first.get("/second").text)
    second, third = another(first, "李四"), another(first, "王五")
    page = second.get("/second").text
    assert find_lines(page) == [line]
    for hidden in (
        f">{value}<",
        f">{value + 1}<",
        "<mark>",
        "<rect",
        'class="official"',
        "equation",
    ):
        assert hidden not in page
    decide(second, line, "typed", typed=str(value), blind="1")
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()  # disputed
    assert not find_lines(second.get("/second").text)
    page = third.get("/second").text
    assert find_lines(page) == [line]
    assert f">{value + 1}" in page
    decide(third, line, "typed", typed=str(value + 1))
    assert gouji.load(out, "cells")["reviewed_by"].dropna().tolist() == ["王五"]
    stats = third.get("/stats").text
    assert "李四" in stats


def test_the_audit_asks_trusted_cells_of_whole_reports_without_their_values(out: Path) -> None:
    client = open_client(out)
    page = client.get("/audit").text
    lines = find_lines(page)
    assert len({line["report"] for line in lines}) == 1
    assert 'data-name="accept"' not in page
    assert 'class="official"' not in page
    assert "<mark>" not in page
    cells = gouji.load(out, "cells")
    for line in lines[:3]:
        table, row, column = str(line["cell"]).split("/")
        [cell] = cells[
            (cells.report == line["report"])
            & (cells.table == table)
            & (cells.row == row)
            & (cells.column == column)
        ].to_dict("records")
        assert cell["confidence"] >= 0.9995
        answer = {"status": cell["status"]} | (
            {"value": cell["value"]} if cell["status"] == "read" else {}
        )
        assert decide(client, line, answer, blind="1", audit="1") == 303
    assert "0.0" in client.get("/stats").text
    assert all(line not in find_lines(client.get("/audit").text) for line in lines[:3])
    assert [one.audit for one in decisions(out)] == [True] * len(lines[:3])


def test_a_sheet_is_accepted_but_for_the_odd_ones(out: Path) -> None:
    client = open_client(out)
    page = client.get("/sheet").text
    tiles = re.findall(r'name="accept" value="([^"]+)"', page)
    tiles = [tile.replace("&#34;", '"') for tile in tiles]
    assert len(tiles) > 5
    fields = [("csrf", find_csrf(client)), *(("accept", tile) for tile in tiles), ("odd", tiles[2])]
    from urllib.parse import urlencode

    form = {"content-type": "application/x-www-form-urlencoded"}
    client.post("/sheet", content=urlencode(fields), headers=form)
    stored = decisions(out)
    assert len(stored) == len(tiles) - 1
    odd = json.loads(tiles[2])["cell"], json.loads(tiles[2])["report"]
    assert odd not in {(one.subject.subject, one.subject.report) for one in stored}
    values = {one.answer.value for one in stored}
    assert len(values) == 1


def test_findings_are_asked_as_they_are_after_the_cells(out: Path) -> None:
    client = open_client(out)
    report = find_report(out, "03-bar")
    asked = find_lines(client.get(f"/work?report={report}&doubt=finding").text)
    assert len(asked) >= 1
    cells = gouji.load(out, "cells").query("report == @report")
    doubt_free = {"report": report, "cell": "requests/handled/total"}
    value = int(cells.query("row == 'handled' and column == 'total'")["value"].iloc[0])
    decide(client, doubt_free, {"status": "read", "value": value})
    after = find_lines(client.get(f"/work?report={report}&doubt=finding").text)
    for line in after:
        assert decide(client, line, {"judgement": "as_published"}) == 303
    assert find_lines(client.get(f"/work?report={report}&doubt=finding").text) == []


def test_a_whole_report_is_shown_and_signed(out: Path) -> None:
    client = open_client(out)
    report = find_report(out, "05-official")
    page = client.get(f"/report?id={report}").text
    assert page.count('data-key="') == 200
    assert decide(client, {"report": report, "field": "signed"}, {"is": True}) == 303
    signed = gouji.load(out, "reports").query("report == @report")
    assert signed["reviewed_by"].tolist() == ["张三"]
    assert "✓ 张三" in client.get(f"/report?id={report}").text


@needs_scan
def test_filters_search_and_unknown_reports(out: Path) -> None:
    client = open_client(out)
    scan = find_report(out, "11-scan")
    lines = find_lines(client.get("/work?media=scan").text)
    assert {line["report"] for line in lines} == {scan}
    assert find_lines(client.get("/work?year=1900").text) == []
    assert find_lines(client.get("/work?text=11-scan").text) == lines
    assert client.get("/report?id=nothing").status_code == 404
    assert client.get("/item?report=nothing&area=requests/total").status_code == 404
    assert client.get("/item?line=%7B").status_code == 404


def test_decisions_are_listed_and_searched(out: Path) -> None:
    first = open_client(out)
    second = another(first, "李四")
    report = find_report(out, "05-official")
    line = {"report": report, "cell": "requests/received/total"}
    assert decide(first, line, {"status": "read", "value": 5}) == 303
    assert decide(second, line, {"status": "blank"}) == 303
    [claim, *_] = find_lines(first.get("/work?doubt=claim").text)
    assert decide(first, claim, {"metric": None}) == 303

    def count(query: str) -> int:
        page = str(first.get(f"/decisions?{query}").text)
        return page.count('href="/item?line=')

    assert count("") == 3
    assert count("reviewer=张三") == 2
    assert count("reviewer=李四&doubt=cell") == 1
    assert count("doubt=claim") == 1
    assert count(f"report={report}&reviewer=王五") == 0
    assert count("text=05-official") >= 2
    assert count("year=1900") == 0
    page = first.get("/decisions").text
    for word in ("已被取代", "有效", "一、本年新收政府信息公开申请数量 · 总计", "空白"):
        assert word in page
    first.post("/undo", data={"csrf": find_csrf(first)})
    assert "已撤销" in first.get("/decisions").text
    assert first.get("/decisions?skip=-5").status_code == 200
    assert first.get("/decisions?skip=999").status_code == 200


def test_what_a_reviewer_decided_is_looked_through(out: Path) -> None:
    first = open_client(out)
    second = another(first, "李四")
    lines = find_lines(first.get("/work?doubt=cell").text)[:2]
    for line in lines:
        decide(first, line, {"status": "blank"})
    first.post("/release", data={"csrf": find_csrf(first)})
    page = second.get("/work?reviewer=张三&doubt=cell").text
    assert find_lines(page) == lines
    assert page.count("已定：空白 (张三)") == 2
    assert find_lines(second.get("/work?reviewer=李四").text) == []
    decide(second, lines[0], {"status": "read", "value": 3})
    assert find_lines(second.get("/work?reviewer=张三&doubt=cell").text) == lines[1:]


def test_filters_are_kept_on_the_work_pages(out: Path) -> None:
    client = open_client(out)
    query = "doubt=cell&media=html&text=05"
    page = client.get(f"/work?{query}").text
    assert '<option value="html" selected>' in page
    assert f'data-query="{query.replace("&", "&amp;")}"' in page
    [line, *_] = find_lines(page)
    fields = {"csrf": find_csrf(client), "line": json.dumps(line), "answer": '{"status": "blank"}'}
    form = fields | {"page": "work", "doubt": "cell", "media": "html", "text": "05"}
    response = client.post("/decide", data=form, follow_redirects=False)
    assert response.headers["location"] == f"/work?{query}"
    for page in ("second", "audit", "sheet"):
        assert '<option value="html" selected>' in client.get(f"/{page}?{query}").text or (
            "没有待办" in client.get(f"/{page}?{query}").text
        )
    for line in find_lines(client.get("/audit?media=html&text=05").text):
        assert line["report"] == find_report(out, "05-official")


def test_large_numbers_of_a_sheet_are_exact(out: Path) -> None:
    client = open_client(out)
    page = client.get("/sheet").text
    [link] = re.findall(r'href="(/sheet[^"]+value=1203846[^"]*)"', page)
    assert "1203846" in page
    assert "e+06" not in page
    chosen = client.get(unescape(link)).text
    tiles = re.findall(r'name="accept" value="([^"]+)"', chosen)
    assert {json.loads(unescape(tile))["value"] for tile in tiles} == {1203846}


@pytest.mark.parametrize(
    "odd", ["", "nan", "inf", "-1", "1e999", "../x", "%00", "\u202e", "a" * 1000]
)
def test_odd_addresses_are_no_errors_of_the_server(out: Path, odd: str) -> None:
    client = open_client(out)
    keys = (
        "value skip report line area id page cell not reviewer doubt rule year text agency to back"
    )
    for page in ("work", "second", "audit", "sheet", "decisions", "report", "item", "picture/cell"):
        query = dict.fromkeys(keys.split(), odd)
        for params in (query, query | {"report": find_report(out, "03-bar")}):
            response = client.get(f"/{page}", params=params, follow_redirects=False)
            assert response.status_code < 500, (page, params)


@pytest.mark.parametrize(
    "value", [None, -1, 2**60, True, [], {"a": 1}, "x" * 3000, "\x00", "a/b/c"]
)
def test_odd_answers_are_refused_and_no_errors_of_the_server(out: Path, value: object) -> None:
    client = open_client(out)
    header = {"x-csrf-token": find_csrf(client)}
    report = find_report(out, "03-bar")
    placed = {"unplaced": [1, 2], "judgement": "placed", "place": "requests/received/total"}
    for key in (
        "id",
        "report",
        "place",
        "ticket",
        "retracts",
        "unplaced",
        "cell",
        "seconds",
        "was",
    ):
        for line in ({"report": report, "id": "x", **placed}, {"report": report}):
            sent = {"decisions": [{**line, key: value}]}
            response = client.post("/decisions", json=sent, headers=header)
            assert response.json()["stored"] == [], (key, line)
    assert decisions(out) == []


def test_markup_of_reports_is_text_everywhere(out: Path) -> None:
    client = open_client(out, "<b>张三</b>\"'")
    evil = find_report(out, "onerror")
    pages = [
        f"/report?id={evil}",
        f"/work?report={evil}",
        f"/sheet?report={evil}",
        "/reports",
        "/",
        f"/work?agency={EVIL_AGENCY}",
    ]
    for page in pages:
        html = client.get(page).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<b>张三" not in html
    assert "&lt;script&gt;alert(1)" in client.get(f"/report?id={evil}").text


@needs_scan
def test_pictures_are_those_of_reports_of_the_queue(out: Path) -> None:
    client = open_client(out)
    scan = find_report(out, "11-scan")
    page = client.get(f"/picture/page?report={scan}&page=1")
    assert page.headers["content-type"] == "image/png"
    assert page.content.startswith(b"\x89PNG")
    cell = client.get(f"/picture/cell?report={scan}&cell=requests/received/total")
    assert 200 < len(cell.content) < len(page.content)
    for address in (
        f"/picture/page?report={scan}&page=99", "/picture/page?report=../../etc/passwd&page=1",
        f"/picture/cell?report={scan}&cell=../x", f"/picture/page?report={find_report(out, '03-bar')}&page=1",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
