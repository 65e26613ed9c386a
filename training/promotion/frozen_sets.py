"""Draws the frozen sets, and reads them with two versions in worker processes.

A document is ingested once and read by both versions, so that they differ in the models alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from gouji.models.artefacts import load_models
from gouji.models.versions import find_home
from gouji.pipeline.forms.form import Form
from gouji.pipeline.kit import Kit
from gouji.training.corpus.build import build, find_digest, load
from gouji.training.corpus.house_styles.draw import draw_house_samples
from gouji.training.corpus.samples import save_samples
from gouji.training.progress import ShowStep
from gouji.training.promotion.floors import FrozenSet
from gouji.training.promotion.report_scores import FrozenSample, ReportScore, score_frozen

_CHUNK = 8


class PairedScore(NamedTuple):
    """One report under the version in use, the champion, and under the candidate."""

    champion: ReportScore
    candidate: ReportScore


def draw_frozen(
    sets: Sequence[FrozenSet], forms: Mapping[str, Form], jobs: int = 2, cache: Path | None = None
) -> list[FrozenSample]:
    """The samples of all sets, which are kept in `cache`, by default in GOUJI_HOME."""
    cache = cache or find_home() / "frozen"
    return [frozen for config in sets for frozen in _draw_set(config, forms, jobs, cache)]


def _draw_set(
    config: FrozenSet, forms: Mapping[str, Form], jobs: int, cache: Path
) -> Iterator[FrozenSample]:
    folder = cache / f"{config.name}-{config.seed}-{config.count}-{config.files}"
    if config.kind == "house_styles":
        _keep_house_samples(config, forms, folder)
    else:
        build(config.count, config.seed, folder, forms, jobs, files=config.files)
    for number, sample in enumerate(load(folder)):
        report = f"{config.name}/{number:04}-{sample.rendering}"
        yield FrozenSample(report, config.name, sample, config.known)


def _keep_house_samples(config: FrozenSet, forms: Mapping[str, Form], folder: Path) -> None:
    """Draw reports in house styles into `folder`, unless it holds these very reports already."""
    digest = find_digest(config.count, config.seed, forms)
    about = folder / "corpus.json"
    if about.is_file() and json.loads(about.read_text("utf-8")).get("digest") == digest:
        return
    folder.mkdir(parents=True, exist_ok=True)
    about.unlink(missing_ok=True)
    samples = draw_house_samples(config.count, config.seed, forms)
    save_samples(folder / "samples.jsonl.gz", samples)
    about.write_text(json.dumps({"digest": digest}) + "\n", "utf-8")


def score_pairs(
    samples: Sequence[FrozenSample], kit: Kit, folders: tuple[Path, Path], show: ShowStep, jobs: int
) -> list[PairedScore]:
    """Every sample under the champion and the candidate, whose folders are given in this order.

    `kit` gives forms, rules and thresholds. With 0 `jobs` this process reads.
    """
    return [PairedScore(*pair) for pair in score_all(samples, kit, folders, show, jobs)]


def score_all(
    samples: Sequence[FrozenSample],
    kit: Kit,
    folders: tuple[Path, ...],
    show: ShowStep,
    jobs: int,
) -> list[tuple[ReportScore, ...]]:
    """Every sample under the models of each folder. Raises ArtefactError."""
    _load(kit, folders)  # also where others read, so that an error of the models comes first
    if not jobs:
        return [_score(sample) for sample in samples]
    scored: list[tuple[ReportScore, ...]] = []
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_load, initargs=(kit, folders)
    ) as pool:
        for scores in pool.map(_score, samples, chunksize=_CHUNK):
            scored.append(scores)
            show("固定报告 frozen reports", len(scored), len(samples))
    return scored


# The kits of this process, which `_load` sets.
_KITS: list[Kit] = []


def _load(kit: Kit, folders: tuple[Path, ...]) -> None:
    _KITS[:] = [replace(kit, models=load_models(folder)) for folder in folders]


def _score(frozen: FrozenSample) -> tuple[ReportScore, ...]:
    return tuple(score_frozen(frozen, kit) for kit in _KITS)
