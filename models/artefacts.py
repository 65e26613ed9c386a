"""Trained models on disk: arrays without pickle, names as JSON, one folder for each model.

Only the models listed in `Models` are loaded, and no code in an artefact is ever executed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from gouji.models import (
    breakdowns,
    claims,
    columns,
    confidence,
    headings,
    layouts,
    row_labels,
    steps,
)
from gouji.models.artefact_files import (
    CARD,
    ArtefactError,
    digest_contents,
    digest_files,
    read_arrays,
    read_card,
    read_files,
)
from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.models.confidence import NO_CORRECTION, Correction
from gouji.models.estimators.linear import Linear
from gouji.models.estimators.trees import Trees
from gouji.models.layouts import NO_LAYOUTS, Layouts
from gouji.models.steps import Steps

__all__ = ["FOLDER", "ArtefactError", "Models", "load_card", "load_models", "save_models"]

FOLDER = Path(__file__).parent / "artefacts"
FORMAT = 4
# The most numbers of cells of printed rows that have a model of columns.
_MOST_WIDTHS = 32
_CORRECTION = "correction.json"
_LINEAR, _TREES = ("weights",), tuple(field.name for field in fields(Trees))


@dataclass(frozen=True, slots=True)
class Models:
    """All models that reading needs. `columns` has one for each number of cells of printed rows."""

    labels: Linear
    columns: Mapping[int, Linear]
    steps: Steps
    headings: Linear
    confidence: Trees
    claims: ClaimModels
    breakdowns: BreakdownModels
    layouts: Layouts = NO_LAYOUTS
    correction: Correction = NO_CORRECTION
    version: str = ""


def save_models(models: Models, folder: Path, facts: Mapping[str, Any]) -> str:
    """Write all models, and a card with `facts` (corpus, seed, libraries). Return the version."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_linear(models.labels, folder / row_labels.NAME)
    _save_linear(models.headings, folder / headings.NAME)
    for width, model in models.columns.items():
        _save_linear(model, folder / f"{columns.NAME}-{width}")
    _save_trees(models.confidence, folder / confidence.NAME, confidence.NAMES)
    _write_json(folder / f"{steps.NAME}.json", _steps_to_json(models.steps))
    _write_json(folder / CARD, {"widths": sorted(models.columns), **facts})
    return save_claims(models.claims, models.breakdowns, folder)


