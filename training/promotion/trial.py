"""A trial: a candidate and the version in use read the frozen sets; the decision is logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gouji.models.versions import InUse
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey
from gouji.training.evaluation.plots import draw_confusion, draw_reliability
from gouji.training.evaluation.scoring import CellScore
from gouji.training.progress import ShowStep
from gouji.training.promotion.floors import Floors
from gouji.training.promotion.frozen_sets import PairedScore, draw_frozen, score_pairs
from gouji.training.promotion.gate import Decision, decide
from gouji.training.promotion.report_scores import ReportScore
from gouji.training.promotion.shadow import Shadow, compare_scored
from gouji.training.tracking import Run, start_run


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the models, and its folder."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome of a comparison. `table`: SHA-256 of the rows that were decided on."""

    champion: str
    candidate: str
    decision: Decision
    shadow: Shadow
    table: str


@dataclass(frozen=True, slots=True)
class Options:
    """`labelled`: reviewed reports under both versions, beside the frozen sets. `jobs`: worker
    processes, 0 for none. `cache`: the folder of drawn corpora, by default in GOUJI_HOME."""

    show: ShowStep
    labelled: Sequence[PairedScore] = field(default=())
    jobs: int = 2
    cache: Path | None = None


def compare_and_log(
    champion: InUse, candidate: Version, kit: Kit, floors: Floors, options: Options
) -> Trial:
    """Read all frozen reports with both versions, decide, and log. Raises ArtefactError.

    `kit` gives forms, rules and thresholds.
    """
    parameters = {"champion": champion.version, "candidate": candidate.name}
    with start_run("compare", parameters) as run:
        samples = draw_frozen(floors.frozen, kit.forms, max(1, options.jobs), options.cache)
        folders = champion.folder, candidate.folder
        pairs = score_pairs(samples, kit, folders, options.show, options.jobs)
        pairs += options.labelled
        decision = decide(pairs, floors)
        rows = [comparison.row() for comparison in decision.comparisons]
        table = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        trial = Trial(champion.version, candidate.name, decision, compare_scored(pairs), table)
        for config in floors.frozen:
            digest = hashlib.sha256(config.model_dump_json().encode()).hexdigest()
            run.log_input(config.name, digest, "evaluation", config.model_dump_json())
        _log(run, trial, pairs)
    return trial


def _log(run: Run, trial: Trial, pairs: Sequence[PairedScore]) -> None:
    run.log_table([c.row() for c in trial.decision.comparisons], "comparison")
    run.log_table([change._asdict() for change in trial.shadow.changes], "shadow")
    for c in trial.decision.comparisons:
        if c.stratum.kind == "all":
            run.log_metrics({f"{c.measure}_champion": c.champion, c.measure: c.candidate})
            run.log_metrics({f"{c.measure}_loss_high": c.high, f"{c.measure}_loss_low": c.low})
    promotable = float(trial.decision.is_promotable)
    run.log_metrics({"promotable": promotable, "shadow_changes": len(trial.shadow.changes)})
    champion, candidate = ([pair[i] for pair in pairs] for i in (0, 1))
    for scores, suffix in ((champion, "_champion"), (candidate, "")):
        cells = _to_cell_scores(scores)
        run.log_figure(draw_reliability(cells), f"reliability{suffix}")
        run.log_figure(draw_confusion(cells), f"confusion{suffix}")


def _to_cell_scores(scores: Sequence[ReportScore]) -> list[CellScore]:
    """The cells as the figures take them: confidence, right, the given and the true status."""
    return [
        CellScore(
            CellKey(*cell.cell.split("/")), cell.is_right, False, False, cell.confidence,
            cell.status, cell.truth,
        )
        for score in scores
        for cell in score.cells
    ]  # fmt: skip
