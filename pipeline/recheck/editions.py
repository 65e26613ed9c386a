"""Which reports stand for which agency and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from gouji.pipeline.agencies.linkage import LinkedName, Renamings, link_agencies
from gouji.pipeline.store.duckdb import add_table, stream

_LISTED = """
with counted as (
    select report, count(*) filter (cells.status = 'read' and cells.confidence >= trust) as sure
    from cells join (select report, coalesce(cast(settings ->> 'trust' as double), 0) as trust
                     from reports) using (report)
    group by report
)
select reports.report, agency_id, agency, "year", source, coalesce(sure, 0),
    coalesce(cast(settings ->> 'trust' as double), 0)
from reports left join counted using (report)
where status = 'ok' and state = 'current' and agency_id is not null and "year" is not null
order by agency_id, "year", reports.report
"""
_EDITIONS = pa.schema(
    [("report", pa.string()), ("edition", pa.int64()), ("number", pa.int64()), ("year", pa.int32())]
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A current report that was read: whose, of which year, and how many cells are sure."""

    report: str
    name: str
    agency: str
    year: int
    source: str
    sure: int
    trust: float


def list_reports(connection: duckdb.DuckDBPyConnection) -> list[Listed]:
    """Every current report that names its agency and year."""
    return [Listed(*row) for row in stream(connection, _LISTED)]


def join_reports(
    reports: Sequence[Listed], given: Mapping[str, str], renamings: Renamings
) -> tuple[LinkedName, ...]:
    """The agencies that the reports' names are joined as."""
    years: dict[str, set[int]] = defaultdict(set)
    for one in reports:
        years[one.name].add(one.year)
    return link_agencies(years, given, renamings)


def group_reports(
    reports: Sequence[Listed], joined: Sequence[LinkedName]
) -> dict[tuple[str, int], list[Listed]]:
    """The reports of each agency and year, the one that was read best first."""
    agencies = {one.name: one.agency for one in joined}
    groups: dict[tuple[str, int], list[Listed]] = defaultdict(list)
    for one in sorted(reports, key=lambda one: (-one.sure, one.report)):
        groups[agencies[one.name], one.year].append(one)
    return groups


@dataclass(frozen=True, slots=True)
class Standing:
    """The report that stands for an agency and year; `number` is the agency's."""

    number: int
    agency: str
    report: Listed


def choose_editions(groups: Mapping[tuple[str, int], Sequence[Listed]]) -> list[Standing]:
    """Of each agency and year the report that was read best, by agency and year."""
    numbers = {agency: i for i, agency in enumerate(sorted({agency for agency, _ in groups}))}
    return [
        Standing(numbers[agency], agency, reports[0])
        for (agency, _), reports in sorted(groups.items())
    ]


def add_editions(
    connection: duckdb.DuckDBPyConnection, standing: Sequence[Standing], spill: Path
) -> None:
    """Add the relation `editions`, numbered as they stand in the list."""
    rows = [
        {"report": one.report.report, "edition": i, "number": one.number, "year": one.report.year}
        for i, one in enumerate(standing)
    ]
    add_table(connection, "editions", pa.Table.from_pylist(rows, schema=_EDITIONS), spill)
