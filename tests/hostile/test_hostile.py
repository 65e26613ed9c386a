"""Every hostile file gives one row with an expected error kind, in bounded time and memory."""

from __future__ import annotations

import resource
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import gouji
from tests.hostile.all_files import FAMILIES, write_all
from tests.hostile.hostile_file import HostileFile


def check_rows(out: Path, written: dict[str, HostileFile]) -> None:
    rows = {
        source: row
        for row in pq.read_table(out / "reports").to_pylist()
        for source in row["sources"]
    }
    assert set(rows) == set(written)
    kinds = {source: row["error"] or "ok" for source, row in rows.items()}
    unexpected = {
        source: kind for source, kind in kinds.items() if kind not in written[source].kinds
    }
    assert unexpected == {}
    for row in rows.values():
        is_failed = row["status"] == "failed"
        assert (
            bool(row["message_zh"]) == bool(row["message_en"]) == is_failed == (row["text"] is None)
        )


def test_there_are_many_families_and_files() -> None:
    assert len(FAMILIES) >= 12
    assert sum(len(list(family())) for family in FAMILIES) >= 60


def list_inputs(folder: Path) -> list[Path]:
    """The folder, and the files of formats that are only read where they are named."""
    return [folder, *sorted((folder / "other_formats").iterdir())]


def test_every_hostile_file_gives_one_expected_row(tmp_path: Path) -> None:
    written = write_all(tmp_path / "in", with_heavy=False)
    inputs = list_inputs(tmp_path / "in")
    summary = gouji.run(inputs, tmp_path / "out", jobs=2)
    assert summary.read + summary.failed + summary.repeated == len(written)
    check_rows(tmp_path / "out", written)
    again = gouji.run(inputs, tmp_path / "out", jobs=2)
    assert again.already == len(written)


@pytest.mark.soak
def test_heavy_files_are_bounded_in_memory(tmp_path: Path) -> None:
    written = write_all(tmp_path / "in", with_heavy=True)
    gouji.run(list_inputs(tmp_path / "in"), tmp_path / "out", jobs=2)
    check_rows(tmp_path / "out", written)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20  # kB
