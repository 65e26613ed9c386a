"""A small run from the corpus to artefacts, a real MLflow store and evaluation."""

from __future__ import annotations

from pathlib import Path
from random import Random

import mlflow
import pytest

from gouji.configs import FOLDER
from gouji.models.artefacts import load_models
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.drawing import draw_sample
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.evaluate import evaluate_and_log
from gouji.training.fit import UNFITTED
from gouji.training.train import split_by_rendering, train_and_save

RENDERINGS = ("html-plain", "tabs", "pipes", "bar-lines", "lines", "columns")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    forms = load_kit(FOLDER, models=UNFITTED).forms
    return [
        draw_sample(Random(seed), forms, f"{seed:03}", rendering=RENDERINGS[seed % 6], damages=())
        for seed in range(18)
    ]


def test_folds_never_share_a_rendering(samples: list[Sample]) -> None:
    folds = split_by_rendering(samples, 3)
    names = [{sample.rendering for sample in fold} for fold in folds]
    assert sum(len(fold) for fold in folds) == len(samples)
    assert not (names[0] & names[1] or names[1] & names[2] or names[0] & names[2])


@pytest.mark.slow
def test_trained_models_are_logged_and_read_samples(
    samples: list[Sample], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/runs.db")
    bare: Kit = load_kit(FOLDER, models=UNFITTED)
    folder = tmp_path / "models"
    trained = train_and_save(samples, bare, folder, {"corpus": "c" * 64}, seed=1, passages=300)
    assert load_models(folder).version == trained.version

    kit = load_kit(FOLDER, folder)
    table = evaluate_and_log(samples, kit, "d" * 64, 1, print)
    assert table[0].name == "all"
    assert table[0].summary.cells > 0.98  # its training samples, without any damage

    runs = {run.info.run_name: run for run in mlflow.search_runs(output_format="list")}
    assert runs["train"].data.params["corpus"] == "c" * 64
    assert 0 < runs["train"].data.metrics["held_out_cells"] <= 1
    assert runs["evaluate"].data.metrics["cells"] == table[0].summary.cells
    client = mlflow.MlflowClient()
    logged = {
        artifact.path
        for name in ("train", "evaluate")
        for artifact in client.list_artifacts(runs[name].info.run_id)
    }
    assert {"models", "reliability.png", "confusion.png", "held_out_confusion.png"} <= logged
