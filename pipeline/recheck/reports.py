"""One part of the datasets, report by report: its findings, and the sentences of its prose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.agencies.passages import hash_sentences
from gouji.pipeline.store.datasets import find_parts, read_part
from gouji.pipeline.store.records_to_rows import Row, findings_to_rows
from gouji.pipeline.store.reviewed import Reviewed, Rules
from gouji.pipeline.store.rows_to_records import row_to_section
from gouji.pipeline.store.stored_reports import group_rows, read_stored

_SENTENCES = pa.schema(
    [("report", pa.string()), ("sentence", pa.int64()), ("characters", pa.int32())]
)


def check_part(out: Path, part: str, rules: Rules, reviewed: Reviewed) -> list[Row]:
    """The findings within each report of a part, as rows; what was decided of a report counts.
    Raises StoreError."""
    rows: list[Row] = []
    for row, report in read_stored(out, part):
        report_id = row["report"]
        findings = rules.check(row, reviewed.lay_over(report_id, report))
        rows += findings_to_rows(report_id, reviewed.judge(report_id, findings))
    return rows


def write_sentences(out: Path, path: Path) -> None:
    """Write the hashed sentences of every report of `out` to a Parquet file. Raises StoreError."""
    with pq.ParquetWriter(path, _SENTENCES) as writer:
        for part in find_parts(out, "reports"):
            rows = list(_read_sentences(out, part.name))
            writer.write_table(pa.Table.from_pylist(rows, schema=_SENTENCES))


def _read_sentences(out: Path, part: str) -> Iterator[Row]:
    sections = group_rows(out, "sections", part)
    for row in read_part(out, "reports", part, ["report", "status", "text"]):
        if row["status"] == "ok":
            report = row["report"]
            hashes = hash_sentences(row["text"], tuple(map(row_to_section, sections[report])))
            for sentence, length in hashes.items():
                yield {"report": report, "sentence": sentence, "characters": length}
