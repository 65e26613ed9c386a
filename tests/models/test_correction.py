"""The correction of the confidence: what it counts, what it learns, what it refuses."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gouji.models.artefacts import FOLDER, ArtefactError, load_models, save_correction, sign_card
from gouji.models.confidence import (
    NO_CORRECTION,
    TERMS,
    Correction,
    Features,
    correct,
    count_terms,
    fit_correction,
    from_json,
    shift_odds,
)
from gouji.models.estimators.trees import Floats


def _features(count: int, **values: Any) -> Features:
    words = {"status": "read", "table": "requests", "media": "pdf", "spelling": "digits"}
    return Features(
        **{
            field.name: values.get(field.name, [words.get(field.name, 0.0)] * count)
            for field in fields(Features)
        }
    )


def _terms(probability: Floats, **values: Any) -> list[set[str]]:
    """The names of the terms that each cell has."""
    known = np.zeros(len(probability))
    counted = count_terms(probability, _features(len(probability), **values), known)
    return [{name for name, share in zip(TERMS, row, strict=True) if share} for row in counted]


def test_doubtful_and_sure_cells_are_counted_apart() -> None:
    doubtful, between, sure = _terms(np.array([0.5, 0.9, 0.99]))
    kinds = {"all", "media:pdf", "status:read", "table:requests"}
    assert doubtful == {f"{kind}/doubtful" for kind in kinds}
    assert sure == {f"{kind}/sure" for kind in kinds}
    assert between == doubtful | sure


def test_a_medium_shares_the_terms_of_its_reader() -> None:
    scan, word, given, other = _terms(np.full(4, 0.5), media=["scan", "doc", "json", "ofd"])
    assert "media:pdf/doubtful" in scan and "media:docx/doubtful" in word
    assert "media:html/doubtful" in given
    assert not [name for name in other if name.startswith("media")]


def test_no_correction_changes_nothing() -> None:
    probability = np.array([0.3, 0.999])
    features = _features(2)
    assert (correct(NO_CORRECTION, probability, features, np.zeros(2)) == probability).all()


def _draw(count: int, right: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Cells at 0.6, of which the share `right` is right; every second one is of a known layout."""
    probability = np.full(count, 0.6)
    known = (np.arange(count) % 2).astype(float)
    terms = count_terms(probability, _features(count), known)
    is_right = (np.arange(count) < right * count).astype(float)
    return terms, probability, is_right, np.ones(count)


@pytest.mark.parametrize("right", [0.2, 0.6, 0.97])
def test_many_cells_bring_the_confidence_to_the_share_of_right_ones(right: float) -> None:
    terms, probability, is_right, weights = _draw(4000, right)
    fitted = fit_correction(terms, probability, is_right, weights, strength=16)
    assert shift_odds(fitted, terms, probability).mean() == pytest.approx(right, abs=0.02)
    sure = np.array([0.99])
    rest = count_terms(sure, _features(1), np.zeros(1))
    assert shift_odds(fitted, rest, sure) == pytest.approx(sure), "no sure cell was decided"


def test_few_cells_hardly_move_it() -> None:
    terms, probability, is_right, weights = _draw(4, 0.0)
    fitted = fit_correction(terms, probability, is_right, weights, strength=64)
    assert 0.5 < shift_odds(fitted, terms, probability).mean() < 0.6


def test_cells_of_a_tenth_of_the_weight_count_as_a_tenth_of_the_cells() -> None:
    terms, probability, is_right, weights = _draw(400, 0.9)
    light = fit_correction(terms, probability, is_right, weights / 10, strength=16)
    chosen = slice(0, None, 10)
    few = fit_correction(
        terms[chosen], probability[chosen], is_right[chosen], weights[chosen], strength=16
    )
    assert shift_odds(light, terms, probability).mean() == pytest.approx(
        shift_odds(few, terms, probability).mean(), abs=0.01
    )


@pytest.mark.parametrize(
    "stored",
    [{"all/other": 1.0}, {"all/sure": "1"}, {"all/sure": float("nan")}, {"all/sure": None}],
    ids=["unknown term", "text", "no number", "nothing"],
)
def test_a_damaged_correction_is_refused(stored: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="correction"):
        from_json(stored)
    folder = tmp_path / "models"
    shutil.copytree(FOLDER, folder)
    save_correction(Correction({"all/sure": 1.0}), folder, {})
    (folder / "correction.json").write_text(json.dumps(stored))
    with pytest.raises(ArtefactError, match=r"correction\.json"):
        load_models(folder)
    sign_card(folder)
    with pytest.raises(ArtefactError, match="correction"):
        load_models(folder)


def test_a_saved_correction_is_loaded_and_named_in_the_version(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    shutil.copytree(FOLDER, folder)
    version = save_correction(Correction({"all/sure": -0.25}), folder, {"labels": "d"})
    loaded = load_models(folder)
    assert loaded.correction.shifts == {"all/sure": -0.25}
    assert loaded.version == version != load_models().version
    assert load_models().correction == NO_CORRECTION
