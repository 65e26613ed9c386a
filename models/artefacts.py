"""Trained models on disk: arrays without pickle, names as JSON, one folder for each model.

Only the models listed in `Models` are loaded, and no code in an artefact is ever executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from gouji.models import breakdowns, claims, columns, confidence, headings, row_labels, steps
from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.models.layouts import NO_LAYOUTS, Layouts
from gouji.models.linear import Linear
from gouji.models.steps import Steps
from gouji.models.trees import Trees

FOLDER = Path(__file__).parent / "artefacts"
FORMAT = 3


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
    version: str = ""


class ArtefactError(Exception):
    """An artefact is missing, damaged, or of another format than this version reads."""


def save_models(models: Models, folder: Path, facts: Mapping[str, Any]) -> str:
    """Write all models, and a card with `facts` (corpus, seed, libraries). Return the version."""
    folder.mkdir(parents=True, exist_ok=True)
    _save_linear(models.labels, folder / row_labels.NAME)
    _save_linear(models.headings, folder / headings.NAME)
    for width, model in models.columns.items():
        _save_linear(model, folder / f"{columns.NAME}-{width}")
    _save_trees(models.confidence, folder / confidence.NAME, confidence.NAMES)
    _write_json(folder / f"{steps.NAME}.json", _steps_to_json(models.steps))
    _write_json(folder / "card.json", {"widths": sorted(models.columns), **facts})
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
    version = _digest(folder)
    updates = {"format": FORMAT, "version": version, **(facts or {})}
    _write_json(folder / "card.json", load_card(folder) | updates)
    return version


def load_models(folder: Path = FOLDER) -> Models:
    """Return the models under `folder`. Raises ArtefactError."""
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        if card["format"] != FORMAT:
            raise ArtefactError(f"{folder}: format {card['format']}, this program reads {FORMAT}")
        return Models(
            labels=_load_linear(folder / row_labels.NAME),
            columns={
                width: _load_linear(folder / f"{columns.NAME}-{width}") for width in card["widths"]
            },
            steps=_steps_from_json(json.loads((folder / f"{steps.NAME}.json").read_text("utf-8"))),
            headings=_load_linear(folder / headings.NAME),
            confidence=_load_trees(folder / confidence.NAME, confidence.NAMES),
            claims=_load_claims(folder / claims.NAME),
            breakdowns=_load_breakdowns(folder / breakdowns.NAME),
            version=card["version"],
        )
    except (OSError, KeyError, ValueError) as error:
        raise ArtefactError(
            f"模型缺失或无法读取，请运行 gouji train。 The models are missing or cannot be read, "
            f"run `gouji train`: {folder}: {error}"
        ) from error


def load_card(folder: Path = FOLDER) -> dict[str, Any]:
    """Return the card of the models under `folder`: version, corpus digest, seed, libraries."""
    card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    return card


def _load_claims(folder: Path) -> ClaimModels:
    names = [field.name for field in fields(ClaimModels)]
    return ClaimModels(**{name: _load_linear(folder / name) for name in names})


def _load_breakdowns(folder: Path) -> BreakdownModels:
    questions = {name: _load_linear(folder / name) for name in breakdowns.QUESTIONS}
    judge = _load_trees(folder / breakdowns.JUDGE, breakdowns.EVIDENCE)
    return BreakdownModels(**questions, judge=judge)


def _save_linear(model: Linear, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "arrays.npz", weights=model.weights.astype(np.float16))
    features = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
    names = {"classes": model.classes, "features": features}
    _write_json(folder / "names.json", names)


def _load_linear(folder: Path) -> Linear:
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
        weights = stored["weights"].astype(np.float32)
    vocabulary = {name: i for i, name in enumerate(names["features"])}
    if weights.shape != (len(vocabulary) + 1, len(names["classes"])):
        raise ValueError(f"{folder.name}: {weights.shape} weights do not fit the names")
    return Linear(tuple(names["classes"]), vocabulary, weights)


def _save_trees(model: Trees, folder: Path, features: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {field.name: getattr(model, field.name) for field in fields(Trees)}
    np.savez_compressed(folder / "arrays.npz", **arrays)
    _write_json(folder / "names.json", {"features": features})


def _load_trees(folder: Path, features: Sequence[str]) -> Trees:
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    if tuple(names["features"]) != tuple(features):
        raise ValueError(f"{folder.name}: fitted on other features")
    with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
        arrays = {field.name: stored[field.name] for field in fields(Trees)}
    arrays |= {"start": float(arrays["start"]), "depth": int(arrays["depth"])}
    return Trees(**arrays)


def _steps_to_json(model: Steps) -> dict[str, Any]:
    return {"advance": model.advance, "kinds": model.kinds}


def _steps_from_json(stored: dict[str, Any]) -> Steps:
    return Steps(tuple(stored["advance"]), dict(stored["kinds"]))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _digest(folder: Path) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over all artefacts but the card."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "card.json":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
