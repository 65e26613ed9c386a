"""Finds where the true cells of reviewed reports are printed.

A decision names a cell and its number, not the place of the number. In a single report many cells
have the same number, most of them 0. Reports of one layout together tell the places: the texts
around a figure are the same in all of them, and so is its cell. The places are found by expectation
maximisation, as word alignments are in translation (IBM model 1): the texts of row and column vote
for the rows and columns of the form, and figures with other numbers than the truth are no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.rebuild.figure_contexts import FigureContext
from gouji.pipeline.records import CellKey, Kind
from gouji.training.corpus.samples import CellTruth

Floats = NDArray[np.float64]

_ROUNDS = 12
_SINKHORN_ROUNDS = 8
# The probability of a figure of another number than the truth: a reader or the reading may err.
_OTHER_NUMBER = 1e-6
# The weight of figures that are no cell of the form, beside that of a cell.
_NO_CELL = 0.02
# The weight of a label that has the characters of the form's, and of the order of the form, in the
# first round.
_ALIKE, _ORDER = 3.0, 1.0
# The number of virtual figures that vote for every row and column alike.
_PRIOR = 1.0
# The probability from which a place counts as found.
_FOUND = 0.5


class ReviewedFigures(NamedTuple):
    """The figures of one reviewed report, and its true cells by key. `forms` gives the form of each
    table."""

    contexts: Sequence[FigureContext]
    truth: Mapping[CellKey, CellTruth]
    forms: Mapping[str, str]


def locate_truth(
    reports: Sequence[ReviewedFigures], forms: Mapping[str, Form]
) -> list[list[CellKey | None]]:
    """The cell of each figure of each report, None for figures that are no cell.

    The reports are of one layout. Cells that are printed nowhere have no figure.
    """
    common = _count_rows(reports)
    problems = [_Problem.create(report, forms, common) for report in reports]
    votes = [_Votes(problems, *names) for names in _VOTES]
    priors = [problem.likeness for problem in problems]
    for _ in range(_ROUNDS):
        posteriors = [
            _balance(problem.match * _scale(prior))
            for problem, prior in zip(problems, priors, strict=True)
        ]
        for vote in votes:
            vote.count(posteriors)
        priors = [
            np.prod([vote.weigh(n) for vote in votes], axis=0) * problem.order
            for n, problem in enumerate(problems)
        ]
    return [_choose(problem, prior) for problem, prior in zip(problems, priors, strict=True)]


@dataclass(frozen=True, slots=True)
class _Problem:
    """The figures and the cells of one report. `match`, `likeness` and `order` are figures × cells:
    whether the numbers agree, the first guess by labels, and the guess by position and by how
    common the row is."""

    contexts: Sequence[FigureContext]
    keys: list[CellKey]
    match: Floats
    likeness: Floats
    order: Floats

    @classmethod
    def create(
        cls, report: ReviewedFigures, forms: Mapping[str, Form], common: Mapping[str, float]
    ) -> _Problem:
        keys = [key for key, truth in report.truth.items() if truth.status != "absent"]
        used = [forms[report.forms[key.table]] for key in keys]
        columns = [form.columns[key] for form, key in zip(used, keys, strict=True)]
        rows = [form.rows[key] for form, key in zip(used, keys, strict=True)]
        row_labels = [squeeze("".join((*row.under, row.label))) for row in rows]
        heads = [squeeze(column.label) for column in columns]
        texts = [[c.features.row for c in report.contexts]]
        texts.append([c.features.column for c in report.contexts])
        alike = sum(_alike(group, labels) for group in texts for labels in (row_labels, heads))
        places = np.linspace(0, 1, max(1, len(report.contexts)))[:, None]
        order = np.exp(-_ORDER * np.abs(places - np.linspace(0, 1, max(1, len(keys)))[None]))
        order *= np.array([common[c.features.row] for c in report.contexts])[:, None]
        kinds = [column.kind for column in columns]
        match = _match(report, keys, kinds)
        return cls(report.contexts, keys, match, np.exp(_ALIKE * alike) * order, order)


def _count_rows(reports: Sequence[ReviewedFigures]) -> dict[str, float]:
    """The share of the reports that have a row with each label.

    The running text of a report repeats figures of its tables, in words of that report alone.
    """
    counts = Counter(row for report in reports for row in {c.features.row for c in report.contexts})
    return {row: count / len(reports) for row, count in counts.items()}


def is_printed_as(text: str, truth: CellTruth, kind: Kind) -> bool:
    """Whether a printed text says what is true of a cell of this kind."""
    return parse_cell(text, kind) == (truth.status, truth.value if truth.status == "read" else None)


def _match(report: ReviewedFigures, keys: Sequence[CellKey], kinds: Sequence[Kind]) -> Floats:
    """Whether figures and cells have the same status and number, figures × cells."""
    columns = [
        [is_printed_as(c.field.text, report.truth[key], kind) for c in report.contexts]
        for key, kind in zip(keys, kinds, strict=True)
    ]
    return np.where(np.array(columns, dtype=bool).reshape(len(keys), -1).T, 1.0, _OTHER_NUMBER)


def _alike(texts: Sequence[str], labels: Sequence[str]) -> Floats:
    """The share of common characters, texts × labels."""
    text_index, label_index = _index([texts]), _index([labels])
    shares = np.array(
        [[_share(set(text), set(label)) for label in label_index] for text in text_index]
    )
    rows, columns = [text_index[text] for text in texts], [label_index[name] for name in labels]
    return np.asarray(shares[np.ix_(rows, columns)])


def _share(characters: set[str], others: set[str]) -> float:
    return len(characters & others) / max(1, len(characters | others))


def _balance(weights: Floats) -> Floats:
    """Probabilities of the cells of each figure, such that each cell has about one figure at most.

    A figure may be no cell, and a cell may be printed nowhere (Sinkhorn with slack).
    """
    of_cell = np.ones(weights.shape[1])
    for _ in range(_SINKHORN_ROUNDS):
        of_figure = 1 / (weights @ of_cell + _NO_CELL)
        of_cell = 1 / np.maximum(1.0, of_figure @ weights)
    return np.asarray(weights * of_figure[:, None] * of_cell)


def _scale(prior: Floats) -> Floats:
    """The prior of each cell, with 1 for its most likely figure.

    Texts that occur in one report only have no other vote than their own. Beside figures whose
    texts all reports have, they are unlikely.
    """
    return np.asarray(prior / prior.max(axis=0, keepdims=True, initial=1e-300))


_Text = Callable[[FigureContext], str]
_Part = Callable[[CellKey], str]
# What votes for what: the text of a figure, the part of a cell.
_VOTES: tuple[tuple[_Text, _Part], ...] = (
    (lambda c: c.features.row, lambda key: f"{key.table}/{key.row}"),
    (lambda c: c.features.column, lambda key: key.column),
    (lambda c: c.features.row, lambda key: key.column),
    (lambda c: c.features.column, lambda key: f"{key.table}/{key.row}"),
    (lambda c: f"{c.features.above}\t{c.features.row}", lambda key: f"{key.table}/{key.row}"),
    (lambda c: "\t".join(c.features.names()[-1:]), str),
)


class _Votes:
    """How often figures with a text are cells of a row or column of the form, over all reports."""

    def __init__(self, problems: Sequence[_Problem], text: _Text, part: _Part) -> None:
        texts = [[text(context) for context in problem.contexts] for problem in problems]
        parts = [[part(key) for key in problem.keys] for problem in problems]
        text_index = _index(texts)
        part_index = _index(parts)
        self._texts = [_one_hot(names, text_index) for names in texts]
        self._parts = [_one_hot(names, part_index) for names in parts]
        self._sizes = sum(one_hot.sum(axis=0) for one_hot in self._parts) / len(problems)
        self._shares = np.ones((len(text_index), len(part_index)))

    def count(self, posteriors: Sequence[Floats]) -> None:
        counts = sum(
            texts.T @ (posterior @ parts)
            for posterior, texts, parts in zip(posteriors, self._texts, self._parts, strict=True)
        )
        prior = _PRIOR * self._sizes / self._sizes.sum()
        shares = (counts + prior) / (counts.sum(axis=1, keepdims=True) + _PRIOR)
        self._shares = shares / self._sizes

    def weigh(self, report: int) -> Floats:
        """The share of votes for each cell of a report, figures × cells."""
        return np.asarray(self._texts[report] @ self._shares @ self._parts[report].T)


def _index(names: Sequence[Sequence[str]]) -> dict[str, int]:
    distinct = dict.fromkeys(name for group in names for name in group)
    return {name: number for number, name in enumerate(distinct)}


def _one_hot(names: Sequence[str], index: Mapping[str, int]) -> Any:
    """Names as rows of a sparse matrix with a column for each distinct name."""
    from scipy.sparse import csr_array

    columns = [index[name] for name in names]
    ones = np.ones(len(names))
    return csr_array((ones, (range(len(names)), columns)), shape=(len(names), len(index)))


def _choose(problem: _Problem, prior: Floats) -> list[CellKey | None]:
    """The assignment of the highest probability, without pairs whose numbers differ."""
    from scipy.optimize import linear_sum_assignment

    posterior = _balance(problem.match * _scale(prior))
    figures, cells = linear_sum_assignment(-posterior)
    chosen: list[CellKey | None] = [None] * len(problem.contexts)
    for f, n in zip(figures, cells, strict=True):
        if problem.match[f, n] == 1.0 and posterior[f, n] >= _FOUND:
            chosen[f] = problem.keys[n]
    return chosen
