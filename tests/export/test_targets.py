"""DEST appears when it is complete, and no file of the user is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.pipeline.export.targets import ExportError, staged
from tests.export.outs import build_out, run_export


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return build_out(tmp_path / "out")


@pytest.mark.parametrize("format", ["csv", "sqlite", "xlsx", "duckdb"])
def test_an_export_replaces_an_export(out: Path, tmp_path: Path, format: str) -> None:
    dest = tmp_path / "new" / f"d.{format}"
    for _ in range(2):
        run_export(out, dest, format)
    assert [path.name for path in dest.parent.iterdir()] == [dest.name]


def test_a_folder_of_the_user_is_not_replaced(out: Path, tmp_path: Path) -> None:
    dest = tmp_path / "mine"
    dest.mkdir()
    run_export(out, dest, "csv")  # An empty folder may be replaced.
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.csv").write_text("x")
    with pytest.raises(ExportError, match=r"已存在[\s\S]*exists"):
        run_export(out, tmp_path / "full", "csv")
    assert (tmp_path / "full" / "thesis.csv").read_text() == "x"


@pytest.mark.parametrize("inside", [".", "cells", "reports/part-00001.parquet"])
def test_the_datasets_are_not_replaced(out: Path, inside: str) -> None:
    before = (out / "reports" / "part-00001.parquet").read_bytes()
    with pytest.raises(ExportError, match=r"另选位置[\s\S]*another place"):
        run_export(out, out / inside, "parquet", wide=True)
    assert (out / "reports" / "part-00001.parquet").read_bytes() == before


def test_an_export_that_fails_leaves_the_old_file(out: Path, tmp_path: Path) -> None:
    dest = tmp_path / "d.txt"
    dest.write_text("old")
    with pytest.raises(ValueError, match="stop"), staged(dest, out) as (path, _):
        path.write_text("half")
        raise ValueError("stop")
    assert dest.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.txt", "out"]


def test_a_folder_replaces_a_file_and_a_file_a_folder(out: Path, tmp_path: Path) -> None:
    dest = tmp_path / "d"
    run_export(out, dest, "sqlite")
    run_export(out, dest, "csv")
    assert (dest / "cells.csv").is_file()
    run_export(out, dest, "sqlite")
    assert dest.is_file()


def test_a_dataset_that_cannot_be_read_is_an_error(out: Path, tmp_path: Path) -> None:
    (out / "cells" / "part-00001.parquet").write_bytes(b"PAR1 no PAR1")
    with pytest.raises(ExportError, match=r"无法导出到[\s\S]*Cannot export"):
        run_export(out, tmp_path / "d.csv", "csv")
    assert not (tmp_path / "d.csv").exists()
