"""Runs an export: opens the datasets, chooses the relations, writes the format."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import duckdb

from gouji.pipeline.export import writers
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.panel import add_panel, label_columns
from gouji.pipeline.export.targets import ExportError, staged
from gouji.pipeline.export.xlsx import TooManyRowsError, write_datasets, write_panel
from gouji.pipeline.forms.form import Form
from gouji.pipeline.store.duckdb import DATASETS, PANEL, open_relations
from gouji.pipeline.store.reviewed import NOTHING_REVIEWED, Reviewed
from gouji.pipeline.store.user_metadata import UserMetadata, merge_metadata

_DUCKDB_INTERRUPTED = "Query interrupted"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export: the format, the panel (`wide`) or the datasets, a byte order mark for CSV."""

    format: ExportFormat
    wide: bool = False
    bom: bool = False

    @property
    def relations(self) -> tuple[str, ...]:
        """The names of the relations to write."""
        return (PANEL,) if self.wide else DATASETS


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The number of rows written of each relation, and of texts cut at Excel's limit for a cell."""

    rows: Mapping[str, int]
    cut: int = 0


def export(
    out: Path,
    dest: Path,
    order: ExportOrder,
    forms: Mapping[str, Form],
    known: Mapping[str, UserMetadata],
    reviewed: Reviewed = NOTHING_REVIEWED,
) -> ExportResult:
    """Write the datasets of `out` to `dest`; `known` is the user's metadata by report, `reviewed`
    what stands of the decisions.

    Raises StoreError and ExportError.
    """
    facts = merge_metadata(out, known, reviewed)
    with (
        _explain_errors(dest),
        staged(dest, out) as (path, spill),
        open_relations(out, facts, spill, reviewed=reviewed) as connection,
    ):
        if order.wide:
            add_panel(connection, forms)
        cut = _write(connection, path, order, forms)
        rows = {name: _count_rows(connection, name) for name in order.relations}
    return ExportResult(rows, cut)


def _count_rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return int((connection.execute(f"select count(*) from {name}").fetchone() or (0,))[0])


@contextmanager
def _explain_errors(dest: Path) -> Iterator[None]:
    try:
        yield
    except TooManyRowsError as error:
        raise ExportError(
            f"{error} 一份报告的行数超过 Excel 上限，请改用其他格式。\n"
            f"{error} alone has more rows than a sheet of Excel holds; choose another format."
        ) from error
    except RuntimeError as error:  # DuckDB reports Ctrl-C so.
        if str(error) == _DUCKDB_INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        raise ExportError(
            f"无法导出到 {dest}：{error}\nCannot export to {dest}: {error}"
        ) from error


def _write(
    connection: duckdb.DuckDBPyConnection, path: Path, order: ExportOrder, forms: Mapping[str, Form]
) -> int:
    """Write the relations of an order to `path`; return the number of texts cut."""
    match order.format:
        case ExportFormat.xlsx if order.wide:
            return write_panel(connection, path, label_columns(forms))
        case ExportFormat.xlsx:
            return write_datasets(connection, path, forms)
        case ExportFormat.csv:
            writers.write_csv(connection, order.relations, path, order.bom)
        case ExportFormat.jsonl:
            writers.write_jsonl(connection, order.relations, path)
        case ExportFormat.parquet:
            writers.write_parquet(connection, order.relations, path)
        case ExportFormat.sqlite:
            writers.write_sqlite(connection, order.relations, path)
        case ExportFormat.duckdb:
            labels = label_columns(forms) if order.wide else {}
            writers.write_duckdb(connection, order.relations, path, labels)
        case _:
            assert_never(order.format)
    return 0
