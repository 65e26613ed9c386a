"""A figure without a cell is given one, and the cell its number, by one answer."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

import gouji
from gouji.pipeline.store.datasets import find_parts, read_table
from gouji.pipeline.store.schemas import SCHEMAS

from .outs import find_csrf, find_lines, find_report, open_client

PLACE = "requests/received/company"


def lose(out: Path, report: str, key: str) -> dict[str, Any]:
    """Have a report of `out` lack a cell whose figure is without a place. Returns its line."""
    import pyarrow as pa

    table, row, column = key.split("/")
    [part] = [
        path
        for path in find_parts(out, "cells")
        if report in pq.read_table(path)["report"].to_pylist()
    ]
    cells = pq.read_table(part).to_pylist()
    cell = next(
        one for one in cells
        if (one["report"], one["table"], one["row"], one["column"]) == (report, table, row, column)
    )  # fmt: skip
    figure = {name: cell[name] for name in ("report", "raw", "start", "end", "page")}
    value = cell["value"]
    cell |= {"status": "absent", "value": None, "raw": None, "start": None, "end": None}
    cell |= {"confidence": 0.2, "suggested": value}
    pq.write_table(pa.Table.from_pylist(cells, schema=SCHEMAS["cells"]), part)
    lost = [figure | {"near": table, "reason": "no_column"}]
    place = out / "unplaced" / part.name
    kept = pq.read_table(place).to_pylist()
    pq.write_table(pa.Table.from_pylist(kept + lost, schema=SCHEMAS["unplaced"]), place)
    return {"report": report, "unplaced": [figure["start"], figure["end"]]}


@pytest.fixture
def report(out: Path) -> str:
    return find_report(out, "03-bar")


def send(client: TestClient, *lines: dict[str, Any]) -> dict[str, Any]:
    headers = {"x-csrf-token": find_csrf(client)}
    return dict(client.post("/decisions", json={"decisions": lines}, headers=headers).json())


def reviewed(out: Path, report: str) -> tuple[list[Any], list[Any]]:
    """What was decided of the cell, and of the figures without one."""
    cells, unplaced = gouji.load(out, "cells"), gouji.load(out, "unplaced")
    _, row, column = PLACE.split("/")
    is_cell = (cells.report == report) & (cells.row == row) & (cells.column == column)
    values = cells[is_cell]["reviewed_value"].dropna().tolist()
    return values, unplaced["reviewed_judgement"].dropna().tolist()


def test_the_cells_that_fit_are_offered_and_one_is_taken(out: Path, report: str) -> None:
    cells = gouji.load(out, "cells").query("report == @report")
    value = cells.query("row == 'received' and column == 'company'")["value"].iloc[0]
    line = lose(out, report, PLACE)
    client = open_client(out)
    page = client.get("/work?doubt=unplaced").text
    assert find_lines(page) == [line]
    [offered] = re.findall(r'value="([^"]+)" data-name="suggest"', page)
    answer = json.loads(unescape(offered))
    assert answer == {"judgement": "placed", "place": PLACE, "value": value}
    assert page.count("<optgroup") > 10
    assert 'class="official"' in page
    assert send(client, {**line, **answer, "id": "u1"})["refused"] == []
    assert reviewed(out, report) == ([value], ["placed"])
    assert find_lines(client.get("/work?doubt=unplaced").text) == []
    figures = gouji.load(out, "findings").query(
        "rule == 'every_figure_placed' and report == @report"
    )
    assert set(figures["verdict"]) == {"holds"}


def test_undo_takes_back_both(out: Path, report: str) -> None:
    line = lose(out, report, PLACE)
    client = open_client(out)
    placed = {**line, "judgement": "placed", "place": PLACE}
    send(client, {**placed, "id": "u1"})
    assert len(reviewed(out, report)[0]) == 1
    client.post("/undo", data={"csrf": find_csrf(client)})
    assert reviewed(out, report) == ([], [])
    send(client, {**placed, "id": "u2"}, {**line, "id": "u3", "retracts": "u2"})
    assert reviewed(out, report) == ([], [])
    send(client, {**placed, "id": "u4"})
    assert len(reviewed(out, report)[0]) == 1


def test_by_a_form_without_a_script(out: Path, report: str) -> None:
    line = lose(out, report, PLACE)
    client = open_client(out)
    form = {"csrf": find_csrf(client), "line": json.dumps(line), "answer": '"placed"'}
    assert client.post("/decide", data=form).status_code == 422  # no cell is chosen
    client.post("/decide", data=form | {"place": PLACE})
    values, judgements = reviewed(out, report)
    assert len(values) == 1
    assert judgements == ["placed"]


@pytest.mark.parametrize("place", ["requests/none/total", "x", "a/b/c/d", "<script>", 7, ["a"]])
def test_a_place_that_is_no_cell_is_refused(out: Path, report: str, place: object) -> None:
    line = lose(out, report, PLACE)
    client = open_client(out)
    outcome = send(client, {**line, "judgement": "placed", "place": place, "id": "u1"})
    assert outcome["stored"] == []
    assert len(outcome["refused"]) == 1
    assert reviewed(out, report) == ([], [])


def test_a_figure_that_belongs_to_no_cell_changes_none(out: Path, report: str) -> None:
    line = lose(out, report, PLACE)
    client = open_client(out)
    send(client, {**line, "judgement": "no_cell", "id": "u1"})
    assert reviewed(out, report) == ([], ["no_cell"])
    assert read_table(out, "unplaced").num_rows == 1
