"""Trains all models from a corpus and saves them: `gouji train`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

from gouji.models import confidence as confidence_model
from gouji.models.artefact_files import CARD
from gouji.models.artefacts import Models, load_models, save_claims, save_models
from gouji.models.breakdowns import QUESTIONS
from gouji.models.claims import ClaimModels
from gouji.models.confidence import features_to_rows
from gouji.models.estimators.trees import Floats
from gouji.models.versions import Saved, find_in_use, save_version
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import Aligned, align_document, open_ledgers
from gouji.pipeline.kit import Kit
from gouji.pipeline.read.confidence import cell_features
from gouji.training.claim_training import PASSAGES, fit_claims
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.plots import draw_confusion
from gouji.training.evaluation.scoring import CellScore, score_cells
from gouji.training.examples import Examples, gather_examples
from gouji.training.fit import fit_readers
from gouji.training.tracking import Run, start_run

LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba", "spacy", "trafilatura")
FOLDS = 3


@dataclass(frozen=True, slots=True)
class ConfidenceExamples:
    """Training examples of the confidence model: cells of reports that its readers never saw.

    `features` holds the rows of `features_to_rows`, `scores` the score of the same cells.
    """

    features: list[Floats] = field(default_factory=list)
    scores: list[CellScore] = field(default_factory=list)

    @property
    def right(self) -> list[bool]:
        return [score.right for score in self.scores]

    def add(self, aligned: Aligned, sample: Sample, kit: Kit) -> None:
        """Add every cell of one report, for each way in which it was read."""
        for reading in aligned.readings:
            cells, tables = reading.cells, reading.tables
            ledgers = open_ledgers(tables, cells, kit)
            identities = [i for ledger in ledgers for i in ledger.index.identities]
            scores = {score.key: score for score in score_cells(cells, sample, identities)}
            media = aligned.document.media
            features = cell_features(cells, tables, ledgers, media, reading.agreement)
            for cell, row in zip(cells, features_to_rows(features), strict=True):
                if cell.key in scores:
                    self.features.append(row)
                    self.scores.append(scores[cell.key])

    def extend(self, other: ConfidenceExamples) -> None:
        self.features.extend(other.features)
        self.scores.extend(other.scores)


class Trained(NamedTuple):
    """All models, and the examples that the confidence was fitted on."""

    models: Models
    confidence_examples: ConfidenceExamples


def train(
    samples: Sequence[Sample], kit: Kit, seed: int, jobs: int = 2, passages: int = PASSAGES
) -> Trained:
    """Fit all models.

    The examples of the confidence are cross-validated: each fold of renderings is read by models
    that were fitted on the other folds.
    """
    folds = split_by_rendering(samples, FOLDS)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        examples = list(pool.map(gather_examples, folds, [kit.forms] * FOLDS))
        readers = pool.submit(fit_readers, _join(examples), seed)
        rest = [
            _join(other for i, other in enumerate(examples) if i != held_out)
            for held_out in range(FOLDS)
        ]
        confidence_examples = ConfidenceExamples()
        for fold_examples in pool.map(_cross_validate, rest, folds, [kit] * FOLDS, [seed] * FOLDS):
            confidence_examples.extend(fold_examples)
        confidence = confidence_model.fit(
            confidence_examples.features, confidence_examples.right, seed
        )
        claims, breakdowns = fit_claims(seed, passages, jobs=jobs)
        models = replace(
            readers.result(), confidence=confidence, claims=claims, breakdowns=breakdowns
        )
        return Trained(models, confidence_examples)


def _cross_validate(
    examples: Examples, fold: Sequence[Sample], kit: Kit, seed: int
) -> ConfidenceExamples:
    """How models fitted on the examples of the other folds read this fold."""
    return gather_confidence_examples(fold, replace(kit, models=fit_readers(examples, seed)))


def split_by_rendering(samples: Sequence[Sample], folds: int) -> list[list[Sample]]:
    """Split samples into folds so that all samples of a rendering are in one fold."""
    names = sorted({sample.rendering for sample in samples})
    return [
        [sample for sample in samples if names.index(sample.rendering) % folds == fold]
        for fold in range(folds)
    ]


def _join(folds: Iterable[Examples]) -> Examples:
    joined = Examples()
    for examples in folds:
        joined.extend(examples)
    return joined


def gather_confidence_examples(samples: Sequence[Sample], kit: Kit) -> ConfidenceExamples:
    """The features of every cell, and whether it was read right. Unreadable reports are skipped."""
    examples = ConfidenceExamples()
    for sample in samples:
        try:
            aligned = align_document(sample.document, sample.name, kit)
        except ReportError:
            continue
        examples.add(aligned, sample, kit)
    return examples


def train_and_save(
    samples: Sequence[Sample],
    kit: Kit,
    folder: Path | None,
    parameters: Mapping[str, object],
    seed: int,
    passages: int = PASSAGES,
) -> Models:
    """Train all models, save them with their model card, and log to MLflow.

    They are saved in `folder`, or as one of the user's own versions where it is None.
    """
    facts = {
        **parameters,
        "seed": seed,
        "samples": len(samples),
        "passages": passages,
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    with start_run("train", {**parameters, "seed": seed, "samples": len(samples)}) as run:
        run.log_input("corpus", str(parameters.get("corpus", "")), "training")
        models, examples = train(samples, kit, seed, passages=passages)
        saved = save_version(lambda target: save_models(models, target, facts), folder)
        accuracy = sum(examples.right) / len(examples.right)
        run.log_metrics({"held_out_cells": accuracy})
        run.log_figure(draw_confusion(examples.scores), "held_out_confusion")
        log_models(run, saved, models)
    return replace(models, version=saved.version)


def train_claims(folder: Path | None, seed: int, passages: int = PASSAGES) -> Saved:
    """Train the models of claims only and save them beside the others.

    The others are those in `folder`, or those in use where it holds none. Without a folder the new
    version is one of the user's own.
    """
    others = folder if folder and (folder / CARD).is_file() else find_in_use().folder
    with start_run("train-claims", {"seed": seed, "passages": passages}) as run:
        claims, breakdowns = fit_claims(seed, passages, jobs=2)

        def write(target: Path) -> str:
            copytree(others, target, dirs_exist_ok=True)
            facts = {"passages": passages, "claims_seed": seed}
            return save_claims(claims, breakdowns, target, facts)

        saved = save_version(write, folder)
        log_models(run, saved, load_models(saved.folder))
        return saved


def log_models(run: Run, saved: Saved, models: Models) -> None:
    """Log the artefacts with the input, the output and the classes of each model."""
    linear_models = {
        "labels": models.labels,
        "headings": models.headings,
        **{f"columns-{width}": model for width, model in models.columns.items()},
        **{
            f"claims-{part.name}": getattr(models.claims, part.name) for part in fields(ClaimModels)
        },
        **{f"breakdowns-{name}": getattr(models.breakdowns, name) for name in QUESTIONS},
    }
    signatures = {
        name: {
            "input": "names of features (strings)",
            "features": len(model.vocabulary),
            "output": "log probabilities (float32)",
            "classes": list(model.classes),
        }
        for name, model in linear_models.items()
    }
    signatures["confidence"] = {
        "input": "evidence (numbers)",
        "features": len(confidence_model.NAMES),
        "output": "probability of being right",
        "classes": [],
    }
    run.log_models(saved.folder, signatures, saved.version)
