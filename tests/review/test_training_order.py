"""The queue for training: reports of an unknown layout before those with a doubt or two."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import gouji
from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.kit import Kit
from gouji.pipeline.store.datasets import read_table
from gouji.review.load_items import load_items
from gouji.review.web.app import Access, create_app
from gouji.training.corpus.drawing import draw_sample
from gouji.training.corpus.house_styles.draw import draw_house_sample
from tests.review.outs import SAMPLES, doubt, find_lines, sign_in

TestClient = pytest.importorskip("starlette.testclient").TestClient


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, kit: Kit) -> Path:
    """Three reports in a layout of their own, and four in known ones."""
    folder = tmp_path_factory.mktemp("training")
    inputs = folder / "in"
    inputs.mkdir()
    for number in range(3):
        own = draw_house_sample(Random(f"own {number}"), kit.forms, "transposed", "html-plain")
        (inputs / f"own-{number}.html").write_bytes(own.data)
        known = draw_sample(Random(f"known {number}"), kit.forms, "a", "html-plain", ())
        (inputs / f"known-{number}.html").write_bytes(known.data)
    (inputs / "sample.html").write_bytes((SAMPLES / "05-official-layout.html").read_bytes())
    gouji.run([inputs], folder / "out", jobs=0)
    doubt(folder / "out", 0.9995)
    return folder / "out"


def test_reports_of_an_unknown_layout_come_first(out: Path) -> None:
    names = {row["report"]: row["source"] for row in read_table(out, "reports").to_pylist()}
    ranks = load_items(out, for_training=True).ranks
    assert ranks is not None
    ordered = [names[report] for report in sorted(ranks, key=ranks.__getitem__)]
    assert "own-" in ordered[0]
    assert sum("own-" in name for name in ordered[:4]) >= 2
    assert load_items(out).ranks is None


def test_the_page_asks_in_this_order(out: Path) -> None:
    items = load_items(out, for_training=True)
    assert items.ranks is not None
    first = min(items.ranks, key=items.ranks.__getitem__)
    app = create_app(out, shipped_rules(), Access(("testserver",)), None, for_training=True)
    client = sign_in(TestClient(app), "张三")
    lines = find_lines(client.get("/work").text)
    assert lines
    assert {line["report"] for line in lines} == {first}
