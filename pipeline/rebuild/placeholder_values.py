"""Words in the place of values: 待统计, 见附件. They cut a row in two, or look like its label.

A printed line is made one row if its label is that of a row of the form, and the fields after the
label are as many as that row has cells: then a word among them that is part of no label of any
form is in the place of a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.models.estimators.linear import Linear
from gouji.models.row_labels import NOISE
from gouji.pipeline.rebuild.label_variants import score_labels
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_hmm import Lattice
from gouji.pipeline.records import Fragment

# The log probability above which a label class is likelier than all others together: ln ½.
_LIKELY = -0.7
# Characters of the longest word in the place of a value: 未增未减, 待统计.
_LONGEST_WORD = 8


class ScoredRows(NamedTuple):
    """Printed rows with the log probabilities of their label classes, rows × classes."""

    rows: Sequence[PrintedRow]
    log_p: NDArray[np.float32]


def join_words(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> ScoredRows:
    """The rows with words in the place of values among their fields."""
    fitted = _fit_streams(_fit_lines(rows, lattice, model), lattice, model)
    log_p = score_labels(model, fitted)
    joined = _join_noise(fitted, log_p[:, model.classes.index(NOISE)])
    if len(joined) == len(fitted):
        return ScoredRows(fitted, log_p)
    return ScoredRows(joined, score_labels(model, joined))


def is_cut(above: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row is the rest of the line of the row above, cut by words in the place of
    values."""
    same_line = above.line == row.line and not row.streamed and not above.streamed
    return same_line and not row.prose and bool(above.labels and above.fields and row.labels)


def _join_noise(rows: Sequence[PrintedRow], noise: NDArray[np.float32]) -> list[PrintedRow]:
    """The rows with those joined whose second half begins with a text that is no label.

    `noise` are the log probabilities that the label of each row is none.
    """
    joined: list[PrintedRow] = []
    for row, log_noise in zip(rows, noise, strict=True):
        above = joined[-1] if joined else None
        if above and is_cut(above, row) and log_noise > _LIKELY:
            joined[-1] = replace(above, fields=above.fields + row.labels + row.fields)
        else:
            joined.append(row)
    return joined


def _fit_lines(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> list[PrintedRow]:
    """The rows with lines made one row where words as values give it the width of its form row."""
    lines = [list(group) for _, group in groupby(rows, key=lambda row: (row.line, row.streamed))]
    variants = [(i, row) for i, line in enumerate(lines) for row in _variants(line, lattice)]
    if not variants:
        return list(rows)
    scores = score_labels(model, [row for _, row in variants])
    # In reverse, so that the first variant of a line that fits is the one that stays.
    for (i, row), log_p in reversed(list(zip(variants, scores, strict=True))):
        best = model.classes[int(log_p.argmax())]
        if log_p.max() > _LIKELY and best in lattice.classes_of(len(row.fields)):
            lines[i] = [row]
    return [row for line in lines for row in line]


def _fit_streams(
    rows: Sequence[PrintedRow], lattice: Lattice, model: Linear
) -> Sequence[PrintedRow]:
    """The rows of one cell a line with those joined that a word in the place of a value cut."""
    cut = [i for i, pair in enumerate(pairwise(rows)) if _may_be_cut(*pair, lattice)]
    if not cut:
        return rows
    cut = _find_whole(rows, cut, lattice, model)
    if not cut:
        return rows
    words = [replace(rows[i + 1], labels=rows[i + 1].labels[:1]) for i in cut]
    noise = score_labels(model, words)[:, model.classes.index(NOISE)]
    joined = list(rows)
    # In reverse, so that the next row is complete when its first word goes to the row above.
    for i, log_noise in reversed(list(zip(cut, noise, strict=True))):
        if log_noise > _LIKELY:
            joined[i : i + 2] = _take_word(joined[i], joined[i + 1])
    return joined


def _find_whole(
    rows: Sequence[PrintedRow], cut: Sequence[int], lattice: Lattice, model: Linear
) -> list[int]:
    """Those of the rows `cut` that are as wide as the row of the form with their label, once the
    next word is one of their fields."""
    wholes = [_take_word(rows[i], rows[i + 1])[0] for i in cut]
    return [
        i
        for i, whole, log_p in zip(cut, wholes, score_labels(model, wholes), strict=True)
        if log_p.max() > _LIKELY
        and model.classes[int(log_p.argmax())] in lattice.classes_of(len(whole.fields))
    ]


def _take_word(row: PrintedRow, rest: PrintedRow) -> list[PrintedRow]:
    """A row with the word that cut it: all of `rest`, or its first label if others follow it."""
    word, *labels = rest.labels
    if labels:
        return [replace(row, fields=(*row.fields, word)), replace(rest, labels=tuple(labels))]
    return [replace(row, fields=(*row.fields, word, *rest.fields))]


def _may_be_cut(row: PrintedRow, rest: PrintedRow, lattice: Lattice) -> bool:
    """Whether `rest` may begin with a word in the place of a value of `row`."""
    is_stream = row.streamed and rest.streamed and not (row.closed or row.prose or rest.prose)
    if not is_stream or not row.labels or not row.fields or not rest.labels:
        return False
    word = rest.labels[0]
    return len(word.text) <= _LONGEST_WORD and not _has_label([word], lattice)


def _variants(line: Sequence[PrintedRow], lattice: Lattice) -> Iterator[PrintedRow]:
    """The ways to read a printed line as one row, the likeliest first.

    The row has as few labels as possible. It has all empty fields or none: a wide figure may
    cover some.
    """
    first, rest = line[0], line[1:]
    behind = first.fields + tuple(field for row in rest for field in row.labels + row.fields)
    room = lattice.largest_width - sum(1 for field in behind if field.text)
    if first.streamed or first.prose or room < 0:
        return
    if any(_has_label(row.labels, lattice) for row in rest):
        return
    fewest = max(min(1, len(first.labels)), len(first.labels) - room)
    for count in range(fewest, len(first.labels) + bool(rest)):
        words = first.labels[count:]
        if not _has_label(words, lattice):
            fields = words + behind
            filled = tuple(field for field in fields if field.text)
            for chosen in dict.fromkeys((fields, filled)):
                if lattice.classes_of(len(chosen)):
                    yield replace(first, labels=first.labels[:count], fields=chosen)


def _has_label(words: Sequence[Fragment], lattice: Lattice) -> bool:
    """Whether one of the words is a part of a label. A single character is none: OCR reads a mark
    as 大 or 不."""
    return any(len(word.text) > 1 and lattice.vocabulary.has(word.text) for word in words)
