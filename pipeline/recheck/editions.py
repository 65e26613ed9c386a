"""Which report is chosen for each agency and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from gouji.pipeline.agencies.linkage import LinkedName, Renamings, link_agencies
from gouji.pipeline.store.duckdb import add_table, stream

_REPORTS = """
with counted as (
    select report, count(*) filter (cells.status = 'read' and cells.confidence >= trust) as trusted
    from final_cells as cells
    join (select report, coalesce(cast(settings ->> 'trust' as double), 0) as trust from reports)
    using (report)
    group by report
)
select reports.report, agency_id, agency, "year", source, coalesce(trusted, 0),
    coalesce(cast(settings ->> 'trust' as double), 0)
from reports left join counted using (report)
where status = 'ok' and state = 'current' and agency_id is not null and "year" is not null
order by agency_id, "year", reports.report
"""
_EDITIONS = pa.schema(
    [("report", pa.string()), ("edition", pa.int64()), ("number", pa.int64()), ("year", pa.int32())]
)


@dataclass(frozen=True, slots=True)
class DatedReport:
    """A current report that was read, with agency and year. `name` is the `agency_id`; `trusted`
    counts the cells that were read with a confidence of `trust` or more."""

    report: str
    name: str
    agency: str
    year: int
    source: str
    trusted: int
    trust: float


def list_reports(connection: duckdb.DuckDBPyConnection) -> list[DatedReport]:
    """Every current report that names its agency and year."""
    return [DatedReport(*row) for row in stream(connection, _REPORTS)]


def join_reports(
    reports: Sequence[DatedReport], given: Mapping[str, str], renamings: Renamings
) -> tuple[LinkedName, ...]:
    """The names of the reports with the agency that each is joined to."""
    years: dict[str, set[int]] = defaultdict(set)
    for report in reports:
        years[report.name].add(report.year)
    return link_agencies(years, given, renamings)


def group_reports(
    reports: Sequence[DatedReport], joined: Sequence[LinkedName]
) -> dict[tuple[str, int], list[DatedReport]]:
    """The reports of each agency and year, the one with most trusted cells first."""
    agencies = {name.name: name.agency for name in joined}
    groups: dict[tuple[str, int], list[DatedReport]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: (-report.trusted, report.report)):
        groups[agencies[report.name], report.year].append(report)
    return groups


@dataclass(frozen=True, slots=True)
class ChosenReport:
    """The report chosen for an agency and year; `number` is that of the agency."""

    number: int
    agency: str
    report: DatedReport


def choose_editions(
    groups: Mapping[tuple[str, int], Sequence[DatedReport]],
) -> list[ChosenReport]:
    """For each agency and year the report with most trusted cells, by agency and year."""
    numbers = {agency: i for i, agency in enumerate(sorted({agency for agency, _ in groups}))}
    return [
        ChosenReport(numbers[agency], agency, reports[0])
        for (agency, _), reports in sorted(groups.items())
    ]


def add_editions(
    connection: duckdb.DuckDBPyConnection, chosen: Sequence[ChosenReport], spill: Path
) -> None:
    """Add the relation `editions`, numbered by their place in the list."""
    rows = [
        {"report": one.report.report, "edition": i, "number": one.number, "year": one.report.year}
        for i, one in enumerate(chosen)
    ]
    add_table(connection, "editions", pa.Table.from_pylist(rows, schema=_EDITIONS), spill)
