"""How a run went, counted: what the closing page shows and `--json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gouji.pipeline.batch.run import Course
from gouji.pipeline.batch.sources import Found
from gouji.pipeline.store.counts import NOTHING, Broken, Failure, count
from gouji.pipeline.store.datasets import find_parts


@dataclass(frozen=True, slots=True)
class Summary:
    """One run over its INPUTs; `cells`, `findings` and the rest count all reports under them,
    those that were already there included.

    `read`, `failed`, `already`, `repeated` and `ignored` count files: read now, failed now, there
    before, same content met again in this run, no known suffix; `pending` those still to be read,
    after a dry run, which names them in `new`, or a run that stopped early. `faults` counts the
    inputs that could not be read, now or before, except pages met in a scan that are no reports.
    `doubtful` counts cells below `trust`; `findings` is rule → verdict → number.
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
    findings: Mapping[str, Mapping[str, int]]
    broken: tuple[Broken, ...]
    failures: tuple[Failure, ...]
    seconds: float
    stopped: bool

    @property
    def reports_per_second(self) -> float:
        return (self.read + self.failed) / self.seconds if self.seconds else 0.0

    def exit_status(self, fail_on_broken: bool = False) -> int:
        """What `gouji run` ends with."""
        if self.stopped:
            return 130
        if fail_on_broken and self.broken:
            return 3
        return 1 if self.faults else 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"reports_per_second": round(self.reports_per_second, 2)}


def summarise(course: Course, found: Found, out: Path, trust: float) -> Summary:
    """Count what `out` holds of the reports that a run met."""
    happened = Counter(step.happened for step in course.steps)
    files = {step.report for step in course.steps}
    tally = count(out, files, trust) if find_parts(out, "reports") else NOTHING
    return Summary(
        out=str(out),
        read=happened["read"],
        failed=happened["failed"],
        already=happened["already"],
        repeated=happened["repeated"],
        ignored=found.ignored,
        pending=happened["new"] + len(found.sources) - len(course.steps),
        new=tuple(step.source.name for step in course.steps if step.happened == "new"),
        faults=_count_faults(course, {one.report: one.kind for one in tally.failures}),
        cells=dict(tally.cells),
        trust=trust,
        doubtful=tally.doubtful,
        findings=by_rule(tally.findings),
        broken=tally.broken,
        failures=tally.failures,
        seconds=round(course.seconds, 3),
        stopped=course.stopped,
    )


def _count_faults(course: Course, kinds: Mapping[str, str]) -> int:
    failed = [step for step in course.steps if step.report in kinds]
    return sum(step.source.named or kinds[step.report] != "not_a_report" for step in failed)


def by_rule(findings: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Counts by (rule, verdict) as rule → verdict → number."""
    rules: dict[str, dict[str, int]] = {}
    for (rule, verdict), number in sorted(findings.items()):
        rules.setdefault(rule, {})[verdict] = number
    return rules
