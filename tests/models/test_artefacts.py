"""Models on disk: loading returns what was saved, and refuses everything else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from gouji.models.artefacts import FOLDER, ArtefactError, load_card, load_models, save_models
from gouji.models.linear import log_probabilities


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "artefacts")
    return tmp_path / "artefacts"


def test_saved_and_reloaded_models_predict_the_same(tmp_path: Path) -> None:
    models = load_models()
    save_models(models, tmp_path, {})
    reloaded = load_models(tmp_path)
    rows = [("1:规", "2:规章", "v:3"), ("w:总计",)]
    assert np.array_equal(
        log_probabilities(models.labels, rows), log_probabilities(reloaded.labels, rows)
    )
    assert reloaded.steps == models.steps
    assert set(reloaded.columns) == set(models.columns) == {1, 2, 3, 5, 7, 15}


def test_the_card_names_corpus_seed_and_libraries() -> None:
    card = load_card()
    assert card["version"] == load_models().version
    assert len(card["corpus"]) == 64
    assert {"seed", "samples", "libraries"} <= set(card)


def test_shipped_models_are_small_and_hold_no_pickle() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".npz", ".json"}
    assert sum(path.stat().st_size for path in files) < 20_000_000


def test_pickled_objects_in_an_array_file_are_not_loaded(copy: Path) -> None:
    np.savez(copy / "labels" / "arrays.npz", weights=np.array([{"evil": 1}], dtype=object))
    with pytest.raises(ArtefactError):
        load_models(copy)


def test_weights_that_do_not_fit_their_names_are_refused(copy: Path) -> None:
    names = json.loads((copy / "labels" / "names.json").read_text("utf-8"))
    names["features"].pop()
    (copy / "labels" / "names.json").write_text(json.dumps(names), "utf-8")
    with pytest.raises(ArtefactError, match="do not fit"):
        load_models(copy)


def test_the_error_of_a_missing_model_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="gouji train"):
        load_models(tmp_path)