def save_claims(
    claim_models: ClaimModels,
    breakdown_models: BreakdownModels,
    folder: Path,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """Write the models of claims beside the others and update the card. Return the version."""
    for field in fields(claim_models):
        _save_linear(getattr(claim_models, field.name), folder / claims.NAME / field.name)
    breakdowns_folder = folder / breakdowns.NAME
    for question in breakdowns.QUESTIONS:
        _save_linear(getattr(breakdown_models, question), breakdowns_folder / question)
    judge_folder = breakdowns_folder / breakdowns.JUDGE
    _save_trees(breakdown_models.judge, judge_folder, breakdowns.EVIDENCE)
    return sign_card(folder, facts)


def save_layouts(known: Layouts, folder: Path, facts: Mapping[str, Any]) -> str:
    """Write the known layouts beside the other models and update the card. Return the version."""
    _write_json(folder / f"{layouts.NAME}.json", known.to_json())
    return sign_card(folder, {"layouts": len(known.cells), **facts})


def save_correction(known: Correction, folder: Path, facts: Mapping[str, Any]) -> str:
    """Write the correction of the confidence and update the card. Return the version."""
    _write_json(folder / _CORRECTION, known.shifts)
    return sign_card(folder, {"correction": len(known.shifts), **facts})


def sign_card(folder: Path, facts: Mapping[str, Any] | None = None) -> str:
    """Write the digests of all files, the format and the version to the card, return the last."""
    digests = digest_files(folder)
    version = digest_contents({name: (folder / name).read_bytes() for name in digests})
    updates = {"format": FORMAT, "version": version, **(facts or {}), "digests": digests}
    _write_json(folder / CARD, load_card(folder) | updates)
    return version


def load_models(folder: Path = FOLDER) -> Models:
    """Return the models under `folder`. Raises ArtefactError."""
    try:
        card = read_card(folder)
        _require_format(folder, card["format"])
        files = read_files(folder, _list_files(card), card)
        return Models(
            labels=_load_linear(files, row_labels.NAME),
            columns={
                width: _load_linear(files, f"{columns.NAME}-{width}") for width in card["widths"]
            },
            steps=_steps_from_json(json.loads(files[f"{steps.NAME}.json"])),
            headings=_load_linear(files, headings.NAME),
            confidence=_load_trees(files, confidence.NAME, confidence.NAMES),
            claims=_load_claims(files),
            breakdowns=_load_breakdowns(files),
            layouts=_load_layouts(files),
            correction=_load_correction(files),
            version=card["version"],
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ArtefactError(
            f"模型缺失或无法读取，请运行 gouji train。 The models are missing or cannot be read, "
            f"run `gouji train`: {folder}: {error}"
        ) from error


def _require_format(folder: Path, number: object) -> None:
    if number == FORMAT:
        return
    if isinstance(number, int) and number > FORMAT:
        raise ArtefactError(
            f"{folder} 中的模型由更新的 gouji 写成（格式 {number}，本版读 {FORMAT}），不予使用。"
            "请升级 gouji，或用 gouji rollback 换回前一版本。\n"
            f"The models in {folder} were written by a newer gouji (format {number}, this one "
            f"reads {FORMAT}) and are not used. Upgrade gouji, or go back with `gouji rollback`."
        )
    raise ArtefactError(
        f"{folder} 中的模型格式为 {number}，本版只读 {FORMAT}。请用 gouji train 重新训练。\n"
        f"The models in {folder} have format {number}, this gouji reads {FORMAT} alone. "
        "Train again with `gouji train`."
    )


def _list_files(card: Mapping[str, Any]) -> list[str]:
    """The names that the files of an artefact have."""
    widths = card["widths"]
    if len(widths) > _MOST_WIDTHS or not all(type(width) is int for width in widths):
        raise ValueError(f"{CARD}: widths {widths}")
    claim_names = [f"{claims.NAME}/{field.name}" for field in fields(ClaimModels)]
    names = [row_labels.NAME, headings.NAME, confidence.NAME, *claim_names]
    names += [f"{columns.NAME}-{width}" for width in widths]
    names += [f"{breakdowns.NAME}/{name}" for name in (*breakdowns.QUESTIONS, breakdowns.JUDGE)]
    files = [f"{name}/{file}" for name in names for file in ("arrays.npz", "names.json")]
    learned = {"layouts": f"{layouts.NAME}.json", "correction": _CORRECTION}
    return [*files, f"{steps.NAME}.json", *(learned[name] for name in learned if name in card)]


def load_card(folder: Path = FOLDER) -> dict[str, Any]:
    """Return the card of the models under `folder`: version, corpus digest, seed, libraries."""
    return read_card(folder)


def _load_claims(files: Mapping[str, bytes]) -> ClaimModels:
    names = [field.name for field in fields(ClaimModels)]
    return ClaimModels(**{name: _load_linear(files, f"{claims.NAME}/{name}") for name in names})


def _load_breakdowns(files: Mapping[str, bytes]) -> BreakdownModels:
    folder = breakdowns.NAME
    questions = {name: _load_linear(files, f"{folder}/{name}") for name in breakdowns.QUESTIONS}
    judge = _load_trees(files, f"{folder}/{breakdowns.JUDGE}", breakdowns.EVIDENCE)
    return BreakdownModels(**questions, judge=judge)


def _load_layouts(files: Mapping[str, bytes]) -> Layouts:
    """The known layouts. The shipped models have none."""
    name = f"{layouts.NAME}.json"
    return layouts.from_json(json.loads(files[name])) if name in files else NO_LAYOUTS


def _load_correction(files: Mapping[str, bytes]) -> Correction:
    """The correction of the confidence. The shipped models have none."""
    if _CORRECTION not in files:
        return NO_CORRECTION
    return confidence.from_json(json.loads(files[_CORRECTION]))


def _save_linear(model: Linear, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "arrays.npz", weights=model.weights.astype(np.float16))
    features = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
    names = {"classes": model.classes, "features": features}
    _write_json(folder / "names.json", names)


def _load_linear(files: Mapping[str, bytes], name: str) -> Linear:
    names = json.loads(files[f"{name}/names.json"])
    weights = read_arrays(files[f"{name}/arrays.npz"], _LINEAR)["weights"].astype(np.float32)
    vocabulary = {feature: i for i, feature in enumerate(names["features"])}
    if weights.shape != (len(vocabulary) + 1, len(names["classes"])):
        raise ValueError(f"{name}: {weights.shape} weights do not fit the names")
    return Linear(tuple(names["classes"]), vocabulary, weights)


def _save_trees(model: Trees, folder: Path, features: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {field.name: getattr(model, field.name) for field in fields(Trees)}
    np.savez_compressed(folder / "arrays.npz", **arrays)
    _write_json(folder / "names.json", {"features": features})


def _load_trees(files: Mapping[str, bytes], name: str, features: Sequence[str]) -> Trees:
    if tuple(json.loads(files[f"{name}/names.json"])["features"]) != tuple(features):
        raise ValueError(f"{name}: fitted on other features")
    arrays = read_arrays(files[f"{name}/arrays.npz"], _TREES)
    arrays |= {"start": float(arrays["start"]), "depth": int(arrays["depth"])}
    return Trees(**arrays)


def _steps_to_json(model: Steps) -> dict[str, Any]:
    return {"advance": model.advance, "kinds": model.kinds}


def _steps_from_json(stored: dict[str, Any]) -> Steps:
    return Steps(tuple(stored["advance"]), dict(stored["kinds"]))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
