"""What the column models learn from: the fields of every row with the column they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.models import columns as column_model
from gouji.models.columns import PAD
from gouji.pipeline.forms.form import Form
from gouji.pipeline.rebuild.column_context import MatchedRow
from gouji.pipeline.rebuild.column_placement import field_features
from gouji.pipeline.rebuild.copies import Copy, copies_of, form_rows, row_contexts
from gouji.pipeline.rebuild.row_decoder import Match
from gouji.pipeline.rebuild.table_chains import Chain, chains_of
from gouji.pipeline.records import CellKey, Fragment
from gouji.training.lessons import LabelledRow, Lesson


def column_lessons(
    lesson: Lesson, rows: Sequence[LabelledRow], forms: Mapping[str, Form]
) -> Iterator[tuple[int, column_model.Features, str]]:
    """Fields with the column they stand in, by the width of their row."""
    chains = chains_of(forms)
    for copy in _true_copies(rows, chains):
        matched = form_rows(copy)
        contexts = row_contexts(matched, copy, forms[copy.chain.form])
        for row, context in zip(matched, contexts, strict=True):
            truth = _field_columns(row, lesson.cells)
            previous = -1
            for features, column in zip(field_features(row, context), truth, strict=True):
                if column is not None:
                    yield len(row.print.cells), replace(features, previous=previous), column
                if column not in (None, PAD):
                    previous = int(column)


def _true_copies(rows: Sequence[LabelledRow], chains: Sequence[Chain]) -> tuple[Copy, ...]:
    matches, run, last = [], 0, None
    for one in rows:
        if one.chain is None or one.row is None:
            continue
        if last and (one.chain != last[0] or one.row < last[1]):
            run += 1
        last = (one.chain, one.row)
        matches.append(Match(one.printed, one.chain, one.row, run, 1.0))
    return copies_of(matches, [one.printed for one in rows], chains)


def _field_columns(row: MatchedRow, cells: Mapping[int, CellKey]) -> list[str | None]:
    """Each field's column as text, PAD, or None where nothing tells."""
    columns = {key: i for i, key in enumerate(row.print.cells)}
    at = [columns.get(cells[f.start]) if f.start in cells and f.text else None for f in row.fields]
    truth: list[str | None] = [None if column is None else str(column) for column in at]
    for i, field in enumerate(row.fields):
        if field.text and truth[i] is None:
            truth[i] = PAD
    _fill_empty(row.fields, at, truth, len(columns))
    return truth


def _fill_empty(
    fields: Sequence[Fragment], at: Sequence[int | None], truth: list[str | None], width: int
) -> None:
    """Empty fields between two known ones, where their number leaves one way to see them.

    Spans of the label come before the first column, padding behind the last one.
    """
    known = [(-1, -1), *((i, c) for i, c in enumerate(at) if c is not None), (len(fields), width)]
    for (i, a), (j, b) in pairwise(known):
        gap = [n for n in range(i + 1, j) if not fields[n].text]
        missing = list(range(a + 1, b))
        if len(known) == 2 and len(gap) != len(missing):
            continue
        if i == -1 and len(gap) >= len(missing):
            filled = [PAD] * (len(gap) - len(missing)) + [str(c) for c in missing]
        elif j == len(fields) and len(gap) >= len(missing):
            filled = [str(c) for c in missing] + [PAD] * (len(gap) - len(missing))
        elif len(gap) == len(missing):
            filled = [str(c) for c in missing]
        else:
            continue
        for n, column in zip(gap, filled, strict=True):
            truth[n] = column
