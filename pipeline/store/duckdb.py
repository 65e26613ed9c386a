"""The interface to DuckDB: the datasets as relations, which are read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.store.datasets import find_parts
from gouji.pipeline.store.reviewed import NOTHING_REVIEWED, Reviewed
from gouji.pipeline.store.reviewed_columns import REVIEWED_SCHEMAS, add_columns

DATASETS = ("reports", "sections", "cells", "claims", "unplaced", "findings")
PANEL = "panel"
# Rows that `stream` fetches at a time.
_BATCH_ROWS = 4096
# What the user states overrides what was read, which stays in agency_read and year_read.
_REPORTS = """
create view reports as
select stored.* replace (metadata.agency as agency, metadata.year as year),
    metadata.agency_id, metadata.region, metadata.url,
    stored.agency as agency_read, stored.year as year_read
from stored_reports as stored join metadata using (report)
"""

_FINAL_CELLS = """
create view final_cells as
select * replace (
    coalesce(reviewed_status, status) as status,
    case when reviewed_status is null then "value" else reviewed_value end as "value",
    case when reviewed_status is null then confidence else 1.0 end as confidence,
    case when reviewed_status = 'read' then null else suggested end as suggested
) from cells
"""


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """A column of a relation; `type`: DuckDB's name of its type, like VARCHAR or VARCHAR[]."""

    name: str
    type: str

    @property
    def is_text(self) -> bool:
        return self.type == "VARCHAR"

    @property
    def is_list(self) -> bool:
        return self.type.endswith("[]")


@contextmanager
def open_relations(
    out: Path,
    metadata: pa.Table,
    spill: Path,
    memory: str | None = None,
    reviewed: Reviewed = NOTHING_REVIEWED,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the six datasets of `out` as views, `metadata` joined to `reports`.

    They have the columns of decisions. The view `final_cells` has what was decided in the place of
    what was read.

    Only committed parts are read, so that a run may write at the same time. `memory`: DuckDB's
    memory limit, like "500MB". What exceeds it is spilled to the folder `spill`.
    """
    config = {"temp_directory": str(spill), "autoinstall_known_extensions": "false"}
    config |= {"memory_limit": memory} if memory else {}
    with duckdb.connect(config=config) as connection:
        _add_views(connection, out, metadata, spill, reviewed)
        yield connection


def _add_views(
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    metadata: pa.Table,
    spill: Path,
    reviewed: Reviewed,
) -> None:
    add_table(connection, "metadata", metadata, spill)
    for dataset in DATASETS:
        files = list(_lay_over_parts(out, dataset, spill, reviewed))
        add_view(connection, "stored_reports" if dataset == "reports" else dataset, files)
    connection.execute(_REPORTS)
    connection.execute(_FINAL_CELLS)


def _lay_over_parts(out: Path, dataset: str, spill: Path, reviewed: Reviewed) -> Iterator[Path]:
    """The files of a dataset. Parts with a report about which something was decided are written
    with their columns of decisions to `spill`. So is a part without rows, from which the relation
    has these columns where no other part has them."""
    names = spill / f"{dataset}-columns.parquet"
    pq.write_table(REVIEWED_SCHEMAS[dataset].empty_table(), names)
    yield names
    for part in find_parts(out, "reports"):
        path = out / dataset / part.name
        if reviewed.decided.keys().isdisjoint(_list_reports(path) if reviewed.decided else ()):
            yield path
        else:
            laid = spill / f"{dataset}-{part.name}"
            pq.write_table(add_columns(dataset, pq.ParquetFile(path).read(), reviewed), laid)
            yield laid


def _list_reports(path: Path) -> list[str]:
    reports: list[str] = pq.ParquetFile(path).read(["report"])["report"].to_pylist()
    return reports


def add_table(
    connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, spill: Path
) -> None:
    """Add `rows` as a relation, stored in the folder `spill`."""
    pq.write_table(rows, spill / f"{name}.parquet")
    add_view(connection, name, [spill / f"{name}.parquet"])


def add_view(connection: duckdb.DuckDBPyConnection, name: str, files: list[Path]) -> None:
    """Add Parquet files as a relation.

    The paths are escaped because DuckDB expands * and [ in them. Partitions by folder name
    (a=b) are turned off.
    """
    listed = ", ".join(literal(escape(str(path.absolute()))) for path in files)
    connection.execute(
        f"create view {name} as from read_parquet([{listed}], "
        "hive_partitioning = false, union_by_name = true)"
    )


def columns_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[RelationColumn]:
    """The columns of the result of a query."""
    described = connection.execute(f"describe {query}").fetchall()
    return [RelationColumn(row[0], str(row[1])) for row in described]


def stream(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, fetched in batches; lists are given as JSON text.

    The next query on the connection ends this one.
    """
    terms = ", ".join(_select_term(column) for column in columns_of(connection, query))
    connection.execute(f"select {terms} from ({query})")
    while rows := connection.fetchmany(_BATCH_ROWS):
        yield from rows


def _select_term(column: RelationColumn) -> str:
    name = quote(column.name)
    return f"to_json({name})::varchar as {name}" if column.is_list else name


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
