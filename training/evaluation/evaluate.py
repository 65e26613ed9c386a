"""Evaluates models and rules and logs the scores to MLflow: `gouji evaluate`."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.pipeline.agencies.linkage import Renamings
from gouji.pipeline.kit import Kit
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.cause_scores import score_causes
from gouji.training.evaluation.claim_scores import ClaimScore, score_held_out_wordings
from gouji.training.evaluation.house_style_scores import HouseStyleScore, score_house_styles
from gouji.training.evaluation.issuer_scores import IssuerScore, score_issuers
from gouji.training.evaluation.labelled_claims import (
    CONTRASTING,
    LABELLED,
    count_false_claims,
    score_kinds,
    score_labelled_claims,
)
from gouji.training.evaluation.leave_one_out import ShowProgress, leave_one_out
from gouji.training.evaluation.panel_scores import score_panel, score_printed_panel
from gouji.training.evaluation.plots import draw_confusion, draw_reliability
from gouji.training.evaluation.rule_scores import (
    RuleScore,
    score_agency_name_rule,
    score_narrative_rules,
    score_period_rule,
    score_repeated_section_rule,
)
from gouji.training.evaluation.sample_scores import SummaryRow, score_sample, summary_table
from gouji.training.tracking import start_run


def evaluate_and_log(
    samples: Sequence[Sample],
    kit: Kit,
    digest: str,
    seed: int,
    show_progress: ShowProgress,
    *,
    leave_groups_out: bool = False,
) -> list[SummaryRow]:
    """Score samples, and log the table, the metrics and the figures.

    `leave_groups_out` reads each rendering and damage with models that never saw it; otherwise the
    models of the kit read all samples.
    """
    name = "leave-one-out" if leave_groups_out else "evaluate"
    with start_run(name, {"corpus": digest, "seed": seed, "models": kit.versions}) as run:
        run.log_input("corpus", digest, "evaluation", f"seed {seed}")
        if leave_groups_out:
            scored, table = leave_one_out(samples, kit, seed, show_progress)
        else:
            scored = [score_sample(sample, kit) for sample in samples]
            table = summary_table(scored, kit.config.trust)
        total = table[0]
        run.log_metrics(total.summary.metrics())
        run.log_metrics(
            {
                "broken_precision": total.rules.precision,
                "broken_recall": total.rules.recall,
                "section_precision": total.sections.precision,
                "section_recall": total.sections.recall,
            }
        )
        run.log_table([row.row() for row in table], "table")
        cell_scores = [score for sample in scored for score in sample.scores]
        run.log_figure(draw_reliability(cell_scores), "reliability")
        run.log_figure(draw_confusion(cell_scores), "confusion")
    return table


def evaluate_house_styles_and_log(kit: Kit, seed: int) -> list[HouseStyleScore]:
    """Score reports in house styles, and log the table."""
    with start_run("house-styles", {"seed": seed, "models": kit.versions}) as run:
        table = score_house_styles(kit, seed=seed)
        run.log_table([score.row() for score in table], "house_styles")
        run.log_metrics(table[0].metrics())
    return table


def evaluate_issuers_and_log(kit: Kit, seed: int) -> list[IssuerScore]:
    """Score agency and year of reports, and log the table."""
    with start_run("issuers", {"seed": seed, "models": kit.versions}) as run:
        table = score_issuers(kit, seed)
        run.log_table([score.row() for score in table], "issuers")
        run.log_metrics(table[0].metrics())
    return table


def evaluate_claims_and_log(
    kit: Kit, seed: int, show_progress: ShowProgress
) -> dict[str, list[ClaimScore]]:
    """Score claims in held-out wordings and in sentences labelled by hand, and log the tables.

    The scores of the regular expressions are in the tables with `first_match` in their names.
    """
    with start_run("claims", {"seed": seed, "models": kit.versions}) as run:
        held_out = score_held_out_wordings(seed, show_progress)
        tables = {"claims": held_out.models.table(), "first_match": held_out.regex.table()}
        if LABELLED.exists():  # not in an installed package
            labelled = score_labelled_claims(kit.models.claims, kit.models.breakdowns)
            tables |= {
                "by_hand": labelled.models.table(),
                "by_hand_first_match": labelled.regex.table(),
                "by_hand_kinds": score_kinds(kit.models.claims, kit.models.breakdowns),
                "by_hand_contrasts": score_labelled_claims(
                    kit.models.claims, kit.models.breakdowns, CONTRASTING
                ).models.table(),
            }
            false_claims = count_false_claims(
                kit.models.claims, kit.models.breakdowns, kit.config.trust
            )
            run.log_metrics({f"by_hand_{k}": v for k, v in false_claims.row().items()})
        for name, table in tables.items():
            run.log_table([score.row() for score in table], name)
        for name in ("claims", "by_hand"):
            for score in tables.get(name, [])[:2]:
                run.log_metrics({f"{name}_{score.metric}_f1": score.f1})
    return tables


def evaluate_rules_and_log(kit: Kit, renamings: Renamings, seed: int) -> list[RuleScore]:
    """Score rules over text, causes and rules across reports, and log the table."""
    with start_run("rules", {"seed": seed, "models": kit.versions}) as run:
        table = [
            *score_narrative_rules(kit, seed),
            score_agency_name_rule(kit, seed),
            score_period_rule(kit, seed),
            score_repeated_section_rule(kit, seed),
            *score_causes(kit, seed),
            *score_panel(kit, renamings, seed),
            *score_printed_panel(kit, renamings, seed),
        ]
        run.log_table([score.row() for score in table], "rules")
        for score in table:
            run.log_metrics(
                {
                    f"{score.rule}_precision": score.precision,
                    f"{score.rule}_recall": score.recall,
                }
            )
    return table
