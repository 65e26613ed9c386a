"""Models on disk: loading returns what was saved, and refuses everything else."""

from __future__ import annotations

import io
import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from zipfile import ZipFile

import numpy as np
import pytest

from gouji.models.artefacts import (
    FOLDER,
    ArtefactError,
    load_card,
    load_models,
    save_models,
    sign_card,
)
from gouji.models.estimators.linear import log_probabilities


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


def resign(folder: Path) -> None:
    """Give changed files a card that fits them, as somebody who means to deceive would."""
    sign_card(folder)


def change_names(folder: Path) -> None:
    path = folder / "labels" / "names.json"
    names = json.loads(path.read_text("utf-8"))
    names["features"].pop()
    path.write_text(json.dumps(names), "utf-8")


def change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text("utf-8"))
    (folder / "card.json").write_text(json.dumps(card | changes), "utf-8")


def swap_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def write_claiming_arrays(folder: Path) -> None:
    """An array file whose header claims 2^40 numbers, and which holds none."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f2", "fortran_order": False, "shape": (1 << 30, 1 << 10)}
    )
    with ZipFile(folder / "labels" / "arrays.npz", "w") as archive:
        archive.writestr("weights.npy", header.getvalue())


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed byte": (lambda f: swap_byte(f / "labels" / "arrays.npz"), "labels/arrays.npz"),
    "a shorter file": (
        lambda f: (f / "headings" / "arrays.npz").write_bytes(b"PK"),
        "headings/arrays.npz",
    ),
    "a missing file": (lambda f: (f / "steps.json").unlink(), "steps.json"),
    "an additional file": (lambda f: (f / "labels" / "run.pkl").touch(), "labels/run.pkl"),
    "an additional hidden file": (lambda f: (f / ".x").touch(), ".x"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_files_other_than_those_of_the_card_are_refused(name: str, copy: Path) -> None:
    change, file = CHANGES[name]
    change(copy)
    with pytest.raises(ArtefactError, match=f"不予使用：{file}.*gouji rollback") as caught:
        load_models(copy)
    assert f"not used: {file}." in str(caught.value)


def test_an_additional_file_that_the_card_lists_is_refused(copy: Path) -> None:
    (copy / "labels" / "run.py").write_text("raise SystemExit")
    resign(copy)
    with pytest.raises(ArtefactError, match=r"labels/run\.py"):
        load_models(copy)


def test_a_card_with_another_version_than_that_of_the_files_is_refused(copy: Path) -> None:
    change_card(copy, version="0" * 12)
    with pytest.raises(ArtefactError, match="is not that of the files"):
        load_models(copy)


@pytest.mark.parametrize(
    ("number", "advice"), [(99, "Upgrade gouji"), (3, "gouji train"), ("x", "gouji train")]
)
def test_another_format_is_refused_with_advice(copy: Path, number: object, advice: str) -> None:
    change_card(copy, format=number)
    with pytest.raises(ArtefactError, match=advice):
        load_models(copy)


@pytest.mark.parametrize("widths", [[1.5], ["../../x"], list(range(1000)), None, 7])
def test_a_card_with_odd_widths_is_refused(copy: Path, widths: object) -> None:
    change_card(copy, widths=widths)
    with pytest.raises(ArtefactError):
        load_models(copy)


def test_pickled_objects_in_an_array_file_are_not_loaded(copy: Path) -> None:
    np.savez(copy / "labels" / "arrays.npz", weights=np.array([Poison()], dtype=object))
    resign(copy)
    with pytest.raises(ArtefactError, match="is not read"):
        load_models(copy)
    assert not Poison.called


class Poison:
    """What its unpickling calls."""

    called: ClassVar[list[int]] = []

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return type(self).called.append, (1,)


def test_an_array_that_claims_a_tebibyte_is_refused_before_it_is_read(copy: Path) -> None:
    write_claiming_arrays(copy)
    resign(copy)
    tracemalloc.start()
    with pytest.raises(ArtefactError, match="is not read"):
        load_models(copy)
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()


def test_an_additional_array_is_refused(copy: Path) -> None:
    with np.load(copy / "labels" / "arrays.npz") as stored:
        np.savez(copy / "labels" / "arrays.npz", weights=stored["weights"], more=np.zeros(3))
    resign(copy)
    with pytest.raises(ArtefactError, match=r"more\.npy"):
        load_models(copy)


def test_weights_that_do_not_fit_their_names_are_refused(copy: Path) -> None:
    change_names(copy)
    resign(copy)
    with pytest.raises(ArtefactError, match="do not fit"):
        load_models(copy)


def test_the_error_of_a_missing_model_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="gouji train"):
        load_models(tmp_path)
