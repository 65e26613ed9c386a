"""The one door to DuckDB: the datasets as relations that are read piece by piece."""

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

DATASETS = ("reports", "sections", "cells", "claims", "findings")
PANEL = "panel"
_BATCH = 4096
# What the user knows wins; what was read stays beside it.
_REPORTS = """
create view reports as
select stored.* replace (facts.agency as agency, facts.year as year),
    facts.agency_id, facts.region, facts.url,
    stored.agency as agency_read, stored.year as year_read
from stored_reports as stored join facts using (report)
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation; `type` is DuckDB's name of it: VARCHAR, DOUBLE, VARCHAR[] …"""

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
    out: Path, facts: pa.Table, spill: Path, memory: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the five datasets of `out` are views, `facts` joined to `reports`.

    Only parts that count are read, so that a run may go on writing meanwhile. What exceeds the
    memory (`memory`: how much of it, like "500MB") goes to the folder `spill`.
    """
    config = {"temp_directory": str(spill), "autoinstall_known_extensions": "false"}
    config |= {"memory_limit": memory} if memory else {}
    with duckdb.connect(config=config) as connection:
        _add_views(connection, out, facts, spill)
        yield connection


def _add_views(
    connection: duckdb.DuckDBPyConnection, out: Path, facts: pa.Table, spill: Path
) -> None:
    names = [path.name for path in find_parts(out, "reports")]
    add_table(connection, "facts", facts, spill)
    add_view(connection, "stored_reports", [out / "reports" / name for name in names])
    for dataset in DATASETS[1:]:
        add_view(connection, dataset, [out / dataset / name for name in names])
    connection.execute(_REPORTS)


def add_table(
    connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, spill: Path
) -> None:
    """Add `rows` as a relation, kept in the folder `spill`."""
    pq.write_table(rows, spill / f"{name}.parquet")
    add_view(connection, name, [spill / f"{name}.parquet"])


def add_view(connection: duckdb.DuckDBPyConnection, name: str, files: list[Path]) -> None:
    """Add Parquet files as a relation. They are escaped, as DuckDB takes * and [ in a path for a
    pattern, and a folder called a=b is no partition."""
    listed = ", ".join(literal(escape(str(path.absolute()))) for path in files)
    connection.execute(
        f"create view {name} as from read_parquet([{listed}], "
        "hive_partitioning = false, union_by_name = true)"
    )


def columns_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[Column]:
    """The columns that a query gives."""
    described = connection.execute(f"describe {query}").fetchall()
    return [Column(row[0], str(row[1])) for row in described]


def stream(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query; lists come as JSON text. Only some thousand are held at a time.

    The next query on the connection ends this one.
    """
    shown = ", ".join(_flat(column) for column in columns_of(connection, query))
    connection.execute(f"select {shown} from ({query})")
    while rows := connection.fetchmany(_BATCH):
        yield from rows


def _flat(column: Column) -> str:
    name = quote(column.name)
    return f"to_json({name})::varchar as {name}" if column.is_list else name


def quote(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
