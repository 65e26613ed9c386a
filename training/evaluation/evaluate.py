"""`gouji evaluate`: how well reading goes on samples, by rendering and by damage."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.pipeline.agencies.linkage import Renamings
from gouji.pipeline.kit import Kit
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.cause_scores import score_causes
from gouji.training.evaluation.claim_scores import ClaimScore, score_left_out
from gouji.training.evaluation.labelled_claims import LABELLED, score_by_hand
from gouji.training.evaluation.leave_one_out import Tell, leave_one_out
from gouji.training.evaluation.panel_scores import score_panel, score_printed_panel
from gouji.training.evaluation.plots import draw_confusion, draw_reliability
from gouji.training.evaluation.rule_scores import RuleScore, score_names, score_narrated
from gouji.training.evaluation.sample_scores import Line, lines, mark
from gouji.training.tracking import track


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
        names = ("section_precision", "section_recall")
        run.metrics(dict(zip(names, table[0].sections, strict=True)))
        run.table([one.row() for one in table], "table")
        scores = [score for one in marked for score in one.scores]
        run.figure(draw_reliability(scores), "reliability")
        run.figure(draw_confusion(scores), "confusion")
    return table


def evaluate_claims_and_log(kit: Kit, seed: int, tell: Tell) -> dict[str, list[ClaimScore]]:
    """Score claims on wordings that were left out and on sentences labelled by hand, the first
    match beside both; log it to MLflow."""
    with track("claims", {"seed": seed, "models": kit.versions}) as run:
        models, first = score_left_out(seed, tell)
        tables = {"claims": models.table(), "first_match": first.table()}
        if LABELLED.exists():  # not in an installed package
            models, first = score_by_hand(kit.models.claims, kit.models.breakdowns)
            tables |= {"by_hand": models.table(), "by_hand_first_match": first.table()}
        for name, table in tables.items():
            run.table([one.row() for one in table], name)
        for name in ("claims", "by_hand"):
            for one in tables.get(name, [])[:2]:
                run.metrics({f"{name}_{one.metric}_f1": one.f1})
    return tables


def evaluate_rules_and_log(kit: Kit, renamings: Renamings, seed: int) -> list[RuleScore]:
    """Score the rules over running text, causes, and the rules over the years on reports drawn for
    them, and log it to MLflow."""
    with track("rules", {"seed": seed, "models": kit.versions}) as run:
        table = [*score_narrated(kit, seed), score_names(kit, seed), *score_causes(kit, seed)]
        table += score_panel(kit, renamings, seed) + score_printed_panel(kit, renamings, seed)
        run.table([one.row() for one in table], "rules")
        for one in table:
            run.metrics({f"{one.rule}_precision": one.precision, f"{one.rule}_recall": one.recall})
    return table
