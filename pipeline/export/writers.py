"""Writers of the text, Parquet and database formats: relations of DuckDB as files and tables.

CSV, JSON Lines and Parquet have one file for each relation, in a folder if there are several.
SQLite and DuckDB have one file with a table for each relation. All rows are streamed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from gouji.pipeline.export.formulas import RISKY
from gouji.pipeline.store.duckdb import RelationColumn, columns_of, literal, quote, stream

_COPY_OPTIONS = {
    "csv": "format csv, header",
    "jsonl": "format json",
    "parquet": "format parquet, compression zstd",
}
_SQLITE_TYPES = {"DOUBLE": "REAL", "INTEGER": "INTEGER", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER"}
_INDEXED = "report"  # the column of every relation by which its rows are looked up


def write_csv(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path, bom: bool
) -> None:
    """CSV in UTF-8: an empty text is "", null is an empty field, no text can become a formula.

    `bom` puts a byte order mark at the beginning of each file, which Excel needs to read UTF-8.
    """
    for name, file in _name_files(names, path, "csv").items():
        columns = columns_of(connection, f"from {name}")
        # The name of the first column is the first text of the file, and so carries the mark.
        marks = ["\ufeff" if bom else "", *[""] * (len(columns) - 1)]
        selected = [
            f"{_select_for_csv(column)} as {quote(mark + column.name)}"
            for mark, column in zip(marks, columns, strict=True)
        ]
        _copy(connection, f"select {', '.join(selected)} from {name}", file, "csv")


def write_jsonl(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """JSON Lines: one object for each row, with JSON's own nulls and lists."""
    for name, file in _name_files(names, path, "jsonl").items():
        _copy(connection, f"from {name}", file, "jsonl")


def write_parquet(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """Parquet with the column types of the datasets."""
    for name, file in _name_files(names, path, "parquet").items():
        _copy(connection, f"from {name}", file, "parquet")


def write_duckdb(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    path: Path,
    labels: Mapping[str, str],
) -> None:
    """Tables of DuckDB; `labels` (column name to label) become comments on the columns."""
    connection.execute(f"attach {literal(str(path.absolute()))} as target")
    try:
        for name in names:
            connection.execute(f"create table target.{name} as from {name}")
            for column, label in labels.items():
                commented = f"target.{name}.{quote(column)}"
                connection.execute(f"comment on column {commented} is {literal(label)}")
    finally:
        connection.execute("detach target")


def write_sqlite(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """Tables of SQLite, which has no lists: a list is written as JSON text."""
    with closing(sqlite3.connect(path)) as database:
        # A journal would protect nothing: the file is renamed to DEST only when it is complete.
        database.execute("pragma journal_mode = off")
        for name in names:
            _fill_sqlite(database, name, connection)
        database.commit()


def _fill_sqlite(
    database: sqlite3.Connection, name: str, connection: duckdb.DuckDBPyConnection
) -> None:
    columns = columns_of(connection, f"from {name}")
    declared = ", ".join(f"{quote(c.name)} {_SQLITE_TYPES.get(c.type, 'TEXT')}" for c in columns)
    database.execute(f"create table {quote(name)} ({declared})")
    placeholders = ", ".join("?" * len(columns))
    rows = stream(connection, f"from {name}")
    database.executemany(f"insert into {quote(name)} values ({placeholders})", rows)
    index = quote(f"{name}_{_INDEXED}")
    database.execute(f"create index {index} on {quote(name)} ({_INDEXED})")


def _name_files(names: Sequence[str], path: Path, suffix: str) -> dict[str, Path]:
    """The file of each relation: `path` for a single one, else a file in the folder `path`."""
    if len(names) == 1:
        return {names[0]: path}
    path.mkdir()
    return {name: path / f"{name}.{suffix}" for name in names}


def _select_for_csv(column: RelationColumn) -> str:
    name = quote(column.name)
    if column.is_list:
        return f"to_json({name})::varchar"
    if not column.is_text:
        return name
    risky = f"regexp_matches({name}, {literal(RISKY)})"
    return f"case when {risky} then chr(39) || {name} else {name} end"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, suffix: str) -> None:
    target = literal(str(path.absolute()))
    connection.execute(f"copy ({query}) to {target} ({_COPY_OPTIONS[suffix]})")
