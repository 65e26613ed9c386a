"""`gouji train`: fits every model on the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.corpus import (
    CORPUS,
    COUNT,
    FILES,
    SEED,
    Count,
    Files,
    Folder,
    Seed,
    load_own_corpus,
)
from gouji.commands.options import Documents, Labels, import_extra, user_errors

if TYPE_CHECKING:
    from gouji.training.label_training import TrainedOnLabels
    from gouji.training.layout_training import LearnedLayouts

ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        help="写入此文件夹，不作为待选版本保存。 "
        "Write the models to this folder instead of keeping them as a candidate.",
    ),
]
OnlyClaims = Annotated[
    bool,
    typer.Option(
        "--only-claims",
        help="仅训练正文数字的模型，其余不变。 Fit only the models of claims, keep the others.",
    ),
]
CalibrateOnly = Annotated[
    bool,
    typer.Option(
        "--calibrate-only",
        help="仅按标签校正可信度，其余不变；须有 --labels。 "
        "Only correct the confidence by the labels and keep all else; needs --labels.",
    ),
]
# The most labels in doubt that are printed.
_MOST_LISTED = 20


def train(
    folder: Folder = CORPUS,
    count: Count = COUNT,
    files: Files = FILES,
    seed: Seed = SEED,
    out: ModelFolder = None,
    only_claims: OnlyClaims = False,
    labels: Labels = None,
    documents: Documents = None,
    calibrate_only: CalibrateOnly = False,
) -> None:
    """训练一个待选版本，并记入 MLflow；末行为其版本号。

    Fit a candidate and log to MLflow. The last line is its version. With --labels the layouts of
    reviewed reports are learned on top of the models in use; otherwise every model is fitted on the
    corpus.
    """
    from gouji.models.versions import lock_home

    import_extra("mlflow", "train")
    from gouji.training.reviewed_reports import LabelsError

    with user_errors(LabelsError), lock_home("train"):
        if calibrate_only:
            version, place = _calibrate(labels or [], documents or [], out)
        elif labels:
            version, place = _train_on_labels(labels, documents or [], out)
        elif only_claims:
            from gouji.training.train import train_claims

            saved = train_claims(out, seed)
            version, place = saved.version, saved.folder
        else:
            version, place = _train(folder, count, files, seed, out)
    typer.echo(f"模型 models: {place}", err=True)
    typer.echo(version)


def _train(folder: Path, count: int, files: int, seed: int, out: Path | None) -> tuple[str, Path]:
    from gouji.configs import FOLDER
    from gouji.models.versions import find_folder
    from gouji.pipeline.kit import load_kit
    from gouji.training.fit import UNFITTED
    from gouji.training.train import train_and_save

    samples, digest = load_own_corpus(folder, count, seed, files)
    facts = {"corpus": digest, "count": count, "files": files}
    kit = load_kit(FOLDER, models=UNFITTED)
    version = train_and_save(samples, kit, out, facts, seed).version
    return version, out or find_folder(version)


def _train_on_labels(
    labels: list[Path], documents: list[Path], out: Path | None
) -> tuple[str, Path]:
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.steps import show_steps
    from gouji.training.label_training import train_on_labels

    kit = load_kit(FOLDER, find_in_use().folder)
    with show_steps() as show:
        trained = train_on_labels(labels, documents, kit, out, show)
    _print_doubtful(trained)
    return trained.saved.version, trained.saved.folder


def _calibrate(labels: list[Path], documents: list[Path], out: Path | None) -> tuple[str, Path]:
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.steps import show_steps
    from gouji.training.label_training import train_correction

    kit = load_kit(FOLDER, find_in_use().folder)
    with show_steps() as show:
        trained = train_correction(labels, documents, kit, out, show)
    learned = trained.learned
    typer.echo(
        f"审核过的报告 reviewed reports: {trained.reports}，单元格 cells: {learned.cells}，"
        f"找不到原文件 files not found: {len(trained.missing)}\n"
        f"对数损失 log loss: {learned.before:.4f} → {learned.after:.4f}",
        err=True,
    )
    if not learned.correction.shifts:
        typer.echo(
            "在未参与拟合的机关上，校正并无改进，可信度不变。\n"
            "On agencies that it was not fitted on no correction was better: the confidence stays.",
            err=True,
        )
    return trained.saved.version, trained.saved.folder


def _print_doubtful(trained: TrainedOnLabels[LearnedLayouts]) -> None:
    from gouji.training.label_training import count_by_reader

    typer.echo(
        f"审核过的报告 reviewed reports: {trained.reports}，"
        f"版式 layouts: {trained.learned.clusters}，"
        f"找不到原文件 files not found: {len(trained.missing)}",
        err=True,
    )
    for label in trained.learned.doubtful[:_MOST_LISTED]:
        typer.echo(
            f"存疑标签 doubtful label: {label.report_id[:12]} {label.subject} "
            f"{label.label} ≠ {label.printed!r}（{label.reader}）",
            err=True,
        )
    for reader, count in count_by_reader(trained.learned.doubtful).items():
        typer.echo(f"存疑标签数 doubtful labels of {reader}: {count}", err=True)
