"""An export from beginning to end: open the datasets, choose the relations, write the format."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gouji.pipeline.export.databases import write_duckdb, write_sqlite
from gouji.pipeline.export.files import write_csv, write_jsonl, write_parquet
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.panel import add_panel, label_columns
from gouji.pipeline.export.targets import ExportError, staged
from gouji.pipeline.export.xlsx import TooManyRowsError, write_datasets, write_panel
from gouji.pipeline.forms.form import Form
from gouji.pipeline.store.duckdb import DATASETS, PANEL, open_relations
from gouji.pipeline.store.metadata import UserMetadata, merge_metadata

_INTERRUPTED = "Query interrupted"


@dataclass(frozen=True, slots=True)
class Order:
    """What to export: the format, the panel or the datasets, and for CSV a byte order mark."""

    format: ExportFormat
    wide: bool = False
    bom: bool = False

    @property
    def relations(self) -> tuple[str, ...]:
        return (PANEL,) if self.wide else DATASETS


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the rows of each relation, and the texts that Excel made us cut."""

    rows: Mapping[str, int]
    cut: int = 0


def export(
    out: Path,
    dest: Path,
    order: Order,
    forms: Mapping[str, Form],
    known: Mapping[str, UserMetadata],
) -> Exported:
    """Write the datasets of `out` to `dest`. Raises StoreError and ExportError."""
    facts = merge_metadata(out, known)
    with (
        _writing(dest),
        staged(dest, out) as (path, spill),
        open_relations(out, facts, spill) as connection,
    ):
        if order.wide:
            add_panel(connection, forms)
        cut = _WRITERS[order.format](connection, path, order, forms)
        rows = {name: _count(connection, name) for name in order.relations}
    return Exported(rows, cut)


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return int((connection.execute(f"select count(*) from {name}").fetchone() or (0,))[0])


@contextmanager
def _writing(dest: Path) -> Iterator[None]:
    try:
        yield
    except TooManyRowsError as error:
        raise ExportError(
            f"{error} 一份报告的行数超过 Excel 上限，请改用其他格式。\n"
            f"{error} alone has more rows than a sheet of Excel holds, choose another format."
        ) from error
    except RuntimeError as error:  # how DuckDB passes a Ctrl-C on
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        raise ExportError(
            f"无法导出到 {dest}：{error}\nCannot export to {dest}: {error}"
        ) from error


Writer = Callable[[duckdb.DuckDBPyConnection, Path, Order, Mapping[str, Form]], int]


def _xlsx(
    connection: duckdb.DuckDBPyConnection, path: Path, order: Order, forms: Mapping[str, Form]
) -> int:
    if order.wide:
        return write_panel(connection, path, label_columns(forms))
    return write_datasets(connection, path, forms)


def _csv(connection: duckdb.DuckDBPyConnection, path: Path, order: Order, _: object) -> int:
    write_csv(connection, order.relations, path, order.bom)
    return 0


def _jsonl(connection: duckdb.DuckDBPyConnection, path: Path, order: Order, _: object) -> int:
    write_jsonl(connection, order.relations, path)
    return 0


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, order: Order, _: object) -> int:
    write_parquet(connection, order.relations, path)
    return 0


def _sqlite(connection: duckdb.DuckDBPyConnection, path: Path, order: Order, _: object) -> int:
    write_sqlite(connection, order.relations, path)
    return 0


def _duckdb(
    connection: duckdb.DuckDBPyConnection, path: Path, order: Order, forms: Mapping[str, Form]
) -> int:
    write_duckdb(connection, order.relations, path, label_columns(forms) if order.wide else {})
    return 0


_WRITERS: dict[ExportFormat, Writer] = {
    ExportFormat.xlsx: _xlsx,
    ExportFormat.csv: _csv,
    ExportFormat.jsonl: _jsonl,
    ExportFormat.parquet: _parquet,
    ExportFormat.sqlite: _sqlite,
    ExportFormat.duckdb: _duckdb,
}
