"""`gouji evaluate`: score the models on reports that they were not trained on."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.corpus import CORPUS, SEED, Count, Files, Folder, Media, Seed, load_corpus

if TYPE_CHECKING:
    from gouji.terminal.score_tables import Scores
    from gouji.training.evaluation.claim_scores import ClaimScore
    from gouji.training.evaluation.house_style_scores import HouseStyleScore
    from gouji.training.evaluation.issuer_scores import IssuerScore
    from gouji.training.evaluation.rule_scores import RuleScore
    from gouji.training.evaluation.sample_scores import SummaryRow

LeaveOneOut = Annotated[
    bool,
    typer.Option(
        "--leave-one-out",
        help="逐一留出一种版式或损伤。 Train without one rendering or damage at a time.",
    ),
]
OnlyClaims = Annotated[
    bool,
    typer.Option(
        "--only-claims", help="只为正文数字评分。 Score the figures of running text alone."
    ),
]
OnlyHouseStyles = Annotated[
    bool,
    typer.Option(
        "--only-house-styles",
        help="只评测自拟版式的报告。 Score reports in layouts of their own alone.",
    ),
]
OnlyIssuers = Annotated[
    bool,
    typer.Option(
        "--only-issuers", help="只评测机关与年度。 Score agency and year of reports alone."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")]


def evaluate(
    folder: Folder = CORPUS,
    count: Count = 400,
    files: Files = 80,
    seed: Seed = SEED + 1,
    leave_one_out: LeaveOneOut = False,
    only_claims: OnlyClaims = False,
    only_house_styles: OnlyHouseStyles = False,
    only_issuers: OnlyIssuers = False,
    as_json: AsJson = False,
    media: Media = "",
) -> None:
    """在未用于训练的语料上评分。 Score the models on reports that they were not trained on."""
    from gouji.configs import FOLDER
    from gouji.pipeline.agencies.linkage import load_renamings
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.score_tables import Scores
    from gouji.training.evaluation.evaluate import (
        evaluate_and_log,
        evaluate_claims_and_log,
        evaluate_house_styles_and_log,
        evaluate_issuers_and_log,
        evaluate_rules_and_log,
    )
    from gouji.training.fit import UNFITTED

    show_progress = partial(typer.echo, err=True)
    table: list[SummaryRow] = []
    styles: list[HouseStyleScore] = []
    issuers: list[IssuerScore] = []
    claims: dict[str, list[ClaimScore]] = {}
    rules: list[RuleScore] = []
    kit = load_kit(FOLDER)
    if not (only_claims or only_house_styles or only_issuers):
        name = "-".join([folder.name, str(seed), *filter(None, [media.replace(",", "-")])])
        samples, digest = load_corpus(folder.with_name(name), count, seed, media, files)
        scored = load_kit(FOLDER, models=UNFITTED) if leave_one_out else kit
        table = evaluate_and_log(
            samples, scored, digest, seed, show_progress, leave_groups_out=leave_one_out
        )
    if not (only_claims or only_issuers):
        styles = evaluate_house_styles_and_log(kit, seed)
    if not (only_claims or only_house_styles):
        issuers = evaluate_issuers_and_log(kit, seed)
    if not (only_house_styles or only_issuers):
        claims = evaluate_claims_and_log(kit, seed, show_progress)
        rules = evaluate_rules_and_log(kit, load_renamings(FOLDER / "agencies.yaml"), seed)
    _print(Scores(table, styles, issuers, claims, rules), as_json=as_json)


def _print(scores: Scores, *, as_json: bool) -> None:
    from gouji.terminal.score_tables import print_scores

    if as_json:
        typer.echo(json.dumps(scores.to_rows(), ensure_ascii=False))
    else:
        print_scores(scores)
