"""Remembers reviewed layouts: which cell a figure is, by the printed texts around it.

An agency lays its reports out alike year after year. What reviewers say of some of its reports
therefore names the cells of the next ones, also in a layout that no form provides for. The model is
a count: in how many reviewed reports the figures with these texts around them were this cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

NAME = "layouts"
# The label of figures that are no cell of a form, such as those of the year before.
NO_CELL = ""
_PARTS = ("cells", "lines")
# The fewest reviewed reports that make a layout known, and the share of them that must agree.
_FEWEST_REPORTS = 2
_LEAST_SHARE = 0.8
# The most reports of one agency that count. What more of them say is known by then.
_MOST_OF_AGENCY = 100


class Features(NamedTuple):
    """The texts around a figure, squeezed: the labels of its row, the head of its column, and the
    labels of the row above. `number` counts the figures before it with the same row and column."""

    row: str
    column: str
    above: str = ""
    number: int = 0

    def names(self) -> tuple[str, ...]:
        """The names under which the figure is counted, the least specific one first."""
        pair = f"{self.row}\t{self.column}"
        return (
            pair,
            f"{pair}\t{self.above}",
            f"{pair}\t#{self.number}",
            f"{pair}\t{self.above}\t#{self.number}",
        )

    def part_names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of its row, and those of its column."""
        rows = (f"row\t{self.row}", f"row\t{self.row}\t{self.above}")
        return rows, (f"column\t{self.column}",)


class NamedCell(NamedTuple):
    """What figures with these texts are: the label of a cell, or that of a row or column of the
    form, in how many of how many reports."""

    label: str
    agreeing: int
    reports: int

    @property
    def probability(self) -> float:
        """The probability that the next such figure is this cell, with half a report of doubt."""
        return (self.agreeing + 0.5) / (self.reports + 1)


@dataclass(frozen=True)
class Layouts:
    """The known cells by the names of `Features`, and the known rows and columns by its part names.

    `lines` have the labels `row:table/row` and `column:column`, whether they are printed as a row
    or as a column. Both are empty in the shipped models.
    """

    cells: Mapping[str, NamedCell] = field(default_factory=dict)
    lines: Mapping[str, NamedCell] = field(default_factory=dict)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of the cells that are printed in some known layout."""
        return frozenset(cell.label for cell in self.cells.values())

    def to_json(self) -> dict[str, Any]:
        """The layouts as values of JSON, which `from_json` reads."""
        return {"cells": dict(self.cells), "lines": dict(self.lines)}

    def find(self, features: Features) -> NamedCell | None:
        """The cell of a figure by the name that tells most surely, else by its row and its column;
        None where they are not known."""
        named = _surest(self.cells, features.names())
        return named or self._cross(features)

    def _cross(self, features: Features) -> NamedCell | None:
        """The cell where a known row and a known column of the form cross."""
        lines = [_surest(self.lines, names) for names in features.part_names()]
        known = {line.label.partition(":")[0]: line for line in lines if line}
        if NO_CELL in known:
            return known[NO_CELL]
        if len(known) < len(lines):
            return None
        weakest = min(known.values(), key=lambda line: line.probability)
        places = [known[kind].label.partition(":")[2] for kind in ("row", "column")]
        return weakest._replace(label="/".join(places))


def _surest(cells: Mapping[str, NamedCell], names: Iterable[str]) -> NamedCell | None:
    named = (cells.get(name) for name in names)
    return max((cell for cell in named if cell), key=lambda cell: cell.probability, default=None)


NO_LAYOUTS = Layouts()


def from_json(stored: Mapping[str, Any]) -> Layouts:
    """The layouts that `Layouts.to_json` gave. Raises ValueError, KeyError and TypeError."""
    return Layouts(
        *({name: _check(*cell) for name, cell in stored[part].items()} for part in _PARTS)
    )


def _check(label: str, agreeing: int, reports: int) -> NamedCell:
    if not (isinstance(label, str) and type(agreeing) is type(reports) is int):
        raise TypeError(f"layouts: {label!r}, {agreeing!r}, {reports!r}")
    return NamedCell(label, agreeing, reports)


class Source(NamedTuple):
    """A reviewed report and its agency."""

    report: str
    agency: str = ""


class Example(NamedTuple):
    """A figure of a reviewed report with the label of its cell."""

    features: Features
    label: str
    source: Source


def fit(examples: Sequence[Example]) -> Layouts:
    """Count in how many reports the figures under each name have one label.

    Agencies must agree as reports must: where two give one name different labels, it is unknown,
    however many reports one of them has.
    """
    cells = _count((name, e.label, e.source) for e in examples for name in e.features.names())
    parts = [(n, e) for e in examples for names in e.features.part_names() for n in names]
    rows = _count((name, _row_label(e.label), e.source) for name, e in parts)
    columns = _count((name, _column_label(e.label), e.source) for name, e in parts)
    return Layouts(cells, columns | rows)


def _row_label(label: str) -> str:
    return NO_CELL if label == NO_CELL else f"row:{label.rpartition('/')[0]}"


def _column_label(label: str) -> str:
    return NO_CELL if label == NO_CELL else f"column:{label.rpartition('/')[2]}"


def _count(items: Iterable[tuple[str, str, Source]]) -> dict[str, NamedCell]:
    """For each name the label that most reports give it. Items are name, label and source."""
    labels: defaultdict[str, dict[Source, str | None]] = defaultdict(dict)
    for name, label, source in items:
        if labels[name].setdefault(source, label) != label:
            labels[name][source] = None  # the name does not tell them apart
    counted = ((name, _choose(labels[name])) for name in sorted(labels))
    return {name: cell for name, cell in counted if cell}


def _choose(labels: Mapping[Source, str | None]) -> NamedCell | None:
    """The label that most reports and most agencies give; None where they are too few or differ
    too much."""
    agencies: defaultdict[str, list[str | None]] = defaultdict(list)
    for source, label in labels.items():
        agencies[source.agency].append(label)
    shares: defaultdict[str | None, float] = defaultdict(float)
    for group in agencies.values():
        for label, count in Counter(group).items():
            shares[label] += count / len(group)
    label, share = max(shares.items(), key=lambda item: item[1])
    weights = [min(1.0, _MOST_OF_AGENCY / len(group)) for group in agencies.values()]
    groups = list(zip(agencies.values(), weights, strict=True))
    agreeing = sum(round(weight * group.count(label)) for group, weight in groups)
    reports = sum(round(weight * len(group)) for group, weight in groups)
    is_common = agreeing >= _LEAST_SHARE * reports and share >= _LEAST_SHARE * len(agencies)
    if label is None or agreeing < _FEWEST_REPORTS or not is_common:
        return None
    return NamedCell(label, agreeing, reports)
