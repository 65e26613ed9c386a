"""Fits every model from lessons, in the order in which they need one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gouji.models import columns as column_model
from gouji.models import headings as heading_model
from gouji.models import labels as label_model
from gouji.models import steps as step_model
from gouji.models.artefacts import Models
from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.models.linear import Linear
from gouji.models.steps import Steps
from gouji.models.trees import no_trees
from gouji.pipeline.forms.form import Form
from gouji.training.column_lessons import column_lessons
from gouji.training.corpus.samples import Sample
from gouji.training.lessons import (
    Lesson,
    heading_lessons,
    label_lessons,
    label_rows,
    read_lesson,
    step_lessons,
)


@dataclass(slots=True)
class Lessons:
    """Features and labels for each model, gathered over samples."""

    labels: list[tuple[label_model.Features, str]] = field(default_factory=list)
    steps: list[step_model.Features] = field(default_factory=list)
    columns: dict[int, list[tuple[column_model.Features, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    headings: list[tuple[heading_model.Features, str]] = field(default_factory=list)

    def add(self, lesson: Lesson, forms: Mapping[str, Form]) -> None:
        rows = label_rows(lesson, forms)
        self.labels.extend(label_lessons(rows))
        self.steps.extend(step_lessons(rows))
        # In a PDF every line of a paragraph is one: so many that are none teach nothing new, and
        # titles that are numbered in a rare way were found less often.
        if not lesson.sample.file:
            self.headings.extend(heading_lessons(lesson))
        for width, features, column in column_lessons(lesson, rows, forms):
            self.columns[width].append((features, column))

    def extend(self, other: Lessons) -> None:
        self.labels.extend(other.labels)
        self.steps.extend(other.steps)
        self.headings.extend(other.headings)
        for width, own in other.columns.items():
            self.columns[width].extend(own)


# Until the confidence model is fitted on what the others get right and wrong.
UNSURE = no_trees()

_NOTHING = Linear((), {}, np.zeros((1, 0), dtype=np.float32))
# What a kit holds before there are models: enough for forms and rules to be loaded.
NO_CLAIMS = ClaimModels(_NOTHING, _NOTHING, _NOTHING)
NO_BREAKDOWNS = BreakdownModels(_NOTHING, _NOTHING, _NOTHING, _NOTHING, UNSURE)
UNFITTED = Models(_NOTHING, {}, Steps((0.0,), {}), _NOTHING, UNSURE, NO_CLAIMS, NO_BREAKDOWNS)


def learn(samples: Iterable[Sample], forms: Mapping[str, Form]) -> Lessons:
    """The lessons of all samples."""
    lessons = Lessons()
    for sample in samples:
        lessons.add(read_lesson(sample), forms)
    return lessons


def fit_readers(lessons: Lessons, seed: int) -> Models:
    """The models that rebuild tables: all but the confidence and those of claims."""
    return Models(
        labels=label_model.fit(*_unzip(lessons.labels), seed=seed),
        columns={
            width: column_model.fit(*_unzip(own), seed=seed)
            for width, own in sorted(lessons.columns.items())
        },
        steps=step_model.fit(lessons.steps),
        headings=heading_model.fit(*_unzip(lessons.headings), seed=seed),
        confidence=UNSURE,
        claims=NO_CLAIMS,
        breakdowns=NO_BREAKDOWNS,
    )


def _unzip(pairs: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [one for one, _ in pairs], [other for _, other in pairs]
