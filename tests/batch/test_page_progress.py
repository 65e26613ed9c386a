"""The pages of files that have several, as they are read."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

import gouji
from gouji.pipeline.batch.sources import Source
from gouji.terminal import progress
from gouji.terminal.progress import Bar, Lines
from tests.hostile.packages import zipped
from tests.ingest.scan.pages import save

BLANK = Image.new("L", (60, 80), 255)


@pytest.mark.parametrize("jobs", [0, 1])
def test_every_page_is_told_with_its_file(tmp_path: Path, jobs: int) -> None:
    pages = [BLANK] * 3
    (tmp_path / "a.tif").write_bytes(save(BLANK, "TIFF", save_all=True, append_images=pages[1:]))
    members = {f"{number}.png": save(BLANK, "PNG") for number in (1, 2)}
    (tmp_path / "b.zip").write_bytes(zipped(members))
    (tmp_path / "c.png").write_bytes(save(BLANK, "PNG"))
    told: list[tuple[str, int, int]] = []

    def watch(source: Source, done: int, total: int) -> None:
        told.append((Path(source.name).name, done, total))

    summary = gouji.run([tmp_path], tmp_path / "out", jobs=jobs, watch_page=watch)
    assert summary.failed == 3
    expected = [("a.tif", n, 3) for n in range(3)] + [("b.zip", n, 2) for n in range(2)]
    assert sorted(told) == expected


def console() -> Console:
    return Console(file=StringIO(), force_terminal=True, width=100)


def test_a_file_of_many_pages_has_a_bar_of_its_own() -> None:
    bar = Bar(console())
    bar.watch_page(Source("in/short.pdf"), 1, 2)
    assert len(bar.bar.tasks) == 1
    for done in (0, 7):
        bar.watch_page(Source("in/[red]long.pdf"), done, 300)
    [_, task] = bar.bar.tasks
    assert (task.completed, task.total) == (7, 300) and "long.pdf" in task.description


def test_a_log_tells_of_pages_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    lines = Lines(Console(file=(stream := StringIO())))
    for done in range(0, 40, 4):
        now[0] = float(done)
        lines.watch_page(Source("年报.pdf"), done, 300)
    assert stream.getvalue().splitlines() == [f"年报.pdf：{n}/300 页 · pages" for n in (12, 24, 36)]
