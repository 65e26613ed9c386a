"""Leave-one-group-out evaluation: each rendering and damage is read by models that never saw it.

For each group the readers are fitted on all samples outside the group and read the samples in it.
The confidence of a group is fitted on how the samples of all other groups were read in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import NamedTuple

from gouji.models import confidence as confidence_model
from gouji.models.estimators.trees import Trees
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import Aligned, align_document, conclude
from gouji.pipeline.kit import Kit
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import (
    ScoredSample,
    SummaryRow,
    score_failure,
    score_report,
    summarise_samples,
)
from gouji.training.examples import Examples, gather_examples
from gouji.training.fit import fit_readers
from gouji.training.train import ConfidenceExamples

ShowProgress = Callable[[str], None]
# Number of cells above which the confidence is fitted on every second, third … cell, to save time.
_MAX_CELLS = 60_000


@dataclass(frozen=True, slots=True)
class Group:
    """All samples with one rendering or one damage."""

    name: str
    kind: str

    def includes(self, sample: Sample) -> bool:
        names = (sample.rendering,) if self.kind == "rendering" else sample.damages
        return self.name in names


@dataclass(frozen=True, slots=True)
class GroupReading:
    """How the samples of a group were read: aligned, or the kind of error of each."""

    group: Group
    samples: tuple[Sample, ...]
    results: tuple[Aligned | str, ...]


class LeaveOneOutScores(NamedTuple):
    """The scores of each sample in each of its groups, and the table: all, then each group."""

    scored: list[ScoredSample]
    table: list[SummaryRow]


def find_groups(samples: Sequence[Sample]) -> list[Group]:
    """One group for every rendering and every damage of the samples."""
    renderings = sorted({sample.rendering for sample in samples})
    damages = sorted({damage for sample in samples for damage in sample.damages})
    return [*(Group(n, "rendering") for n in renderings), *(Group(n, "damage") for n in damages)]


def leave_one_out(
    samples: Sequence[Sample], kit: Kit, seed: int, show_progress: ShowProgress, jobs: int = 2
) -> LeaveOneOutScores:
    """Score all samples once for each of their groups."""
    groups = find_groups(samples)
    state = (samples, kit, seed)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _init_worker, state) as pool:
        group_readings = list(pool.map(_read_group, groups))
    examples = [_gather_examples(reading, kit) for reading in group_readings]
    table: list[SummaryRow] = []
    all_scored: list[ScoredSample] = []
    for reading in group_readings:
        group = reading.group
        confidence = _fit_confidence_without(group, examples, seed)
        models = replace(kit.models, confidence=confidence)
        scored = _score(reading, replace(kit, models=models))
        all_scored.extend(scored)
        table.append(summarise_samples(group.name, group.kind, scored, kit.config.trust))
        show_progress(f"{group.kind} {table[-1].row()}")
    total = summarise_samples("all", "all", all_scored, kit.config.trust)
    return LeaveOneOutScores(all_scored, [total, *table])


class _WorkerState(NamedTuple):
    """What each worker process holds. The training examples are those of each sample."""

    samples: Sequence[Sample]
    kit: Kit
    seed: int
    examples: list[Examples]


_state: _WorkerState


def _init_worker(samples: Sequence[Sample], kit: Kit, seed: int) -> None:
    """Gather the training examples of every sample once in each worker process."""
    global _state
    examples = [gather_examples([sample], kit.forms) for sample in samples]
    _state = _WorkerState(samples, kit, seed, examples)


def _read_group(group: Group) -> GroupReading:
    """Read the samples of a group with readers fitted on all other samples."""
    training = Examples()
    for sample, examples in zip(_state.samples, _state.examples, strict=True):
        if not group.includes(sample):
            training.extend(examples)
    kit = replace(_state.kit, models=fit_readers(training, _state.seed))
    samples = tuple(sample for sample in _state.samples if group.includes(sample))
    return GroupReading(group, samples, tuple(_read(sample, kit) for sample in samples))


def _read(sample: Sample, kit: Kit) -> Aligned | str:
    try:
        return align_document(sample.document, sample.name, kit)
    except ReportError as error:
        return error.kind


class _GroupExamples(NamedTuple):
    """The training examples of the confidence from each sample of a group."""

    group: Group
    by_sample: list[tuple[Sample, ConfidenceExamples]]


def _gather_examples(reading: GroupReading, kit: Kit) -> _GroupExamples:
    by_sample = []
    for sample, result in zip(reading.samples, reading.results, strict=True):
        if isinstance(result, Aligned):
            examples = ConfidenceExamples()
            examples.add(result, sample, kit)
            by_sample.append((sample, examples))
    return _GroupExamples(reading.group, by_sample)


def _fit_confidence_without(
    group: Group, all_examples: Sequence[_GroupExamples], seed: int
) -> Trees:
    """The confidence fitted on all samples outside this group."""
    training = ConfidenceExamples()
    for other, by_sample in all_examples:
        for sample, examples in by_sample:
            if other != group and not group.includes(sample):
                training.extend(examples)
    step = max(1, len(training.scores) // _MAX_CELLS)
    return confidence_model.fit(training.features[::step], training.right[::step], seed)


def _score(reading: GroupReading, kit: Kit) -> list[ScoredSample]:
    return [
        score_report(sample, conclude(result, kit), kit)
        if isinstance(result, Aligned)
        else score_failure(sample, result, kit)
        for sample, result in zip(reading.samples, reading.results, strict=True)
    ]
