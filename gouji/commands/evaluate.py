"""`gouji evaluate`: score the models on reports that they were not trained on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gouji.commands.corpus import (
    CORPUS,
    JOBS,
    SEED,
    Count,
    Files,
    Folder,
    Media,
    Seed,
    load_corpus,
)
from gouji.commands.options import import_extra, user_errors
from gouji.commands.promote import compare, tracking_errors

if TYPE_CHECKING:
    from gouji.terminal.score_tables import Scores
    from gouji.training.corpus.samples import Sample
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
Candidate = Annotated[
    str | None,
    typer.Argument(
        metavar="VERSION",
        help="与使用中的版本比较的版本，或其开头。 "
        "The version to compare with the one in use, or a prefix.",
    ),
]
PromiseOption = Annotated[
    float | None,
    typer.Option(
        "--promise",
        min=0.000001,
        max=0.5,
        metavar="SHARE",
        help="求阈值，使静默错误的比例不超过 SHARE。 "
        "Find the threshold at which at most this share is silently wrong.",
    ),
]
ShadowOut = Annotated[
    Path | None,
    typer.Option(
        "--shadow",
        metavar="OUT",
        help="用 VERSION（默认使用中的版本）重读 OUT 中的报告，列出将改变的全部可信值。 Read the "
        "reports of OUT again with VERSION, by default the one in use, and list every accepted "
        "value that would change.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")]


def evaluate(
    version: Candidate = None,
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
    promise: PromiseOption = None,
    shadow: ShadowOut = None,
) -> None:
    """在未用于训练的语料上评分；给出 VERSION 时，与使用中的版本比较。

    Score the models in use on reports that they were not trained on. With VERSION compare that
    version with the one in use, as `promote` does.
    """
    import_extra("mlflow", "train")
    with user_errors(), tracking_errors():
        if shadow is not None:
            _print_shadow(version, shadow)
        elif version is not None:
            _compare(version)
        elif promise is not None:
            name = "-".join([folder.name, str(seed), *filter(None, [media.replace(",", "-")])])
            _promise(load_corpus(folder.with_name(name), count, seed, media, files)[0], promise)
        else:
            parts = _Parts(leave_one_out, only_claims, only_house_styles, only_issuers)
            _evaluate(folder, count, files, seed, media, parts, as_json=as_json)


def _print_shadow(version: str | None, out: Path) -> None:
    from rich.console import Console

    from gouji.configs import FOLDER
    from gouji.models.versions import complete_version, find_folder, find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.promotion_view import print_shadow
    from gouji.training.promotion.shadow import compare_stored

    folder = find_folder(complete_version(version)) if version else find_in_use().folder
    kit = load_kit(FOLDER, folder)
    print_shadow(Console(width=130), compare_stored(out, kit))


def _compare(version: str) -> None:
    trial = compare(version)
    from gouji.terminal.promotion_view import describe_refusal

    if not trial.decision.is_promotable:
        typer.echo(describe_refusal(trial))


def _promise(samples: Sequence[Sample], share: float) -> None:
    from rich.console import Console

    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.promotion_view import print_promise
    from gouji.terminal.steps import show_steps
    from gouji.training.fit import UNFITTED
    from gouji.training.promotion.floors import load_floors
    from gouji.training.promotion.frozen_sets import score_all
    from gouji.training.promotion.promise import find_promise
    from gouji.training.promotion.report_scores import FrozenSample

    frozen = [FrozenSample(str(i), "corpus", sample, True) for i, sample in enumerate(samples)]
    kit, folders = load_kit(FOLDER, models=UNFITTED), (find_in_use().folder,)
    with show_steps() as show:
        scores = [score for [score] in score_all(frozen, kit, folders, show, JOBS)]
    print_promise(Console(), find_promise(scores, share, load_floors(FOLDER).promise))


class _Parts(NamedTuple):
    """What is scored."""

    leave_one_out: bool
    only_claims: bool
    only_house_styles: bool
    only_issuers: bool


def _evaluate(
    folder: Path, count: int, files: int, seed: int, media: str, parts: _Parts, *, as_json: bool
) -> None:
    """Score the models in use, log and print the scores."""
    leave_one_out, only_claims, only_house_styles, only_issuers = parts
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
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
    kit = load_kit(FOLDER, find_in_use().folder)
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
