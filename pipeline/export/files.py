"""CSV, JSON Lines, Parquet: a folder with one file a relation, a file where there is only one.

DuckDB streams them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from gouji.pipeline.export.formulas import RISKY
from gouji.pipeline.store.duckdb import RelationColumn, columns_of, literal, quote

_OPTIONS = {
    "csv": "format csv, header",
    "jsonl": "format json",
    "parquet": "format parquet, compression zstd",
}


def write_csv(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path, bom: bool
) -> None:
    """UTF-8, an empty text as "" and null as nothing; no text can become a formula."""
    for name, place in _places(names, path, "csv").items():
        columns = columns_of(connection, f"from {name}")
        # the byte order mark goes before the first column's name, the first bytes of the file
        mark = "\ufeff" if bom else ""
        shown = [
            f"{_to_csv(column)} as {quote((mark if not i else '') + column.name)}"
            for i, column in enumerate(columns)
        ]
        _copy(connection, f"select {', '.join(shown)} from {name}", place, "csv")


def write_jsonl(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """One object a line, nulls and lists as JSON has them."""
    for name, place in _places(names, path, "jsonl").items():
        _copy(connection, f"from {name}", place, "jsonl")


def write_parquet(connection: duckdb.DuckDBPyConnection, names: Sequence[str], path: Path) -> None:
    """The types of the datasets."""
    for name, place in _places(names, path, "parquet").items():
        _copy(connection, f"from {name}", place, "parquet")


def _places(names: Sequence[str], path: Path, suffix: str) -> dict[str, Path]:
    """The file of each relation."""
    if len(names) == 1:
        return {names[0]: path}
    path.mkdir()
    return {name: path / f"{name}.{suffix}" for name in names}


def _to_csv(column: RelationColumn) -> str:
    name = quote(column.name)
    if column.is_list:
        return f"to_json({name})::varchar"
    if not column.is_text:
        return name
    risky = f"regexp_matches({name}, {literal(RISKY)})"
    return f"case when {risky} then chr(39) || {name} else {name} end"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, suffix: str) -> None:
    place = literal(str(path.absolute()))
    connection.execute(f"copy ({query}) to {place} ({_OPTIONS[suffix]})")
