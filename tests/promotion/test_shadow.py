"""The shadow run over datasets: which accepted values another version would change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from gouji.cli import app
from gouji.pipeline.kit import Kit
from gouji.training.promotion.shadow import Change, compare_stored

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
CELL = "requests/received/total"


def _call(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The datasets of one report, read with the shipped models."""
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path / "home"))
    sample = next(path for path in sorted(SAMPLES.rglob("*.html")))
    shutil.copy(sample, tmp_path / "report.html")
    _call("run", str(tmp_path / "report.html"), "-o", str(tmp_path / "out"), "-q")
    return tmp_path / "out"


def _set_value(out: Path, value: float) -> float:
    """Store another value of a cell, as an older version may have read it; the value before."""
    path = next(p for p in (out / "cells").glob("*.parquet") if pq.ParquetFile(p).metadata.num_rows)
    cells = pq.ParquetFile(path).read()
    table, row, column = CELL.split("/")
    is_cell = pc.and_(
        pc.and_(pc.equal(cells["table"], table), pc.equal(cells["row"], row)),
        pc.equal(cells["column"], column),
    )
    [before] = cells.filter(is_cell)["value"].to_pylist()
    changed = pc.if_else(is_cell, pa.scalar(value), cells["value"])
    index = cells.schema.get_field_index("value")
    pq.write_table(cells.set_column(index, cells.schema.field("value"), changed), path)
    return float(before)


def test_the_version_that_read_the_datasets_changes_nothing(kit: Kit, out: Path) -> None:
    shadow = compare_stored(out, kit)
    assert (shadow.reports, shadow.changes) == (1, ())
    assert (shadow.newly_accepted, shadow.newly_doubted) == (0, 0)


def test_an_accepted_value_that_would_change_is_listed(kit: Kit, out: Path) -> None:
    before = _set_value(out, 987654)
    [change] = compare_stored(out, kit).changes
    assert change == Change(str(out.parent / "report.html"), CELL, "987654", f"{before:g}")
    printed = _call("evaluate", "--shadow", str(out))
    assert f"{CELL}: 987654 → {before:g}" in printed
    assert "1 accepted values would change" in printed


def test_a_file_that_has_changed_is_left_out(kit: Kit, out: Path) -> None:
    (out.parent / "report.html").write_text("another")
    assert compare_stored(out, kit).reports == 0
