"""Editions streamed from the datasets, one agency after another, or one family of bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from pipeline.check.editions import Edition
from pipeline.forms import Form
from pipeline.records import Cell, CellKey
from pipeline.store.relations import add_table, stream
from pipeline.store.returning import to_number

_CELLS = """
select {group}, editions.agency, editions."year", editions.report, editions.trust,
    cells.form, cells."table", cells.row, cells."column",
    cells.status, cells.value, cells.confidence
from cells join editions using (report) {more}
order by {group}, editions."year", editions.agency, editions.report
"""
# A sentence that reports of two agencies have is nobody's own.
_PROSE = """
with shared as (
    select sentence from sentences join editions using (report)
    group by sentence having count(distinct number) > 1
)
select number, sentences.report, sentence, characters
from sentences join editions using (report) anti join shared using (sentence)
order by number, sentences.report
"""
_FAMILIES = pa.schema([("family", pa.int64()), ("agency", pa.string())])


class _Row(NamedTuple):
    group: int
    agency: str
    year: int
    report: str
    trust: float
    form: str
    table: str
    row: str
    column: str
    status: Any
    value: float | None
    confidence: float


def stream_series(
    connection: duckdb.DuckDBPyConnection, forms: Mapping[str, Form]
) -> Iterator[list[Edition]]:
    """The editions of each agency by year, with its own prose."""
    prose = _Prose(connection.cursor())
    query = _CELLS.format(group="editions.number", more="")
    for number, rows in groupby(map(_Row._make, stream(connection, query)), lambda one: one.group):
        own = prose.of(number)
        yield [_edition(list(cells), forms, own) for _, cells in groupby(rows, _report)]


def stream_families(
    connection: duckdb.DuckDBPyConnection,
    forms: Mapping[str, Form],
    families: Mapping[str, tuple[str, ...]],
    spill: Path,
) -> Iterator[tuple[Edition, dict[str, Edition | None]]]:
    """For each body above others and each of its years its edition, and those of the others, by
    agency; None where one has none of that year."""
    parents = list(families)
    members = [
        {"family": i, "agency": agency}
        for i, parent in enumerate(parents)
        for agency in dict.fromkeys((parent, *families[parent]))
    ]
    add_table(connection, "families", pa.Table.from_pylist(members, schema=_FAMILIES), spill)
    query = _CELLS.format(
        group="families.family", more="join families on families.agency = editions.agency"
    )
    rows = map(_Row._make, stream(connection, query))
    for (family, _), group in groupby(rows, lambda one: (one.group, one.year)):
        found = [_edition(list(cells), forms, {}) for _, cells in groupby(group, _report)]
        by_agency = {one.agency: one for one in found}
        parent = parents[family]
        if parent in by_agency:
            yield by_agency[parent], {name: by_agency.get(name) for name in families[parent]}


def _report(row: _Row) -> str:
    return row.report


def _edition(
    rows: list[_Row], forms: Mapping[str, Form], prose: Mapping[str, dict[int, int]]
) -> Edition:
    first = rows[0]
    known = [row for row in rows if row.form in forms]
    return Edition(
        report=first.report,
        agency=first.agency,
        year=first.year,
        forms={row.table: forms[row.form] for row in known},
        cells={cell.key: cell for cell in map(_cell, known)},
        trust=first.trust,
        prose=prose.get(first.report, {}),
    )


def _cell(row: _Row) -> Cell:
    key = CellKey(row.table, row.row, row.column)
    return Cell(row.form, key, row.status, to_number(row.value), confidence=row.confidence)


class _Prose:
    """The sentences of one agency after another, in the order of their numbers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._groups = groupby(stream(connection, _PROSE), lambda row: int(row[0]))
        self._number: int | None
        self._rows: Iterator[tuple[Any, ...]]
        self._number, self._rows = next(self._groups, (None, iter(())))

    def of(self, number: int) -> dict[str, dict[int, int]]:
        """By report the sentences of an agency; numbers are asked for in rising order."""
        while self._number is not None and self._number < number:
            self._number, self._rows = next(self._groups, (None, iter(())))
        own: dict[str, dict[int, int]] = {}
        for _, report, sentence, characters in self._rows if self._number == number else ():
            own.setdefault(report, {})[sentence] = characters
        return own
