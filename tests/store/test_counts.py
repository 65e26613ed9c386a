"""Counts over the datasets, restricted to the files of a run."""

from __future__ import annotations

from pathlib import Path

from gouji.pipeline.errors import EmptyFile, ReportError
from gouji.pipeline.records import Report
from gouji.pipeline.store.counts import count_datasets
from gouji.pipeline.store.datasets import commit, prepare
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from tests.batch.fake_extractor import build_report


def test_only_the_reports_of_the_given_files_are_counted(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcomes: dict[str, Report | ReportError] = {
        "a": build_report("x", broken=True),
        "b": build_report("y"),
        "c": EmptyFile(),
    }
    for number, (report, outcome) in enumerate(outcomes.items(), 1):
        reading = Reading(report, f"{report}.txt", outcome, 0.1, "m", "{}")
        commit(tmp_path, number, reading_to_tables(reading))
    counts = count_datasets(tmp_path, {"a", "c"}, trust=0.9)
    assert counts.cells == {"read": 1, "unreadable": 1}
    assert counts.doubtful == 1
    assert counts.findings == {("row_total", "broken"): 1}
    assert [(rule.source, rule.scope) for rule in counts.broken] == [("a.txt", "received")]
    assert [(failure.source, failure.kind) for failure in counts.failures] == [("c.txt", "empty")]
    assert count_datasets(tmp_path, set(), trust=0.9).doubtful == 0
