"""Where a cell is in the source: a table as a table, all of it text."""

from __future__ import annotations

import json
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import gouji
from gouji.pipeline.ingest import ingest
from gouji.review.views import printed_rows
from gouji.review.views.printed_rows import PrintedCell, PrintedRow
from gouji.review.views.printed_view import Block, view_printed

from .outs import SAMPLES, find_report, open_client

TEXT = "二、情况\n项目\t甲\t乙\n大类\t一项\t1\t2\n二项\t3\t\n完"
HEADS = ("项目", "甲", "乙")


def make_rows() -> list[PrintedRow]:
    """A table between two lines; a label covers two rows, and a cell is empty."""
    cells = [
        [(0, 4, 0, 1, 1)],
        [(5, 7, 0, 2, 1), (8, 9, 2, 1, 1), (10, 11, 3, 1, 1)],
        [(12, 14, 0, 1, 2), (15, 17, 1, 1, 1), (18, 19, 2, 1, 1), (20, 21, 3, 1, 1)],
        [(22, 24, 1, 1, 1), (25, 26, 2, 1, 1), (27, 27, 3, 1, 1)],
        [(28, 29, 0, 1, 1)],
    ]
    return [
        PrintedRow(tuple(PrintedCell(*cell) for cell in row), number in (1, 2, 3))
        for number, row in enumerate(cells)
    ]


def texts(rows: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [["".join(field.piece[:3]) for field in row] for row in rows]  # type: ignore[attr-defined]


def find_table(blocks: tuple[Block, ...]) -> Block:
    return next(block for block in blocks if block.rows)


def test_a_table_is_between_its_lines_with_heads_and_spans() -> None:
    view = view_printed(make_rows(), TEXT, (25, 26))
    assert [line.before for block in view.blocks for line in block.lines] == ["二、情况", "完"]
    table = find_table(view.blocks)
    assert texts(table.heads) == [[*HEADS]]
    assert texts(table.rows) == [["大类", "一项", "1", "2"], ["二项", "3", ""]]
    assert (table.heads[0][0].columns, table.rows[0][0].rows) == (2, 2)
    marked = [field.piece.mark for row in table.rows for field in row if field.piece.is_here]
    assert marked == ["3"]


def test_an_empty_cell_is_marked_by_its_place() -> None:
    [last] = find_table(view_printed(make_rows(), TEXT, (27, 27)).blocks).rows[1:]
    assert [field.piece.is_here for field in last] == [False, False, True]


def test_a_label_above_the_shown_rows_begins_in_the_first_of_them() -> None:
    """Of a long table its heads and the rows around the mark are shown."""
    label = PrintedCell(0, 2, 0, 1, 60)
    head = PrintedRow((PrintedCell(3, 4), PrintedCell(3, 4, 1)), True)
    body = [PrintedRow((PrintedCell(5 + n, 6 + n, 1),), True) for n in range(60)]
    body[0] = PrintedRow((label, *body[0].cells), True)
    text = "大类\t头" + "7" * 61
    table = find_table(view_printed([head, *body], text, (45, 46)).blocks)
    assert len(table.heads) == 1
    assert len(table.rows) == 17
    assert ["".join(field.piece[:3]) for field in table.rows[0]] == ["大类", "7"]
    assert table.rows[0][0].rows == 17


def test_heads_of_one_block_do_not_stay_over_another() -> None:
    text = "甲\t乙\n1\t2\n题\n丙\t丁\n3\t4"
    rows, start = [], 0
    for line in text.split("\n"):
        cells = [
            PrintedCell(start + 2 * n, start + 2 * n + 1, n) for n in range(len(line) // 2 + 1)
        ]
        rows.append(PrintedRow(tuple(cells), True))
        start += len(line) + 1
    assert find_table(view_printed(rows, text, (14, 15)).blocks).heads == ()


@pytest.mark.parametrize("is_there", [True, False])
def test_an_html_table_is_drawn_with_its_cells(
    tmp_path: Path, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the file is gone: the text of the datasets tells the cells."""
    monkeypatch.setattr(printed_rows, "_QUICK", 60.0)  # on a busy machine, too
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "报告.html"
    shutil.copy(SAMPLES / "05-official-layout.html", source)
    gouji.run([tmp_path / "in"], tmp_path / "out", jobs=0)
    if not is_there:
        source.unlink()
    report = find_report(tmp_path / "out", "报告")
    line = json.dumps({"report": report, "cell": "requests/received/company"})
    page: Any = html.fromstring(
        open_client(tmp_path / "out").get("/item", params={"line": line}).text
    )
    [marked] = page.cssselect(".printed td.marked")
    assert marked.text_content().strip() == "418"
    row = [field.text_content().strip() for field in marked.getparent()]
    assert row[:3] == ["一、本年新收政府信息公开申请数量", "2,316", "418"]
    assert (
        bool(page.cssselect(".printed thead")) == is_there
    )  # heads of no known columns do not stay
    assert "三、收到和处理政府信息公开申请情况" in page.cssselect(".printed")[0].text_content()


def test_markup_of_a_source_is_text_in_its_table(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    markup = '<img src=x onerror="alert(4)">'
    data = (SAMPLES / "05-official-layout.html").read_text("utf-8")
    data = data.replace("自然人", '自然人&lt;img src=x onerror="alert(4)"&gt;')
    (tmp_path / "in" / "a.html").write_text(data, "utf-8")
    assert markup in ingest(data.encode(), "a.html").text
    gouji.run([tmp_path / "in"], tmp_path / "out", jobs=0)
    report = find_report(tmp_path / "out", "a.html")
    line = json.dumps({"report": report, "cell": "requests/received/company"})
    text = open_client(tmp_path / "out").get("/item", params={"line": line}).text
    assert "<img src=x" not in text
    assert markup in unescape(text)


def test_a_cell_without_a_place_is_not_marked_at_its_neighbour(out: Path) -> None:
    from gouji.review.views.source_view import TextView, mark_as_near, without_mark

    near = mark_as_near(TextView("甲 ", "3", " 乙"))
    assert (near.is_marked, near.is_near) == (False, True)
    assert without_mark(near).is_near is False
