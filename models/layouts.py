"""Remembers reviewed layouts: what figures and headings are, by the printed texts around them.

An agency lays its reports out alike year after year. What reviewers say of some of its reports
therefore names the cells of the next ones, also in a layout that no form provides for, and what
its sentences and headings mean. The model is a count: in how many reviewed reports the figures with
these texts around them were this cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from gouji.models.estimators.agreement import Agreed, Said, Source, count_labels, find_surest

NAME = "layouts"
# The label of figures that are no cell of a form, such as those of the year before; of figures of
# running text that state nothing; of lines that are no heading.
NO_CELL = ""
# The parts of `Layouts`. Files of earlier versions lack the last two.
_PARTS = ("cells", "lines", "wordings", "headings")


class Features(NamedTuple):
    """The texts around a figure, squeezed: the labels of its row, the head of its column, and the
    labels of the row above. `number` counts the figures before it with the same row and column.
    Without a head, `column` is the place of the figure in its row, which means nothing in another
    row."""

    row: str
    column: str
    above: str = ""
    number: int = 0
    has_head: bool = True

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
        return rows, (f"column\t{self.column}",) if self.has_head else ()


@dataclass(frozen=True)
class Layouts:
    """What reviewed reports teach. All parts are empty in the shipped models.

    `cells` have the known cells by the names of `Features`, `lines` the known rows and columns by
    its part names, with the labels `row:table/row` and `column:column`, whether they are printed as
    a row or as a column. `wordings` have what figures of running text state, by the text of their
    sentence, `headings` the section that a heading opens, by its title.
    """

    cells: Mapping[str, Agreed] = field(default_factory=dict)
    lines: Mapping[str, Agreed] = field(default_factory=dict)
    wordings: Mapping[str, Agreed] = field(default_factory=dict)
    headings: Mapping[str, Agreed] = field(default_factory=dict)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of the cells that are printed in some known layout."""
        return frozenset(cell.label for cell in self.cells.values())

    def to_json(self) -> dict[str, Any]:
        """The layouts as values of JSON, which `from_json` reads."""
        return {part: dict(getattr(self, part)) for part in _PARTS}

    def find(self, features: Features) -> Agreed | None:
        """The cell of a figure by the name that tells most surely, else by its row and its column;
        None where they are not known."""
        return self.find_pair(features) or self._cross(features)

    def find_pair(self, features: Features) -> Agreed | None:
        """The cell of a figure whose row and column occurred together in reviewed reports, else
        None."""
        return find_surest(self.cells, features.names())

    def _cross(self, features: Features) -> Agreed | None:
        """The cell where a known row and a known column of the form cross."""
        lines = [find_surest(self.lines, names) for names in features.part_names()]
        known = {line.label.partition(":")[0]: line for line in lines if line}
        if NO_CELL in known:
            return known[NO_CELL]
        if len(known) < len(lines):
            return None
        weakest = min(known.values(), key=lambda line: line.probability)
        places = [known[kind].label.partition(":")[2] for kind in ("row", "column")]
        return weakest._replace(label="/".join(places))


NO_LAYOUTS = Layouts()


def from_json(stored: Mapping[str, Any]) -> Layouts:
    """The layouts that `Layouts.to_json` gave. Raises ValueError, KeyError and TypeError."""
    parts = (stored.get(part, {}) for part in _PARTS)
    return Layouts(*({name: _check(*known) for name, known in part.items()} for part in parts))


def _check(label: str, agreeing: int, reports: int) -> Agreed:
    if not (isinstance(label, str) and type(agreeing) is type(reports) is int):
        raise TypeError(f"layouts: {label!r}, {agreeing!r}, {reports!r}")
    return Agreed(label, agreeing, reports)


class Example(NamedTuple):
    """A figure of a reviewed report with the label of its cell."""

    features: Features
    label: str
    source: Source


def fit(
    examples: Sequence[Example], wordings: Sequence[Said] = (), headings: Sequence[Said] = ()
) -> Layouts:
    """Count in how many reports the figures under each name have one label. `wordings` and
    `headings` are what reports say of figures of running text, and of lines."""
    cells = count_labels(Said(n, e.label, e.source) for e in examples for n in e.features.names())
    parts = [(n, e) for e in examples for names in e.features.part_names() for n in names]
    rows = count_labels(Said(name, _row_label(e.label), e.source) for name, e in parts)
    columns = count_labels(Said(name, _column_label(e.label), e.source) for name, e in parts)
    return Layouts(cells, columns | rows, count_labels(wordings), count_labels(headings))


def _row_label(label: str) -> str:
    return NO_CELL if label == NO_CELL else f"row:{label.rpartition('/')[0]}"


def _column_label(label: str) -> str:
    return NO_CELL if label == NO_CELL else f"column:{label.rpartition('/')[2]}"
