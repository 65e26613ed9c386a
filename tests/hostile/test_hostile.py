"""Bad input of many kinds: each file ends in one clear row, in bounded time and memory."""

from __future__ import annotations

import resource
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import gouji
from tests.hostile.bad import Bad
from tests.hostile.files import FAMILIES, write_all


def check_rows(out: Path, written: dict[str, Bad]) -> None:
    rows = {
        source: row
        for row in pq.read_table(out / "reports").to_pylist()
        for source in row["sources"]
    }
    assert set(rows) == set(written)
    outcomes = {source: row["error"] or "ok" for source, row in rows.items()}
    wrong = {one: kind for one, kind in outcomes.items() if kind not in written[one].kinds}
    assert wrong == {}
    for row in rows.values():
        failed = row["status"] == "failed"
        assert bool(row["message_zh"]) == bool(row["message_en"]) == failed == (row["text"] is None)


def test_there_are_enough_of_them() -> None:
    assert len(FAMILIES) >= 12
    assert sum(len(list(family())) for family in FAMILIES) >= 60


def test_every_bad_file_is_one_clear_row(tmp_path: Path) -> None:
    written = write_all(tmp_path / "in", heavy=False)
    summary = gouji.run([tmp_path / "in"], tmp_path / "out", jobs=2)
    assert summary.read + summary.failed + summary.repeated == len(written)
    check_rows(tmp_path / "out", written)
    again = gouji.run([tmp_path / "in"], tmp_path / "out", jobs=2)
    assert again.already == len(written)


@pytest.mark.soak
def test_heavy_files_are_bounded_too(tmp_path: Path) -> None:
    written = write_all(tmp_path / "in", heavy=True)
    gouji.run([tmp_path / "in"], tmp_path / "out", jobs=2)
    check_rows(tmp_path / "out", written)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20  # kB
