"""`gouji train`: from the corpus to the shipped artefacts, one seed, one command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from gouji.models import confidence as confidence_model
from gouji.models.artefacts import Models, save_claims, save_models
from gouji.models.breakdowns import QUESTIONS
from gouji.models.claims import Claims
from gouji.models.confidence import features_to_rows
from gouji.models.trees import Floats
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import Aligned, align_document, open_ledgers, readings
from gouji.pipeline.kit import Kit
from gouji.pipeline.read.confidence import cell_features
from gouji.training.claim_lessons import PASSAGES, fit_claims
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.plots import draw_confusion
from gouji.training.evaluation.scoring import Score, score_cells
from gouji.training.fit import Lessons, fit_readers, learn
from gouji.training.tracking import Track, track

LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba", "spacy", "trafilatura")
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the confidence model learns from: cells of reports that their readers never saw.

    `features` holds the rows of `features_to_rows`."""

    features: list[Floats]
    scores: list[Score]

    @property
    def right(self) -> list[bool]:
        return [score.right for score in self.scores]

    def add(self, found: Aligned, sample: Sample, kit: Kit) -> None:
        """Every cell of one report, in each way in which it was read."""
        for reading, agreement in readings(found):
            cells, tables = reading.cells, reading.tables
            ledgers = open_ledgers(reading, kit)
            identities = [one for ledger in ledgers for one in ledger.index.identities]
            scores = {one.key: one for one in score_cells(cells, sample, identities)}
            media = reading.document.media
            features = cell_features(cells, tables, ledgers, media, agreement)
            for cell, one in zip(cells, features_to_rows(features), strict=True):
                if cell.key in scores:
                    self.features.append(one)
                    self.scores.append(scores[cell.key])

    def extend(self, other: Evidence) -> None:
        self.features.extend(other.features)
        self.scores.extend(other.scores)


def train(
    samples: Sequence[Sample], kit: Kit, seed: int, jobs: int = 2, passages: int = PASSAGES
) -> tuple[Models, Evidence]:
    """All models, and the evidence that the confidence was fitted on: how samples were read by
    readers that were not taught their rendering."""
    folds = split_by_rendering(samples, FOLDS)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        lessons = list(pool.map(learn, folds, [kit.forms] * len(folds)))
        readers = pool.submit(fit_readers, _join(lessons), seed)
        rest = [_join(one for i, one in enumerate(lessons) if i != held) for held in range(FOLDS)]
        evidence = Evidence([], [])
        for one in pool.map(_sit_out, rest, folds, [kit] * FOLDS, [seed] * FOLDS):
            evidence.extend(one)
        confidence = confidence_model.fit(evidence.features, evidence.right, seed)
        claims, breakdowns = fit_claims(seed, passages, jobs=jobs)
        models = replace(readers.result(), confidence=confidence)
        return replace(models, claims=claims, breakdowns=breakdowns), evidence


def _sit_out(lessons: Lessons, fold: Sequence[Sample], kit: Kit, seed: int) -> Evidence:
    """How readers taught by the other folds do on this one."""
    return gather_evidence(fold, replace(kit, models=fit_readers(lessons, seed)))


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
    evidence = Evidence([], [])
    for sample in samples:
        try:
            found = align_document(sample.document, sample.name, kit)
        except ReportError:
            continue
        evidence.add(found, sample, kit)
    return evidence


def train_and_save(
    samples: Sequence[Sample],
    kit: Kit,
    folder: Path,
    parameters: Mapping[str, object],
    seed: int,
    passages: int = PASSAGES,
) -> Models:
    """Train, write the artefacts with their card, and log it all to MLflow."""
    facts = {
        **parameters,
        "seed": seed,
        "samples": len(samples),
        "passages": passages,
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    with track("train", {**parameters, "seed": seed, "samples": len(samples)}) as run:
        began = perf_counter()
        models, evidence = train(samples, kit, seed, passages=passages)
        name = save_models(models, folder, facts)
        right = evidence.right
        run.metrics({"seconds": perf_counter() - began, "held_out_cells": sum(right) / len(right)})
        run.figure(draw_confusion(evidence.scores), "held_out_confusion")
        _log_models(run, folder, models)
    return replace(models, version=name)


def train_claims(folder: Path, seed: int, passages: int = PASSAGES) -> str:
    """Fit the models of claims alone, beside those that `folder` holds. The new version."""
    with track("train-claims", {"seed": seed, "passages": passages}):
        claims, breakdowns = fit_claims(seed, passages, jobs=2)
        return save_claims(claims, breakdowns, folder, {"passages": passages, "claims_seed": seed})


def _log_models(run: Track, folder: Path, models: Models) -> None:
    linear = {
        "labels": models.labels,
        "headings": models.headings,
        **{f"columns-{width}": model for width, model in models.columns.items()},
        **{f"claims-{one.name}": getattr(models.claims, one.name) for one in fields(Claims)},
        **{f"breakdowns-{n}": getattr(models.breakdowns, n) for n in QUESTIONS},
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
    signatures["confidence"] = {
        "input": "evidence (numbers)",
        "features": len(confidence_model.NAMES),
        "output": "probability of being right",
        "classes": [],
    }
    run.model(folder, signatures)
