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

ModelFolder = Annotated[
    Path | None, typer.Option("-o", "--out", help="模型文件夹。 The folder for the models.")
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
    """用语料训练全部模型，并记入 MLflow。 Fit every model on the corpus and log to MLflow."""
    from gouji.configs import FOLDER
    from gouji.models.artefacts import FOLDER as ARTEFACTS
    from gouji.pipeline.kit import load_kit
    from gouji.training.fit import UNFITTED
    from gouji.training.train import train_and_save, train_claims

    target = out or ARTEFACTS
    if only_claims:
        typer.echo(f"模型 models: {target} {train_claims(target, seed)}")
        return
    samples, digest = load_corpus(folder, count, seed, files=files)
    facts = {"corpus": digest, "count": count, "files": files}
    kit = load_kit(FOLDER, models=UNFITTED)
    models = train_and_save(samples, kit, target, facts, seed)
    typer.echo(f"模型 models: {target} {models.version}")
