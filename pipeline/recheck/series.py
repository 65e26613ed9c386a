"""Editions streamed from the datasets, one agency after another, or one county after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from gouji.pipeline.check.panel.subjects import County, Edition
from gouji.pipeline.forms.form import Form
from gouji.pipeline.recheck.editions import ChosenReport
from gouji.pipeline.records import Cell, CellKey
from gouji.pipeline.store.duckdb import add_table, stream
from gouji.pipeline.store.rows_to_records import to_number

_CELLS = """
select edition, form, "table", row, "column", status, value, confidence
from final_cells as cells join editions using (report) order by edition
"""
_MEMBERS = """
select county, edition, form, "table", row, "column", status, value, confidence
from final_cells as cells join editions using (report) join counties using (number)
order by county, "year", edition
"""
# A sentence in reports of two agencies is nobody's own.
_PROSE = """
with shared as (
    select sentence from sentences join editions using (report)
    group by sentence having count(distinct number) > 1
)
select edition, sentence, characters
from sentences join editions using (report) anti join shared using (sentence)
order by edition
"""
_COUNTIES = pa.schema([("county", pa.int64()), ("number", pa.int64())])


class _Row(NamedTuple):
    edition: int
    form: str
    table: str
    row: str
    column: str
    status: Any
    value: float | None
    confidence: float


def stream_series(
    connection: duckdb.DuckDBPyConnection,
    chosen: Sequence[ChosenReport],
    forms: Mapping[str, Form],
) -> Iterator[list[Edition]]:
    """The editions of each agency by year, with its own prose."""
    prose = _Prose(connection.cursor())
    rows = map(_Row._make, stream(connection, _CELLS))
    editions = (
        (chosen[i].number, _edition(chosen[i], cells, forms, prose.of(i)))
        for i, cells in groupby(rows, lambda row: row.edition)
    )
    for _, series in groupby(editions, lambda numbered: numbered[0]):
        yield [edition for _, edition in series]


def stream_counties(
    connection: duckdb.DuckDBPyConnection,
    chosen: Sequence[ChosenReport],
    forms: Mapping[str, Form],
    bodies: Mapping[str, tuple[str, ...]],
    spill: Path,
) -> Iterator[County]:
    """For each agency with `bodies` below it and each of its years, its edition and theirs."""
    parents, numbers = list(bodies), {one.agency: one.number for one in chosen}
    members = [
        {"county": i, "number": numbers[agency]}
        for i, parent in enumerate(parents)
        for agency in dict.fromkeys((parent, *bodies[parent]))
        if agency in numbers
    ]
    add_table(connection, "counties", pa.Table.from_pylist(members, schema=_COUNTIES), spill)
    rows = ((row[0], _Row._make(row[1:])) for row in stream(connection, _MEMBERS))
    years = groupby(rows, lambda row: (row[0], chosen[row[1].edition].report.year))
    for (county, _), group in years:
        editions = {
            chosen[i].agency: _edition(chosen[i], (row for _, row in cells), forms, {})
            for i, cells in groupby(group, lambda row: row[1].edition)
        }
        parent = parents[county]
        if parent in editions:
            below = {name: editions.get(name) for name in bodies[parent]}
            yield County(editions[parent], below)


def _edition(
    chosen: ChosenReport, rows: Iterable[_Row], forms: Mapping[str, Form], prose: Mapping[int, int]
) -> Edition:
    formed = [row for row in rows if row.form in forms]
    return Edition(
        report=chosen.report.report,
        agency=chosen.agency,
        year=chosen.report.year,
        forms={row.table: forms[row.form] for row in formed},
        cells={cell.key: cell for cell in map(_cell, formed)},
        trust=chosen.report.trust,
        prose=prose,
    )


def _cell(row: _Row) -> Cell:
    key = CellKey(row.table, row.row, row.column)
    return Cell(row.form, key, row.status, to_number(row.value), confidence=row.confidence)


class _Prose:
    """The sentences of one edition after another, in the order of their numbers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._groups = groupby(stream(connection, _PROSE), lambda row: int(row[0]))
        self._edition: int | None
        self._rows: Iterator[tuple[Any, ...]]
        self._edition, self._rows = next(self._groups, (None, iter(())))

    def of(self, edition: int) -> dict[int, int]:
        """The sentences of an edition; editions are asked for in rising order."""
        while self._edition is not None and self._edition < edition:
            self._edition, self._rows = next(self._groups, (None, iter(())))
        rows = self._rows if self._edition == edition else iter(())
        return {sentence: characters for _, sentence, characters in rows}
