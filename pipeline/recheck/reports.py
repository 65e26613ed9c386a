"""One part of the datasets, report by report: its findings, and the sentences of its prose."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.agencies.passages import hash_sentences
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import find_parts, read_part
from gouji.pipeline.store.records_to_rows import Row, findings_to_rows
from gouji.pipeline.store.rows_to_records import RECORDS, row_to_section, rows_to_report

_SENTENCES = pa.schema(
    [("report", pa.string()), ("sentence", pa.int64()), ("characters", pa.int32())]
)


def check_part(
    out: Path,
    part: str,
    forms: Mapping[str, Form],
    rules: tuple[Rule, ...],
    identities: Mapping[tuple[str, str], IdentityIndex],
) -> list[Row]:
    """The findings within each report of a part, as rows. `identities` are those of every table,
    by form and table. Raises StoreError."""
    rows: list[Row] = []
    for row, report in _read_reports(out, part):
        facts = Facts.from_report(report, forms, identities, json.loads(row["settings"])["trust"])
        rows += findings_to_rows(row["report"], check(facts, rules))
    return rows


def _read_reports(out: Path, part: str) -> Iterator[tuple[Row, Report]]:
    """The rows of `reports` in a part, except those of failures, and the reports themselves."""
    datasets = [_group_rows(out, dataset, part) for dataset in RECORDS]
    for row in read_part(out, "reports", part):
        if row["status"] == "ok":
            yield row, rows_to_report(row, *(rows[row["report"]] for rows in datasets))


def write_sentences(out: Path, path: Path) -> None:
    """Write the hashed sentences of every report of `out` to a Parquet file. Raises StoreError."""
    with pq.ParquetWriter(path, _SENTENCES) as writer:
        for part in find_parts(out, "reports"):
            rows = list(_read_sentences(out, part.name))
            writer.write_table(pa.Table.from_pylist(rows, schema=_SENTENCES))


def _read_sentences(out: Path, part: str) -> Iterator[Row]:
    sections = _group_rows(out, "sections", part)
    for row in read_part(out, "reports", part, ["report", "status", "text"]):
        if row["status"] == "ok":
            report = row["report"]
            hashes = hash_sentences(row["text"], tuple(map(row_to_section, sections[report])))
            for sentence, length in hashes.items():
                yield {"report": report, "sentence": sentence, "characters": length}


def _group_rows(out: Path, dataset: str, part: str) -> Mapping[str, list[Row]]:
    """The rows of one part of a dataset by report."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_part(out, dataset, part):
        rows[row["report"]].append(row)
    return rows
