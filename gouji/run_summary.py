"""The summary of a run: what `gouji.run` returns, the console shows and `--json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gouji.pipeline.batch.run import RunResult
from gouji.pipeline.batch.sources import ExpandedInputs
from gouji.pipeline.errors import NotAReport
from gouji.pipeline.recheck.threshold import ReviewBudget
from gouji.pipeline.store.counts import NO_COUNTS, BrokenRule, FailedReport, count_datasets
from gouji.pipeline.store.datasets import find_parts


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run over its INPUTs. The field names are the keys of `--json`.

    `read`, `failed`, `already`, `repeated` and `ignored` count files: read in this run, failed in
    this run, held by OUT before, equal to another file of this run, without a known suffix.
    `pending` counts files that are still to be read, after a dry run, which lists them in `new`,
    or after a run that was interrupted. `faults` counts the inputs that could not be read, in
    this run or before; a page that a scan found and that is not a report is no fault.

    All other counts cover every report under the INPUTs, those that OUT held before included.
    `doubtful`: cells below the confidence `trust`. `unplaced`: printed figures of tables that no
    cell holds. `findings`: rule → verdict → number. `budget`: what
    `target_error` or `review_hours` leaves to review in all of OUT.
    """

    out: str
    read: int
    failed: int
    already: int
    repeated: int
    ignored: int
    pending: int
    new: tuple[str, ...]
    faults: int
    cells: Mapping[str, int]
    trust: float
    doubtful: int
    unplaced: int
    findings: Mapping[str, Mapping[str, int]]
    broken: tuple[BrokenRule, ...]
    failures: tuple[FailedReport, ...]
    seconds: float
    stopped: bool
    budget: ReviewBudget | None = None

    @property
    def reports_per_second(self) -> float:
        return (self.read + self.failed) / self.seconds if self.seconds else 0.0

    def exit_status(self, *, fail_on_broken: bool = False) -> int:
        """The exit status of `gouji run`."""
        if self.stopped:
            return 130
        if fail_on_broken and self.broken:
            return 3
        return 1 if self.faults else 0

    def to_json(self) -> dict[str, Any]:
        budget = None
        if self.budget is not None:
            budget = self.budget._asdict() | {"hours": round(self.budget.hours, 2)}
        speed = round(self.reports_per_second, 2)
        return asdict(self) | {"budget": budget, "reports_per_second": speed}


def summarise(run: RunResult, inputs: ExpandedInputs, out: Path, trust: float) -> RunSummary:
    """Count what `out` holds of the files of a run. Raises StoreError."""
    by_status = Counter(result.status for result in run.results)
    file_ids = {result.report for result in run.results}
    has_datasets = bool(find_parts(out, "reports"))
    counts = count_datasets(out, file_ids, trust) if has_datasets else NO_COUNTS
    return RunSummary(
        out=str(out),
        read=by_status["read"],
        failed=by_status["failed"],
        already=by_status["already"],
        repeated=by_status["repeated"],
        ignored=inputs.ignored,
        pending=by_status["new"] + len(inputs.sources) - len(run.results),
        new=tuple(result.source.name for result in run.results if result.status == "new"),
        faults=_count_faults(run, {failed.report: failed.kind for failed in counts.failures}),
        cells=dict(counts.cells),
        trust=trust,
        doubtful=counts.doubtful,
        unplaced=counts.unplaced,
        findings=group_by_rule(counts.findings),
        broken=counts.broken,
        failures=counts.failures,
        seconds=round(run.seconds, 3),
        stopped=run.is_interrupted,
    )


def _count_faults(run: RunResult, error_kinds: Mapping[str, str]) -> int:
    failed = [result for result in run.results if result.report in error_kinds]
    return sum(
        result.source.is_named or error_kinds[result.report] != NotAReport.kind for result in failed
    )


def group_by_rule(findings: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Counts by (rule, verdict) as rule → verdict → number."""
    rules: dict[str, dict[str, int]] = {}
    for (rule, verdict), number in sorted(findings.items()):
        rules.setdefault(rule, {})[verdict] = number
    return rules
