"""`gouji train`: from the corpus to the shipped artefacts, one seed, one command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from models.artefacts import Models, save_models
from models.confidence import Features
from pipeline.errors import ReportError
from pipeline.extract import Kit, align
from pipeline.read.confidence import cell_features
from training.corpus.samples import Sample
from training.fitting import Lessons, fit_confidence, fit_readers, learn
from training.scoring import score_cells
from training.tracking import Track, track

LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba", "spacy", "trafilatura")
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the confidence model learns from: cells of reports that their readers never saw."""

    features: list[Features]
    right: list[bool]
    reports: list[int]

    def extend(self, other: Evidence) -> None:
        offset = max(self.reports, default=-1) + 1
        self.features.extend(other.features)
        self.right.extend(other.right)
        self.reports.extend(offset + number for number in other.reports)


def train(samples: Sequence[Sample], kit: Kit, seed: int) -> Models:
    """All models. The confidence is fitted on renderings that the readers were not taught."""
    folds = split_by_rendering(samples, FOLDS)
    lessons = [learn(fold, kit.forms) for fold in folds]
    evidence = Evidence([], [], [])
    for held, fold in enumerate(folds):
        readers = fit_readers(_join(one for i, one in enumerate(lessons) if i != held), seed)
        evidence.extend(gather_evidence(fold, replace(kit, models=readers)))
    readers = fit_readers(_join(lessons), seed)
    confidence = fit_confidence(evidence.features, evidence.right, evidence.reports, seed)
    return replace(readers, confidence=confidence)


def split_by_rendering(samples: Sequence[Sample], folds: int) -> list[list[Sample]]:
    """Samples in folds of whole renderings, so that each is strange to the readers of the rest."""
    names = sorted({sample.rendering for sample in samples})
    return [
        [sample for sample in samples if names.index(sample.rendering) % folds == fold]
        for fold in range(folds)
    ]


def _join(lessons: Iterable[Lessons]) -> Lessons:
    whole = Lessons()
    for one in lessons:
        whole.extend(one)
    return whole


def gather_evidence(samples: Sequence[Sample], kit: Kit) -> Evidence:
    """Features of every cell and whether it came out right."""
    evidence = Evidence([], [], [])
    for number, sample in enumerate(samples):
        try:
            document, grids, cells, identities = align(sample.data, sample.name, kit)
        except ReportError:
            continue
        scores = {score.key: score for score in score_cells(cells, sample)}
        features = cell_features(cells, grids, identities, document.media)
        for cell, one in zip(cells, features, strict=True):
            if cell.key in scores:
                evidence.features.append(one)
                evidence.right.append(scores[cell.key].right)
                evidence.reports.append(number)
    return evidence


def train_and_save(
    samples: Sequence[Sample], kit: Kit, folder: Path, parameters: Mapping[str, object], seed: int
) -> Models:
    """Train, write the artefacts with their card, and log it all to MLflow."""
    facts = {
        **parameters,
        "seed": seed,
        "samples": len(samples),
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    with track("train", {**parameters, "seed": seed, "samples": len(samples)}) as run:
        began = perf_counter()
        models = train(samples, kit, seed)
        name = save_models(models, folder, facts)
        run.metrics({"seconds": perf_counter() - began})
        _log_models(run, folder, models)
    return replace(models, version=name)


def _log_models(run: Track, folder: Path, models: Models) -> None:
    linear = {
        "labels": models.labels,
        "headings": models.headings,
        "confidence": models.confidence.linear,
        **{f"columns-{width}": model for width, model in models.columns.items()},
    }
    signatures = {
        name: {
            "input": "names of features (strings)",
            "features": len(model.vocabulary),
            "output": "log probabilities (float32)",
            "classes": list(model.classes),
        }
        for name, model in linear.items()
    }
    run.model(folder, signatures)

