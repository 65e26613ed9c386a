"""The image files of web pages and the pages of archives: which are read with what, and from where."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import gouji
from gouji.pipeline.batch.archives import are_pages
from gouji.pipeline.batch.load_files import load_contents
from gouji.pipeline.batch.page_images import list_images, with_images, without_shown_images
from gouji.pipeline.batch.sources import Source, expand_inputs
from gouji.pipeline.errors import Damaged, Unsupported
from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.store.datasets import read_table
from tests.ingest.pdf.printed import texts_of
from tests.ingest.scan.pages import ROWS, draw, save

CASES = Path(__file__).parents[1] / "cases" / "scan"
ARCHIVES = json.loads((CASES / "archives.json").read_text("utf-8"))
ADDRESSES = json.loads((CASES / "image_addresses.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def table() -> bytes:
    return save(draw(dpi=150), "PNG", dpi=(150, 150))


def page(address: str) -> bytes:
    title = "某县人民政府2021年政府信息公开工作年度报告"
    text = f"<h1>{title}</h1><p>二、主动公开政府信息情况</p><p><img src='{address}'></p>"
    return f"<meta charset=utf-8><body>{text}{'<p>各项工作有序开展。</p>' * 60}</body>".encode()


def write(name: str, data: bytes) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(data)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("case", ADDRESSES, ids=lambda case: case["why"])
def test_images_are_looked_for_inside_the_folder_alone(case: dict[str, Any]) -> None:
    html = f"<p><img alt='' {case['attribute']}></p>".encode(case.get("encoding", "utf-8"))
    in_folder = list_images(Source("in/a/p.html", folder="in"), html)
    in_archive = list_images(Source("in.zip", "a/p.html"), html)
    expected = case["image"]
    assert [image.path for image in in_folder.values()] == ([f"in/{expected}"] if expected else [])
    assert [image.member for image in in_archive.values()] == ([expected] if expected else [])


def test_a_link_does_not_lead_out_of_the_folder(table: bytes) -> None:
    write("secret/t.png", table)
    write("in/p.html", page("t.png"))
    Path("in/t.png").symlink_to("../secret/t.png")
    [content] = load_contents([Source("in/p.html", folder="in")], 1 << 30)
    assert content.data == page("t.png")
    Path("in/t.png").unlink()
    write("in/t.png", table)
    [loaded] = load_contents([Source("in/p.html", folder="in")], 1 << 30)
    assert isinstance(loaded.data, bytes) and len(loaded.data) > len(table)
    assert loaded.report == content.report  # the id is that of the page


def test_a_named_page_reaches_its_own_folder_only(table: bytes) -> None:
    write("t.png", table)
    write("in/p.html", page("../t.png"))
    assert with_images(Path("in/p.html"), page("../t.png")) == page("../t.png")


def test_images_beyond_the_limit_are_left_out(table: bytes) -> None:
    write("in/t.png", table)
    write("in/p.html", page("t.png"))
    [content] = load_contents([Source("in/p.html", folder="in")], len(table))
    assert content.data == page("t.png")


def test_an_image_that_a_page_shows_is_no_source_of_its_own(table: bytes) -> None:
    write("in/p.html", page("p_files/t%201.png?v=2"))
    for name in ("in/p_files/t 1.png", "in/other.png", "named.png"):
        write(name, table)
    write("named.html", page("named.png"))
    inputs = without_shown_images(expand_inputs(["in", "named.html", "named.png"], Path("out")))
    names = [source.name for source in inputs.sources]
    assert names == ["in/other.png", "in/p.html", "named.html", "named.png"]
    assert inputs.ignored == 1


@pytest.mark.parametrize("is_zipped", [False, True], ids=["folder", "archive"])
def test_the_table_beside_a_page_is_part_of_its_report(table: bytes, is_zipped: bool) -> None:
    members = {"a/p.html": page("f/t.png"), "a/f/t.png": table}
    if is_zipped:
        write("in/all.zip", zipped(members))
    else:
        for name, data in members.items():
            write(f"in/{name}", data)
    summary = gouji.run(["in"], "out", jobs=0)
    assert (summary.read, summary.failed, summary.ignored) == (1, 0, 1)
    [row] = read_table(Path("out"), "reports").to_pylist()
    assert row["source"].endswith("a/p.html") and "3085" in row["text"]
    assert (row["pages"], row["page_media"], row["unread_pages"]) == (1, ["scan"], [])


@pytest.mark.parametrize("case", ARCHIVES, ids=lambda case: case["why"])
def test_an_archive_of_numbered_pictures_is_one_source(case: dict[str, Any]) -> None:
    assert are_pages(case["members"]) is case["are_pages"]
    write("in/all.zip", zipped({name: name.encode() for name in case["members"]}))
    sources = expand_inputs(["in"], Path("out")).sources
    assert ([source.member for source in sources] == [None]) is case["are_pages"]


def numbered(count: int) -> dict[str, bytes]:
    """Pages, written in the order of their names."""
    texts = {number: f"<p>这是本报告的第{number}页内容。</p>" for number in range(1, count + 1)}
    pages = {f"扫描件({n}).png": save(draw(text, dpi=100), "PNG") for n, text in texts.items()}
    return dict(sorted(pages.items()))


def test_the_pages_of_an_archive_are_in_the_order_of_their_numbers() -> None:
    document = ingest(zipped(numbered(11) | {"Thumbs.db": b"x"}), "a.zip")
    lines = [squeeze(row[0]) for row in texts_of(document)]
    assert lines == [f"这是本报告的第{number}页内容。" for number in range(1, 12)]
    assert (document.media, document.pages) == ("image", 11)


def test_a_damaged_page_of_an_archive_is_unread(table: bytes) -> None:
    damaged = table[: len(table) // 2]
    document = ingest(zipped({"1.png": damaged, "2.png": table}), "a.zip")
    assert (document.pages, document.unread_pages) == (2, (1,))
    assert [squeeze(t) for t in texts_of(document)[1]] == [squeeze(t) for t in ROWS[1]]
    with pytest.raises(Damaged):
        ingest(zipped({"1.png": damaged, "2.png": damaged}), "a.zip")
    with pytest.raises(Unsupported):
        ingest(zipped({"1.png": table, "2.txt": b"x"}), "a.zip")


def test_an_archive_of_pages_is_one_report_with_its_pages(table: bytes) -> None:
    title = draw("<h1>某县人民政府2021年政府信息公开工作年度报告</h1><p>一、总体情况</p>", dpi=150)
    head = save(title, "PNG", dpi=(150, 150))
    write("report.zip", zipped({"p10.png": table, "p9.png": head}))
    summary = gouji.run(["report.zip"], "out", jobs=0)
    assert (summary.read, summary.failed) == (1, 0)
    [row] = read_table(Path("out"), "reports").to_pylist()
    assert (row["source"], row["pages"], row["agency"]) == ("report.zip", 2, "某县人民政府")
    assert gouji.run(["report.zip"], "out", jobs=0).already == 1
