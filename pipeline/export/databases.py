"""One database with a table a relation: SQLite and DuckDB."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from gouji.pipeline.store.duckdb import RelationColumn, columns_of, literal, quote, stream

_TYPES = {"DOUBLE": "REAL", "INTEGER": "INTEGER", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER"}
_KEY = "report"


def write_duckdb(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    path: Path,
    labels: Mapping[str, str],
) -> None:
    """Tables of DuckDB; a column that `labels` names has its label as its comment."""
    connection.execute(f"attach {literal(str(path.absolute()))} as target")
    try:
        for name in names:
            connection.execute(f"create table target.{name} as from {name}")
            for column, label in labels.items():
                place = f"target.{name}.{quote(column)}"
                connection.execute(f"comment on column {place} is {literal(label)}")
    finally:
        connection.execute("detach target")


def write_sqlite(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """Tables of SQLite, which knows no lists: they are JSON text."""
    with closing(sqlite3.connect(path)) as database:
        # the file gets its name only when it is whole: a journal would protect nothing
        database.execute("pragma journal_mode = off")
        for name in names:
            _fill(database, name, connection)
        database.commit()


def _fill(database: sqlite3.Connection, name: str, connection: duckdb.DuckDBPyConnection) -> None:
    columns = columns_of(connection, f"from {name}")
    declared = ", ".join(f"{quote(one.name)} {_type(one)}" for one in columns)
    database.execute(f"create table {quote(name)} ({declared})")
    marks = ", ".join("?" * len(columns))
    rows = stream(connection, f"from {name}")
    database.executemany(f"insert into {quote(name)} values ({marks})", rows)
    database.execute(f"create index {quote(f'{name}_{_KEY}')} on {quote(name)} ({_KEY})")


def _type(column: RelationColumn) -> str:
    return _TYPES.get(column.type, "TEXT")
