"""Excel workbooks: a sheet for each dataset and one for each report, or the panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import duckdb

from gouji.pipeline.export.official_sheet import SheetCell, SheetFigure, SheetReport, draw_sheet
from gouji.pipeline.export.workbook import (
    MOST_ROWS,
    WorkbookWriter,
    fill_sheet,
    name_sheet,
    open_workbook,
)
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.pipeline.store.duckdb import DATASETS, PANEL, columns_of, stream

MOST_REPORTS = 200  # Reports of one workbook.
_ROWS_BY_REPORT = " union all ".join(
    f"select report, count(*) as n from {name} group by report" for name in DATASETS[1:]
)
_ENTRIES = f"""
select report, any_value(agency), any_value(year), any_value(source), any_value(status),
    coalesce(any_value(cast(settings ->> 'trust' as double)), 0), coalesce(max(n), 0)
from reports left join ({_ROWS_BY_REPORT}) using (report) group by report
order by any_value(agency_id) nulls last, any_value(year) nulls last, any_value(source), report
"""
_CELLS = """
select report, form, "table", row, "column", status, value, raw, confidence, suggested, reviewed_by
from final_cells semi join batch using (report)
"""
_BROKEN = """
select report, unnest(cells), message_zh || chr(10) || message_en
from findings semi join batch using (report) where verdict = 'broken'
"""

_UNPLACED = """
select report, raw, near, reason from unplaced semi join batch using (report)
where reviewed_by is null order by "start"
"""


class TooManyRowsError(Exception):
    """One report alone has more rows in a dataset than a sheet of Excel holds."""


class _Entry(NamedTuple):
    """A report of a workbook; `most` is its number of rows in the dataset where it has most."""

    report: str
    agency: str | None
    year: int | None
    source: str
    status: str
    trust: float
    most: int

    @property
    def title(self) -> str:
        return f"{self.agency or '机关不详'} {self.year or '年度不详'}"


class _StoredTables(NamedTuple):
    """The cells of each report of a workbook, the form of each of its tables, and its figures
    without a cell."""

    cells: dict[str, dict[CellKey, SheetCell]]
    forms: dict[str, dict[str, Form]]
    unplaced: dict[str, list[SheetFigure]]


def write_datasets(
    connection: duckdb.DuckDBPyConnection, path: Path, forms: Mapping[str, Form]
) -> int:
    """Write one workbook at `path` or, for many reports, a folder of workbooks.

    Returns the number of texts that were cut. Raises TooManyRowsError.
    """
    entries = [_Entry(*row) for row in connection.execute(_ENTRIES).fetchall()]
    batches = list(_split(entries)) or [[]]
    files = _name_files(path, len(batches))
    pairs = zip(batches, files, strict=True)
    return sum(_write_workbook(connection, batch, file, forms) for batch, file in pairs)


def _split(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    """The reports of each workbook: at most MOST_REPORTS, and no sheet beyond Excel's rows."""
    batch: list[_Entry] = []
    rows = 0
    for entry in entries:
        if entry.most >= MOST_ROWS:
            raise TooManyRowsError(entry.source)
        if len(batch) == MOST_REPORTS or rows + entry.most >= MOST_ROWS:
            yield batch
            batch, rows = [], 0
        batch.append(entry)
        rows += entry.most
    if batch:
        yield batch


def _name_files(path: Path, count: int) -> list[Path]:
    if count == 1:
        return [path]
    path.mkdir()
    digits = max(3, len(str(count)))
    return [path / f"{number:0{digits}d}.xlsx" for number in range(1, count + 1)]


def _write_workbook(
    connection: duckdb.DuckDBPyConnection,
    batch: Sequence[_Entry],
    path: Path,
    forms: Mapping[str, Form],
) -> int:
    sheets = {
        entry.report: name_sheet(number, entry.title)
        for number, entry in enumerate(batch, 1)
        if entry.status == "ok"
    }
    _set_batch(connection, [entry.report for entry in batch], sheets)
    with open_workbook(path) as workbook:
        for name in DATASETS:
            _add_dataset(connection, workbook, name)
        tables = _load_tables(connection, forms)
        for entry in batch:
            if entry.status == "ok":
                report = _build_report(entry, tables)
                draw_sheet(workbook, sheets[entry.report], report)
    return workbook.cut


def _set_batch(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[str], sheets: Mapping[str, str]
) -> None:
    """Create the relation `batch`: the reports of one workbook in order, each with its sheet."""
    connection.execute(
        "create or replace temp table batch as select unnest($1::varchar[]) as report, "
        "unnest($2::varchar[]) as sheet, unnest($3::integer[]) as nr",
        [list(reports), [sheets.get(report) for report in reports], list(range(len(reports)))],
    )


def _add_dataset(
    connection: duckdb.DuckDBPyConnection, workbook: WorkbookWriter, name: str
) -> None:
    query = f"from {name} semi join batch using (report)"
    if name == "reports":
        query = "select reports.*, sheet from reports join batch using (report) order by nr"
    header = [column.name for column in columns_of(connection, query)]
    fill_sheet(workbook, name, [header], stream(connection, query))


def _load_tables(connection: duckdb.DuckDBPyConnection, forms: Mapping[str, Form]) -> _StoredTables:
    broken = _load_broken(connection)
    tables = _StoredTables({}, {}, {})
    for report, form, *row in stream(connection, _CELLS):
        key, (status, value, raw, sure, suggested, reviewer) = CellKey(*row[:3]), row[3:]
        messages = tuple(broken.get((report, str(key)), ()))
        cell = SheetCell(status, value, raw, sure, suggested, messages, reviewer)
        tables.cells.setdefault(report, {})[key] = cell
        tables.forms.setdefault(report, {})[key.table] = forms[form]
    for report, *figure in stream(connection, _UNPLACED):
        tables.unplaced.setdefault(report, []).append(SheetFigure(*figure))
    return tables


def _build_report(entry: _Entry, tables: _StoredTables) -> SheetReport:
    forms = _sort_tables(tables.forms.get(entry.report, {}))
    cells = tables.cells.get(entry.report, {})
    unplaced = tuple(tables.unplaced.get(entry.report, ()))
    return SheetReport(entry.title, entry.source, forms, cells, entry.trust, unplaced)


def _sort_tables(forms: Mapping[str, Form]) -> dict[str, Form]:
    """The tables in the order in which a form prints them."""

    def index(table: str) -> int:
        return [listed.table for listed in forms[table].tables].index(table)

    return {table: forms[table] for table in sorted(forms, key=index)}


def _load_broken(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The messages of broken rules, by report and cell."""
    messages: dict[tuple[str, str], list[str]] = {}
    for report, cell, message in stream(connection, _BROKEN):
        messages.setdefault((report, cell), []).append(message)
    return messages


def write_panel(
    connection: duckdb.DuckDBPyConnection, path: Path, labels: Mapping[str, str]
) -> int:
    """Write the panel with Chinese labels below its column names; beyond Excel's number of rows a
    folder of workbooks.

    Returns the number of texts that were cut.
    """
    query = f"from {PANEL}"
    names = [column.name for column in columns_of(connection, query)]
    header = [names, [labels.get(name, "") for name in names]]
    [count] = connection.execute(f"select count(*) from {PANEL}").fetchone() or (0,)
    most = MOST_ROWS - len(header)
    rows = stream(connection, query)
    cut = 0
    for file in _name_files(path, max(1, -(-count // most))):
        with open_workbook(file) as workbook:
            fill_sheet(workbook, PANEL, header, islice(rows, most))
        cut += workbook.cut
    return cut
