"""`gouji train`: fits every model on the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    load_corpus,
)
from gouji.commands.options import import_extra, user_errors

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


def train(
    folder: Folder = CORPUS,
    count: Count = COUNT,
    files: Files = FILES,
    seed: Seed = SEED,
    out: ModelFolder = None,
    only_claims: OnlyClaims = False,
) -> None:
    """用语料训练一个待选版本，并记入 MLflow；末行为其版本号。

    Fit a candidate on the corpus and log to MLflow. The last line is its version.
    """
    from gouji.models.versions import lock_home

    import_extra("mlflow", "train")
    with user_errors(), lock_home("train"):
        if only_claims:
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

    samples, digest = load_corpus(folder, count, seed, files=files)
    facts = {"corpus": digest, "count": count, "files": files}
    kit = load_kit(FOLDER, models=UNFITTED)
    version = train_and_save(samples, kit, out, facts, seed).version
    return version, out or find_folder(version)
