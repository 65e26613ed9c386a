from __future__ import annotations

from pathlib import Path

from gouji.pipeline.errors import EmptyFile
from gouji.pipeline.store.counts import count
from gouji.pipeline.store.datasets import commit, prepare
from gouji.pipeline.store.rows import Reading, reading_to_tables
from tests.batch.fake_walk import build_report


def test_counts_only_the_reports_that_were_asked_for(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcomes = {"a": build_report("x", broken=True), "b": build_report("y"), "c": EmptyFile()}
    for number, (report, outcome) in enumerate(outcomes.items(), 1):
        reading = Reading(report, f"{report}.txt", outcome, 0.1, "m", "{}")
        commit(tmp_path, number, reading_to_tables(reading))
    tally = count(tmp_path, {"a", "c"}, trust=0.9)
    assert tally.cells == {"read": 1, "unreadable": 1}
    assert tally.doubtful == 1
    assert tally.findings == {("row_total", "broken"): 1}
    assert [(one.source, one.scope) for one in tally.broken] == [("a.txt", "received")]
    assert [(one.source, one.kind) for one in tally.failures] == [("c.txt", "empty")]
    assert count(tmp_path, set(), trust=0.9).doubtful == 0
