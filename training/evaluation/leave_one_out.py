"""Leave one out: how reading goes on a rendering or a damage that nothing was taught.

For each part the readers are fitted on the samples that have nothing of it, and read those that
have. The confidence of a part is fitted on how all *other* parts came out that way, so neither
has seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

from gouji.models import confidence as confidence_model
from gouji.models.trees import Trees
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import Aligned, align_document, conclude
from gouji.pipeline.kit import Kit
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import Line, Marked, line, mark_failure, mark_report
from gouji.training.fit import Lessons, fit_readers, learn
from gouji.training.train import Evidence

Tell = Callable[[str], None]
_MOST_CELLS = 60_000  # enough for a confidence model, and fitted in seconds


@dataclass(frozen=True, slots=True)
class Part:
    """A rendering or a damage."""

    name: str
    kind: str

    def holds(self, sample: Sample) -> bool:
        own = (sample.rendering,) if self.kind == "rendering" else sample.damages
        return self.name in own


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a part's samples were read: aligned, or the kind of error they ended in."""

    part: Part
    samples: tuple[Sample, ...]
    papers: tuple[Aligned | str, ...]


def find_parts(samples: Sequence[Sample]) -> list[Part]:
    """Every rendering and every damage that the samples have."""
    renderings = sorted({sample.rendering for sample in samples})
    damages = sorted({damage for sample in samples for damage in sample.damages})
    return [*(Part(n, "rendering") for n in renderings), *(Part(n, "damage") for n in damages)]


def leave_one_out(
    samples: Sequence[Sample], kit: Kit, seed: int, tell: Tell, jobs: int = 2
) -> tuple[list[Marked], list[Line]]:
    """All samples marked once for each of their parts, and the table: all, then part by part."""
    parts = find_parts(samples)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _teach, (samples, kit, seed)) as pool:
        sittings = list(pool.map(_sit, parts))
    table: list[Line] = []
    everything: list[Marked] = []
    known = [_gather(sitting, kit) for sitting in sittings]
    for sitting in sittings:
        confidence = _confidence_without(sitting.part, known, seed)
        marked = _mark(sitting, replace(kit, models=replace(kit.models, confidence=confidence)))
        everything.extend(marked)
        table.append(line(sitting.part.name, sitting.part.kind, marked, kit.config.trust))
        tell(f"{sitting.part.kind} {table[-1].row()}")
    return everything, [line("all", "all", everything, kit.config.trust), *table]


_class: tuple[Sequence[Sample], Kit, int, list[Lessons]]


def _teach(samples: Sequence[Sample], kit: Kit, seed: int) -> None:
    """Each worker reads the lessons of every sample once."""
    global _class
    _class = (samples, kit, seed, [learn([sample], kit.forms) for sample in samples])


def _sit(part: Part) -> Sitting:
    samples, kit, seed, lessons = _class
    taught = Lessons()
    for sample, lesson in zip(samples, lessons, strict=True):
        if not part.holds(sample):
            taught.extend(lesson)
    strange = replace(kit, models=fit_readers(taught, seed))
    own = tuple(sample for sample in samples if part.holds(sample))
    return Sitting(part, own, tuple(_read(sample, strange) for sample in own))


def _read(sample: Sample, kit: Kit) -> Aligned | str:
    try:
        return align_document(sample.document, sample.name, kit)
    except ReportError as error:
        return error.kind


Known = tuple[Part, list[tuple[Sample, Evidence]]]


def _gather(sitting: Sitting, kit: Kit) -> Known:
    """What a part's samples, as they were read, teach about confidence."""
    found = []
    for sample, paper in zip(sitting.samples, sitting.papers, strict=True):
        if isinstance(paper, Aligned):
            evidence = Evidence([], [])
            evidence.add(paper, sample, kit)
            found.append((sample, evidence))
    return sitting.part, found


def _confidence_without(part: Part, known: Sequence[Known], seed: int) -> Trees:
    """The confidence fitted on all that has nothing of this part."""
    evidence = Evidence([], [])
    for other, found in known:
        for sample, one in found:
            if other != part and not part.holds(sample):
                evidence.extend(one)
    thin = max(1, len(evidence.scores) // _MOST_CELLS)
    return confidence_model.fit(evidence.features[::thin], evidence.right[::thin], seed)


def _mark(sitting: Sitting, kit: Kit) -> list[Marked]:
    return [
        mark_report(sample, conclude(paper, kit), kit)
        if isinstance(paper, Aligned)
        else mark_failure(sample, paper, kit)
        for sample, paper in zip(sitting.samples, sitting.papers, strict=True)
    ]
