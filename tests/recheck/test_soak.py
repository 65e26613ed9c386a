"""A check of 20 000 reports in bounded memory (`make soak`); prints time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from gouji.pipeline.store.datasets import commit, next_part, prepare
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from tests.recheck.panels import FORMS, draw_panel

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
AGENCIES, PROVINCES = 100, 40  # five reports each: 20 000 in all, four million cells
MOST_MEMORY = 1_200  # MB, DuckDB's 400 included
CHECK = """
    import resource, sys, time
    from pathlib import Path
    from tests.recheck.panels import run_check
    began = time.perf_counter()
    done = run_check(Path(sys.argv[1]), memory="400MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    broken = {rule: n for (rule, verdict), n in done.findings.items() if verdict == "broken"}
    print(sum(done.findings.values()), len({name.agency for name in done.agencies}), peak)
    print(f"{time.perf_counter() - began:.0f} s, {peak} MB, broken: {broken}", file=sys.stderr)
"""


def test_twenty_thousand_reports_are_checked_in_bounded_memory(tmp_path: Path) -> None:
    small, large = write_provinces(tmp_path / "small", 4), write_provinces(tmp_path, PROVINCES)
    few, many = check(small), check(large)
    assert many[1] == PROVINCES * AGENCIES
    assert many[0] == few[0] * PROVINCES // 4, "each report has the findings that it has among few"
    assert many[2] < MOST_MEMORY
    assert many[2] < 2 * few[2], "memory does not grow with the number of reports"


def write_provinces(folder: Path, count: int) -> Path:
    """The same agencies in several provinces, a part for each."""
    out = folder / "out"
    prepare(out)
    panel = draw_panel(Random(1), AGENCIES)
    drafts = [draft for series in panel.values() for draft in series]
    tables = [
        reading_to_tables(Reading(d.id, d.id, d.to_report(FORMS), 0.1, "m", '{"trust": 0.8}'))
        for d in drafts
    ]
    whole = {name: pa.concat_tables(rows[name] for rows in tables) for name in tables[0]}
    for number in range(count):
        moved = {name: _move(table, f"{_spell(number)}省") for name, table in whole.items()}
        commit(out, next_part(out), moved)
    return out


def _spell(number: int) -> str:
    return "山河湖海江林"[number // 10] + "东西南北中上下左右前"[number % 10]


def _move(table: pa.Table, province: str) -> pa.Table:
    """The rows as those of reports from another province."""
    for name in {"report", "source", "agency"} & set(table.schema.names):
        at = table.schema.get_field_index(name)
        moved = pc.binary_join_element_wise(pa.scalar(province), table[name], "")
        table = table.set_column(at, table.schema.field(name), moved)
    return table


def check(out: Path) -> tuple[int, int, int]:
    """The numbers of findings and agencies, and the peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHECK), str(out)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"{out}: {done.stderr}")
    # DuckDB shows a progress bar in a program without a file, as in an interactive session.
    findings, agencies, peak = map(int, done.stdout.splitlines()[-1].split())
    return findings, agencies, peak
