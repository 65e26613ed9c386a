"""Training examples for the models that read tables: features and classes of labelled documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from gouji.models import columns as column_model
from gouji.models import headings as heading_model
from gouji.models import row_labels as label_model
from gouji.models import steps as step_model
from gouji.models.columns import PAD
from gouji.pipeline.forms.form import Form
from gouji.pipeline.locate.headings import find_candidates, heading_features
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.row_placement import field_features
from gouji.pipeline.rebuild.copies import Copy, copies_of, form_rows, row_contexts
from gouji.pipeline.rebuild.label_variants import label_features
from gouji.pipeline.rebuild.row_decoder import Match
from gouji.pipeline.rebuild.row_sequences import Chain, chains_of
from gouji.pipeline.records import CellKey, Fragment
from gouji.training.corpus.samples import Sample
from gouji.training.labelled_document import (
    FormRow,
    LabelledDocument,
    LabelledRow,
    label_document,
    label_rows,
)


class ColumnExample(NamedTuple):
    """A field with the column that it belongs to, and the number of columns of its row."""

    width: int
    features: column_model.Features
    column: str


@dataclass(slots=True)
class Examples:
    """Features and classes for each model, gathered over samples."""

    labels: list[tuple[label_model.Features, str]] = field(default_factory=list)
    steps: list[step_model.Features] = field(default_factory=list)
    columns: dict[int, list[tuple[column_model.Features, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    headings: list[tuple[heading_model.Features, str]] = field(default_factory=list)

    def add(self, labelled: LabelledDocument, forms: Mapping[str, Form]) -> None:
        rows = label_rows(labelled, forms)
        self.labels.extend(label_examples(rows))
        self.steps.extend(step_examples(rows))
        # In a PDF every line of a paragraph is a candidate heading. So many negative examples
        # teach nothing new, and with them rarely numbered titles were found less often.
        if not labelled.sample.file:
            self.headings.extend(heading_examples(labelled))
        for example in column_examples(labelled, rows, forms):
            self.columns[example.width].append((example.features, example.column))

    def extend(self, other: Examples) -> None:
        self.labels.extend(other.labels)
        self.steps.extend(other.steps)
        self.headings.extend(other.headings)
        for width, examples in other.columns.items():
            self.columns[width].extend(examples)


def gather_examples(samples: Iterable[Sample], forms: Mapping[str, Form]) -> Examples:
    """The training examples of all samples."""
    examples = Examples()
    for sample in samples:
        examples.add(label_document(sample), forms)
    return examples


def label_examples(rows: Sequence[LabelledRow]) -> Iterator[tuple[label_model.Features, str]]:
    """Every variant of every row label with its class."""
    variants_by_row = label_features([row.printed for row in rows])
    for variants, row in zip(variants_by_row, rows, strict=True):
        for features in variants:
            yield features, row.name


def step_examples(rows: Sequence[LabelledRow]) -> Iterator[step_model.Features]:
    """The steps between neighbouring printed rows."""
    last: FormRow | None = None
    is_in_gap = False
    for row in rows:
        here = row.form_row
        if here is None:
            if last:
                yield step_model.Features("stay" if is_in_gap else "between")
            is_in_gap = True
            continue
        if last and last.chain == here.chain and here.row > last.row:
            yield step_model.Features("advance", here.row - last.row)
        elif last == here:
            yield step_model.Features("again")
        else:
            yield step_model.Features("leave")
        last, is_in_gap = here, False


def heading_examples(labelled: LabelledDocument) -> Iterator[tuple[heading_model.Features, str]]:
    """Candidate lines with the section that they open."""
    candidates = find_candidates(labelled.document)
    for candidate, features in zip(candidates, heading_features(candidates), strict=True):
        sections = (
            section
            for offset, section in labelled.headings.items()
            if candidate.start <= offset < candidate.end
        )
        yield features, next(sections, heading_model.NONE)


def column_examples(
    labelled: LabelledDocument, rows: Sequence[LabelledRow], forms: Mapping[str, Form]
) -> Iterator[ColumnExample]:
    """The fields of all rows whose column is known."""
    for copy in _find_copies(rows, chains_of(forms)):
        table_rows = form_rows(copy)
        contexts = row_contexts(table_rows, copy, forms[copy.chain.form])
        for row, context in zip(table_rows, contexts, strict=True):
            columns = _field_columns(row, labelled.cells)
            previous = -1
            for features, column in zip(field_features(row, context), columns, strict=True):
                if column is None:
                    continue
                features = replace(features, previous=previous)
                yield ColumnExample(len(row.print.cells), features, column)
                if column != PAD:
                    previous = int(column)


def _find_copies(rows: Sequence[LabelledRow], chains: Sequence[Chain]) -> tuple[Copy, ...]:
    """The printed copies of all tables. A copy ends where the form starts again."""
    matches, run, last = [], 0, None
    for row in rows:
        here = row.form_row
        if here is None:
            continue
        if last and (here.chain != last.chain or here.row < last.row):
            run += 1
        last = here
        matches.append(Match(row.printed, here.chain, here.row, run, 1.0))
    return copies_of(matches, [row.printed for row in rows], chains)


def _field_columns(row: MatchedRow, cells: Mapping[int, CellKey]) -> list[str | None]:
    """The column of each field as text, PAD for padding, None if it is not known."""
    index_of = {key: i for i, key in enumerate(row.print.cells)}
    indices = [
        index_of.get(cells[field.start]) if field.start in cells and field.text else None
        for field in row.fields
    ]
    columns: list[str | None] = [None if index is None else str(index) for index in indices]
    for i, fragment in enumerate(row.fields):
        if fragment.text and columns[i] is None:
            columns[i] = PAD
    for i, column in _find_empty_columns(row.fields, indices, len(index_of)):
        columns[i] = column
    return columns


def _find_empty_columns(
    fields: Sequence[Fragment], indices: Sequence[int | None], width: int
) -> Iterator[tuple[int, str]]:
    """Empty fields between two placed fields with their column, where only one column fits.

    Padding is before the first column (spans of the label) or behind the last one.
    """
    placed = [(i, column) for i, column in enumerate(indices) if column is not None]
    bounds = [(-1, -1), *placed, (len(fields), width)]
    for (start, left), (end, right) in pairwise(bounds):
        empty = [i for i in range(start + 1, end) if not fields[i].text]
        missing = [str(column) for column in range(left + 1, right)]
        padding = [PAD] * (len(empty) - len(missing))
        if not placed and padding:
            continue
        if len(empty) < len(missing):
            continue
        if start == -1:
            yield from zip(empty, [*padding, *missing], strict=True)
        elif end == len(fields):
            yield from zip(empty, [*missing, *padding], strict=True)
        elif not padding:
            yield from zip(empty, missing, strict=True)
