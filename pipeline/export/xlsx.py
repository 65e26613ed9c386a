"""Excel workbooks: a sheet a dataset and the official tables of each report, or the panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from gouji.pipeline.export.official import Official, Shown, draw
from gouji.pipeline.export.sheets import MOST_ROWS, Book, fill_sheet, open_book, to_name
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.pipeline.store.duckdb import DATASETS, PANEL, columns_of, stream

MOST_REPORTS = 200  # of one workbook
_COUNTED = " union all ".join(
    f"select report, count(*) as n from {name} group by report" for name in DATASETS[1:]
)
_ENTRIES = f"""
select report, any_value(agency), any_value(year), any_value(source), any_value(status),
    coalesce(any_value(cast(settings ->> 'trust' as double)), 0), coalesce(max(n), 0)
from reports left join ({_COUNTED}) using (report) group by report
order by any_value(agency_id) nulls last, any_value(year) nulls last, any_value(source), report
"""
_CELLS = """
select report, form, "table", row, "column", status, value, raw, confidence, suggested
from cells semi join batch using (report)
"""
_BROKEN = """
select report, unnest(cells), message_zh || chr(10) || message_en
from findings semi join batch using (report) where verdict = 'broken'
"""


class TooManyRowsError(Exception):
    """One report alone has more rows in a dataset than a sheet of Excel."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One report to put into a workbook; `most`: its rows in the dataset that has most."""

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


def write_datasets(
    connection: duckdb.DuckDBPyConnection, path: Path, forms: Mapping[str, Form]
) -> int:
    """One workbook at `path` or, if there are many reports, a folder of workbooks there.

    Returns the number of texts that were cut. Raises TooManyRowsError.
    """
    entries = [_Entry(*row) for row in connection.execute(_ENTRIES).fetchall()]
    batches = list(_split(entries)) or [[]]
    places = _places(path, len(batches))
    pairs = zip(batches, places, strict=True)
    return sum(_write_book(connection, batch, place, forms) for batch, place in pairs)


def _split(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
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


def _places(path: Path, count: int) -> list[Path]:
    if count == 1:
        return [path]
    path.mkdir()
    digits = max(3, len(str(count)))
    return [path / f"{number:0{digits}d}.xlsx" for number in range(1, count + 1)]


def _write_book(
    connection: duckdb.DuckDBPyConnection,
    batch: Sequence[_Entry],
    path: Path,
    forms: Mapping[str, Form],
) -> int:
    sheets = {
        entry.report: to_name(number, entry.title)
        for number, entry in enumerate(batch, 1)
        if entry.status == "ok"
    }
    _choose(connection, [entry.report for entry in batch], sheets)
    with open_book(path) as book:
        for name in DATASETS:
            _add_dataset(connection, book, name)
        for entry, report in _officials(connection, batch, forms):
            draw(book, sheets[entry.report], report)
    return book.cut


def _choose(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[str], sheets: Mapping[str, str]
) -> None:
    """The relation `batch`: the reports of one workbook in order, each with its sheet."""
    connection.execute(
        "create or replace temp table batch as select unnest($1::varchar[]) as report, "
        "unnest($2::varchar[]) as sheet, unnest($3::integer[]) as nr",
        [list(reports), [sheets.get(one) for one in reports], list(range(len(reports)))],
    )


def _add_dataset(connection: duckdb.DuckDBPyConnection, book: Book, name: str) -> None:
    query = f"from {name} semi join batch using (report)"
    if name == "reports":
        query = "select reports.*, sheet from reports join batch using (report) order by nr"
    head = [column.name for column in columns_of(connection, query)]
    fill_sheet(book, name, [head], stream(connection, query))


def _officials(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[_Entry], forms: Mapping[str, Form]
) -> Iterator[tuple[_Entry, Official]]:
    broken = _broken(connection)
    cells: dict[str, dict[CellKey, Shown]] = {}
    tables: dict[str, dict[str, Form]] = {}
    for report, form, *key, status, value, raw, sure, suggested in stream(connection, _CELLS):
        place = CellKey(*key)
        remarks = tuple(broken.get((report, str(place)), ()))
        shown = Shown(status, value, raw, sure, suggested, remarks)
        cells.setdefault(report, {})[place] = shown
        tables.setdefault(report, {})[place.table] = forms[form]
    for entry in batch:
        if entry.status == "ok":
            own = _in_order(tables.get(entry.report, {}))
            found = cells.get(entry.report, {})
            yield entry, Official(entry.title, entry.source, own, found, entry.trust)


def _in_order(tables: Mapping[str, Form]) -> dict[str, Form]:
    """The tables as a form prints them one after another."""

    def place(table: str) -> int:
        return [one.table for one in tables[table].tables].index(table)

    return {table: tables[table] for table in sorted(tables, key=place)}


def _broken(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The messages of broken rules, by report and cell."""
    messages: dict[tuple[str, str], list[str]] = {}
    for report, cell, message in stream(connection, _BROKEN):
        messages.setdefault((report, cell), []).append(message)
    return messages


def write_panel(
    connection: duckdb.DuckDBPyConnection, path: Path, labels: Mapping[str, str]
) -> int:
    """The panel with Chinese labels under its column names; beyond Excel's rows, a folder.

    Returns the number of texts that were cut.
    """
    query = f"from {PANEL}"
    names = [column.name for column in columns_of(connection, query)]
    heads = [names, [labels.get(name, "") for name in names]]
    [count] = connection.execute(f"select count(*) from {PANEL}").fetchone() or (0,)
    most = MOST_ROWS - len(heads)
    rows = stream(connection, query)
    cut = 0
    for place in _places(path, max(1, -(-count // most))):
        with open_book(place) as book:
            fill_sheet(book, PANEL, heads, islice(rows, most))
        cut += book.cut
    return cut
