"""The formats of an export, where the commands can name them without loading what writes them."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    sqlite = "sqlite"
    duckdb = "duckdb"
