"""Words in a place of values: 待统计, 见附件. They cut a row in two, or look like its label.

A line is made whole where its label tells a row of the form, and all that stands behind the label
is as wide as that row: then a word there that is of no label of any form stands for a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from gouji.models.labels import NOISE
from gouji.models.linear import Linear
from gouji.pipeline.rebuild.label_variants import score_labels
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_lattice import Lattice
from gouji.pipeline.records import Fragment

_MOSTLY = -0.7  # log of one half
Scored = tuple[Sequence[PrintedRow], NDArray[np.float32]]


def join_words(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> Scored:
    """The rows with words in a place of values among their fields, and the log probabilities of
    their label classes, rows × classes."""
    whole = _fit_lines(rows, lattice, model)
    log_p = score_labels(model, whole)
    joined = _join_noise(whole, log_p[:, model.classes.index(NOISE)])
    return (joined, score_labels(model, joined)) if len(joined) < len(whole) else (whole, log_p)


def is_cut(above: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row goes on the line of the one above, behind words in a place of values."""
    same = above.line == row.line and not row.streamed and not above.streamed
    return same and not row.prose and bool(above.labels and above.fields and row.labels)


def _join_noise(rows: Sequence[PrintedRow], noise: NDArray[np.float32]) -> list[PrintedRow]:
    """Rows whose second half begins with what is no label, whatever their width."""
    whole: list[PrintedRow] = []
    for row, log_noise in zip(rows, noise, strict=True):
        above = whole[-1] if whole else None
        if above and is_cut(above, row) and log_noise > _MOSTLY:
            fields = above.fields + row.labels + row.fields
            whole[-1] = replace(above, fields=fields)
        else:
            whole.append(row)
    return whole


def _fit_lines(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> list[PrintedRow]:
    """Rows that are as wide as the form has them once words are taken for figures."""
    lines = [list(group) for _, group in groupby(rows, key=lambda row: (row.line, row.streamed))]
    ways = [(at, way) for at, line in enumerate(lines) for way in _ways(line, lattice)]
    if not ways:
        return list(rows)
    scores = score_labels(model, [way for _, way in ways])
    for (at, way), log_p in reversed(list(zip(ways, scores, strict=True))):
        best = model.classes[int(log_p.argmax())]
        if log_p.max() > _MOSTLY and best in lattice.classes_of(len(way.fields)):
            lines[at] = [way]
    return [row for line in lines for row in line]


def _ways(line: Sequence[PrintedRow], lattice: Lattice) -> Iterator[PrintedRow]:
    """The ways to take a printed line for one row, the likeliest first: with as few labels as it
    may have, and with its empty fields or without them, which a wide figure may cover."""
    first, rest = line[0], line[1:]
    behind = first.fields + tuple(one for row in rest for one in row.labels + row.fields)
    room = lattice.widest - sum(1 for one in behind if one.text)
    if first.streamed or first.prose or room < 0:
        return
    if any(_names_something(row.labels, lattice) for row in rest):
        return
    fewest = max(min(1, len(first.labels)), len(first.labels) - room)
    for at in range(fewest, len(first.labels) + bool(rest)):
        words = first.labels[at:]
        if not _names_something(words, lattice):
            fields = words + behind
            for own in dict.fromkeys((fields, tuple(one for one in fields if one.text))):
                if lattice.classes_of(len(own)):
                    yield replace(first, labels=first.labels[:at], fields=own)


def _names_something(words: Sequence[Fragment], lattice: Lattice) -> bool:
    return any(lattice.vocabulary.knows(word.text) for word in words)
