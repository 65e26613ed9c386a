"""The commands of the model life cycle: corpus build, train, evaluate."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gouji.refusals import refusals

if TYPE_CHECKING:
    from pipeline.extract import Kit
    from pipeline.recheck.joining import Renamings
    from training.claim_scores import ClaimScore
    from training.corpus.samples import Sample
    from training.marking import Line
    from training.rule_scores import RuleScore

CORPUS = Path("build/corpus")
COUNT = 700
FILES = 350
SEED = 20211
JOBS = 2

corpus = typer.Typer(
    name="corpus", help="合成语料。 Synthetic labelled reports.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Option("--corpus", help="语料文件夹。 The corpus folder.")]
Seed = Annotated[int, typer.Option(help="随机种子。 The seed of everything drawn.")]
Count = Annotated[int, typer.Option(help="报告份数。 How many reports.")]
Files = Annotated[
    int,
    typer.Option(
        help="另加的 PDF、Word、Excel 文件份数。 How many PDF, Word and Excel files besides."
    ),
]
Media = Annotated[
    str,
    typer.Option(
        help="改为生成这些媒体的文件，每种 COUNT 份：pdf,docx,xlsx。 "
        "Make files of these media instead, COUNT of each: pdf,docx,xlsx."
    ),
]


@corpus.command("build")
def build_corpus(
    folder: Folder = CORPUS,
    count: Count = COUNT,
    files: Files = FILES,
    seed: Seed = SEED,
    media: Media = "",
) -> None:
    """按格式生成带答案的合成报告。 Make synthetic labelled reports from the forms."""
    digest = _build(folder, count, seed, media, files)
    typer.echo(f"语料 corpus: {folder} {count} × {digest}")


def train(
    folder: Folder = CORPUS,
    count: Count = COUNT,
    files: Files = FILES,
    seed: Seed = SEED,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="模型文件夹。 Where the models go.")
    ] = None,
    only_claims: Annotated[
        bool,
        typer.Option(
            "--only-claims",
            help="只训练正文数字的模型，其余不动。 Fit the models of claims, keep the others.",
        ),
    ] = False,
) -> None:
    """由语料训练全部模型，记入 MLflow。 Fit every model from the corpus, logged to MLflow."""
    from models.artefacts import FOLDER as ARTEFACTS
    from training.train import train_and_save, train_claims

    if only_claims:
        version = train_claims(out or ARTEFACTS, seed)
        typer.echo(f"模型 models: {out or ARTEFACTS} {version}")
        return
    samples, digest = _load(folder, count, seed, files=files)
    facts = {"corpus": digest, "count": count, "files": files}
    models = train_and_save(samples, _bare_kit(), out or ARTEFACTS, facts, seed)
    typer.echo(f"模型 models: {out or ARTEFACTS} {models.version}")


def evaluate(
    folder: Folder = CORPUS,
    count: Count = 400,
    files: Files = 80,
    seed: Seed = SEED + 1,
    leave_one_out: Annotated[
        bool,
        typer.Option(
            "--leave-one-out",
            help="逐一留出一种版式或损伤。 Train without one rendering or damage at a time.",
        ),
    ] = False,
    only_claims: Annotated[
        bool,
        typer.Option(
            "--only-claims", help="只为正文数字评分。 Score the figures of running text alone."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")] = False,
    media: Media = "",
) -> None:
    """在未用于训练的语料上评分。 Score the models on reports that they were not trained on."""
    from training.evaluate import (
        evaluate_and_log,
        evaluate_claims_and_log,
        evaluate_rules_and_log,
    )

    tell = partial(typer.echo, err=True)
    table: list[Line] = []
    kit = _kit()
    if not only_claims:
        name = "-".join([folder.name, str(seed), *filter(None, [media.replace(",", "-")])])
        samples, digest = _load(folder.with_name(name), count, seed, media, files)
        scored = _bare_kit() if leave_one_out else kit
        table = evaluate_and_log(samples, scored, digest, seed, leave_one_out, tell)
    scores = evaluate_claims_and_log(kit, seed, tell)
    rules = evaluate_rules_and_log(kit, _renamings(), seed)
    if as_json:
        rows: dict[str, list[Any]] = {n: [one.row() for one in own] for n, own in scores.items()}
        rows |= {"cells": [one.row() for one in table], "rules": [one.row() for one in rules]}
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if table:
        _print(table)
    for name, lines in scores.items():
        _print_claims(name, lines)
    _print_rules(rules)


def _load(
    folder: Path, count: int, seed: int, media: str = "", files: int = 0
) -> tuple[list[Sample], str]:
    from training.corpus.build import load

    digest = _build(folder, count, seed, media, files)
    return load(folder), digest


def _build(folder: Path, count: int, seed: int, media: str, files: int) -> str:
    from configs import FOLDER
    from pipeline.forms import load_forms
    from training.corpus.build import build
    from training.corpus.media import find_media, find_skipped

    with refusals(ValueError):
        asked = find_media(media)
    for name, program in find_skipped(media).items():
        typer.echo(f"跳过 skipped: {name}（没有安装 not installed: {program}）", err=True)
    forms = load_forms(FOLDER / "forms")
    return build(count, seed, folder, forms, JOBS, asked, 0 if asked else files)


def _kit() -> Kit:
    from configs import FOLDER
    from pipeline.extract import load_kit

    return load_kit(FOLDER)


def _renamings() -> Renamings:
    from configs import FOLDER
    from pipeline.recheck.joining import load_renamings

    return load_renamings(FOLDER / "agencies.yaml")


def _bare_kit() -> Kit:
    """Forms, rules and thresholds, before there are models."""
    from configs import FOLDER
    from pipeline.extract import load_kit
    from training.fitting import UNFITTED

    return load_kit(FOLDER, models=UNFITTED)


def _print(table: list[Line]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table("名称 name", "份 n", "单元格 cells %", "错值 wrong %", "ECE", "ECE<.99",
                  "拦截 caught %", "破 P %", "破 R %", "部分 sections P %", "R %")  # fmt: skip
    for one in table:
        s = one.summary
        shown.add_row(
            one.name, str(one.reports), f"{s.cells:.3%}", f"{s.wrong_values:.4%}",
            f"{s.calibration:.4f}", f"{s.calibration_low:.4f}", f"{s.caught:.1%}",
            f"{one.precision:.1%}", f"{one.recall:.1%}", *(f"{x:.1%}" for x in one.sections),
        )  # fmt: skip
    Console(width=150).print(shown)


def _print_claims(name: str, scores: list[ClaimScore]) -> None:
    """Figures in running text, in wordings that were left out of training."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(f"正文数字 {name}", "条 n", "P %", "R %", "F1 %", "主体期间 placed %")
    for one in scores:
        row = one.row()
        shown.add_row(
            one.metric, str(one.true), f"{one.precision:.1%}", f"{one.recall:.1%}",
            f"{one.f1:.1%}", f"{row['placed']:.1%}",
        )  # fmt: skip
    Console(width=130).print(shown)


def _print_rules(scores: list[RuleScore]) -> None:
    """Rules, and causes, on reports that contradict themselves or one another in known places."""
    from rich.console import Console
    from rich.table import Table

    shown = Table("规则 rules", "份 n", "应破 true", "破 found", "P %", "R %")
    for one in scores:
        shown.add_row(
            one.rule, str(one.reports), str(one.true), str(one.found),
            f"{one.precision:.1%}", f"{one.recall:.1%}",
        )  # fmt: skip
    Console(width=130).print(shown)
