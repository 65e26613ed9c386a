"""The names of the export formats, in a module that loads none of the libraries that write them."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """A format; its value is the suffix of its files."""

    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    sqlite = "sqlite"
    duckdb = "duckdb"
