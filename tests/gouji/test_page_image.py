"""`gouji show --page --image`: the page with its cells drawn on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import gouji
from gouji.cli import app
from gouji.pipeline.store.datasets import read_rows
from tests.ingest.pdf.printed import print_pdf, table

HEAD = "<h1>某县人民政府2021年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>"
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "4", "1", "18"],
    ["行政规范性文件", "12", "", "37"],
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "a.pdf").write_bytes(print_pdf(HEAD + table(ROWS)))
    (folder / "large.pdf").write_bytes(print_pdf(HEAD + table(ROWS), "5000pt 3000pt"))
    (folder / "b.txt").write_text(
        "\t".join(ROWS[0]) + "\n规章\t4\t1\t18\n行政规范性文件\t1\t2\t3\n"
    )
    gouji.run([folder], folder / "out", jobs=0)
    return folder / "out"


def cells(out: Path, name: str) -> list[dict[str, object]]:
    sources = {
        row["report"]: row["source"]
        for rows in read_rows(out, "reports", ["report", "source"])
        for row in rows.to_pylist()
    }
    columns = ["report", "raw", "status", "page", "x0", "y0", "x1", "y1"]
    found = [row for rows in read_rows(out, "cells", columns) for row in rows.to_pylist()]
    return [row for row in found if row["page"] and sources[row["report"]].endswith(name)]


@pytest.mark.parametrize("name", ["a.pdf", "large.pdf"])
def test_cells_are_where_they_are_printed(out: Path, name: str) -> None:
    drawn = {(c["raw"], c["status"]) for c in cells(out, name)}
    assert drawn == {(r, "read") for r in ("4", "1", "18", "12", "37")} | {("", "blank")}


@pytest.mark.parametrize(
    ("name", "scale", "points"), [("a.pdf", 2, (595.28, 841.89)), ("large.pdf", 1.6, (5000, 3000))]
)
def test_the_page_shows_each_cell_in_the_colour_of_its_status(
    out: Path, name: str, scale: float, points: tuple[float, float]
) -> None:
    image = out.parent / "page.png"
    words = ["show", str(out), name, "--page", "1", "--image", str(image)]
    assert CliRunner().invoke(app, words).exit_code == 0
    with Image.open(image) as picture:
        assert picture.size == pytest.approx([scale * length for length in points], abs=1)
        for cell in cells(out, name):
            x = scale * float(cell["x0"]) + 8  # type: ignore[arg-type]
            y = scale * float(cell["y0"]) + 8  # type: ignore[arg-type]
            red, green, blue = picture.getpixel((x, y))[:3]
            if cell["status"] == "read":
                assert green > red and green > blue
            else:
                assert blue > red and blue > green


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a.pdf", "--page", "9", "--image", "x.png"], "No page 9 among 1"),
        (["b.txt", "--page", "1", "--image", "x.png"], "has no pages"),
        (["a.pdf", "--page", "1"], "go together"),
        (["a.pdf", "--page", "1", "--image", "no/such/folder/x.png"], "Cannot write"),
    ],
)
def test_a_page_that_cannot_be_drawn_is_an_error(out: Path, words: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["show", str(out), *words])
    assert result.exit_code == 2 and message in result.output


def test_a_file_that_changed_is_not_drawn(out: Path) -> None:
    path = out.parent / "a.pdf"
    before = path.read_bytes()
    path.write_bytes(print_pdf(HEAD))
    result = CliRunner().invoke(app, ["show", str(out), "a.pdf", "--page", "1", "--image", "x.png"])
    path.write_bytes(before)
    assert result.exit_code == 2 and "has changed" in result.output
