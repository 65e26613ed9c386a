"""`gouji evaluate`: how well reading goes on samples, by rendering and by damage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.check.rules import Facts, check
from pipeline.errors import ReportError
from pipeline.extract import Kit, extract
from pipeline.records import Finding
from training.corpus.samples import Sample
from training.pictures import draw_confusion, draw_reliability
from training.scoring import (
    Broken,
    Score,
    Summary,
    broken,
    precision_recall,
    score_cells,
    summarise,
    truth_cells,
)
from training.tracking import track
from training.train import train


@dataclass(frozen=True, slots=True)
class Marked:
    """One sample, marked like an exam paper."""

    sample: Sample
    scores: tuple[Score, ...]
    found: frozenset[Broken]
    true: frozenset[Broken]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the evaluation's table: what was left out, and how reading it went."""

    name: str
    kind: str
    reports: int
    summary: Summary
    precision: float
    recall: float

    def row(self) -> dict[str, object]:
        metrics = self.summary.metrics()
        return {
            "name": self.name,
            "kind": self.kind,
            "reports": self.reports,
            **{name: round(value, 6) for name, value in metrics.items()},
            "broken_precision": round(self.precision, 4),
            "broken_recall": round(self.recall, 4),
        }


def mark(sample: Sample, kit: Kit) -> Marked:
    """Read a sample and hold every cell and every broken identity against the truth."""
    true = frozenset(broken(_check_truth(sample, kit)))
    try:
        report = extract(sample.data, sample.name, kit)
    except ReportError as error:
        return Marked(sample, score_cells((), sample), frozenset(), true, error.kind)
    return Marked(
        sample, score_cells(report.cells, sample), frozenset(broken(report.findings)), true
    )


def _check_truth(sample: Sample, kit: Kit) -> tuple[Finding, ...]:
    facts = Facts(
        forms={table: kit.forms[form] for table, form in sample.forms.items()},
        cells=truth_cells(sample),
        sections=(),
        tables=dict.fromkeys(sample.forms, 1),
        trust=0.0,
    )
    return check(facts, kit.rules)


def line(name: str, kind: str, marked: Sequence[Marked], trust: float) -> Line:
    """One row of the table over these samples."""
    scores = [score for one in marked for score in one.scores]
    precision, recall = precision_recall((set(one.found), set(one.true)) for one in marked)
    return Line(name, kind, len(marked), summarise(scores, trust), precision, recall)


def lines(marked: Sequence[Marked], trust: float) -> list[Line]:
    """The table over marked samples: all, by rendering, by damage."""
    table = [line("all", "all", marked, trust)]
    for name in sorted({one.sample.rendering for one in marked}):
        own = [one for one in marked if one.sample.rendering == name]
        table.append(line(name, "rendering", own, trust))
    for name in sorted({damage for one in marked for damage in one.sample.damages}):
        own = [one for one in marked if name in one.sample.damages]
        table.append(line(name, "damage", own, trust))
    return table


Tell = Callable[[str], None]


def leave_one_out(
    samples: Sequence[Sample], kit: Kit, seed: int, tell: Tell
) -> tuple[list[Marked], list[Line]]:
    """Train without one rendering or damage at a time and score on just that one.

    The readers are refitted without it; the confidence model is the one of `kit`'s training
    over the remaining samples' own held-out folds.
    """
    table: list[Line] = []
    everything: list[Marked] = []
    for name, kind, inside in _parts(samples):
        own = [sample for sample in samples if inside(sample)]
        rest = [sample for sample in samples if not inside(sample)]
        models = train(rest, kit, seed)
        marked = [mark(sample, replace(kit, models=models)) for sample in own]
        everything.extend(marked)
        table.append(line(name, kind, marked, kit.config.trust))
        tell(f"{kind} {name}: {table[-1].row()}")
    return everything, [line("all", "all", everything, kit.config.trust), *table]


Inside = Callable[[Sample], bool]


def _parts(samples: Sequence[Sample]) -> list[tuple[str, str, Inside]]:
    """Every rendering and every damage, with what belongs to it."""
    renderings = sorted({sample.rendering for sample in samples})
    damages = sorted({damage for sample in samples for damage in sample.damages})
    return [
        *((name, "rendering", lambda s, n=name: s.rendering == n) for name in renderings),
        *((name, "damage", lambda s, n=name: n in s.damages) for name in damages),
    ]


def evaluate_and_log(
    samples: Sequence[Sample], kit: Kit, digest: str, seed: int, left_out: bool, tell: Tell
) -> list[Line]:
    """Evaluate, and log the table, the metrics and the reliability diagram to MLflow."""
    name = "leave-one-out" if left_out else "evaluate"
    with track(name, {"corpus": digest, "seed": seed, "models": kit.versions}) as run:
        if left_out:
            marked, table = leave_one_out(samples, kit, seed, tell)
        else:
            marked = [mark(sample, kit) for sample in samples]
            table = lines(marked, kit.config.trust)
        run.metrics(table[0].summary.metrics())
        run.metrics({"broken_precision": table[0].precision, "broken_recall": table[0].recall})
        run.table([one.row() for one in table], "table")
        scores = [score for one in marked for score in one.scores]
        run.figure(draw_reliability(scores), "reliability")
        run.figure(draw_confusion(scores), "confusion")
    return table
