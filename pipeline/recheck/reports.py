"""What one part of the datasets holds: reports as facts to be checked, and their sentences."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.check.rules import Facts, check
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import UNREAD, Rule
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.recheck.sentences import find_sentences
from gouji.pipeline.records import Section
from gouji.pipeline.store.datasets import find_parts, read_part
from gouji.pipeline.store.records import row_to_cell, row_to_claim, row_to_section
from gouji.pipeline.store.rows import Row, finding_rows

_REPORT = ["report", "status", "text", "agency", "year", "media", "settings", "pages"]
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
    return [
        row
        for report, facts in _read_facts(out, part, forms, identities)
        for row in finding_rows(report, check(facts, rules))
    ]


def write_sentences(out: Path, path: Path) -> None:
    """Write the sentences of every report of `out` to a Parquet file. Raises StoreError."""
    with pq.ParquetWriter(path, _SENTENCES) as writer:
        for part in find_parts(out, "reports"):
            rows = [
                {"report": report["report"], "sentence": sentence, "characters": length}
                for report, sections in _read_reports(out, part.name)
                for sentence, length in find_sentences(report["text"], sections).items()
            ]
            writer.write_table(pa.Table.from_pylist(rows, schema=_SENTENCES))


def _read_reports(out: Path, part: str) -> Iterator[tuple[Row, tuple[Section, ...]]]:
    """The reports of a part that were read, with their sections."""
    sections = _by_report(out, "sections", part)
    for row in read_part(out, "reports", part, _REPORT):
        if row["status"] == "ok":
            yield row, tuple(map(row_to_section, sections[row["report"]]))


def _read_facts(
    out: Path,
    part: str,
    forms: Mapping[str, Form],
    identities: Mapping[tuple[str, str], IdentityIndex],
) -> Iterator[tuple[str, Facts]]:
    cells, claims, found = (_by_report(out, name, part) for name in ("cells", "claims", "findings"))
    for row, sections in _read_reports(out, part):
        report = row["report"]
        own = [one for one in cells[report] if one["form"] in forms]
        printed = {one["table"] for one in own if one["status"] != "absent"}
        tables = {one["table"]: forms[one["form"]] for one in own}
        yield (
            report,
            Facts(
                forms=tables,
                cells=tuple(map(row_to_cell, own)),
                sections=sections,
                tables={table: int(table in printed) for table in tables},
                trust=json.loads(row["settings"])["trust"],
                claims=tuple(map(row_to_claim, claims[report])),
                text=row["text"],
                agency=row["agency"],
                year=row["year"],
                media=row["media"],
                pages=row["pages"],
                unread=_unread_pages(found[report]),
                identities={table: identities[form.form, table] for table, form in tables.items()},
            ),
        )


def _unread_pages(findings: Iterable[Row]) -> tuple[int, ...]:
    """Nothing but the findings of the reading tells which pages it had to pass over."""
    marks = (one for one in findings if one["rule"] == UNREAD and one["verdict"] == "undecided")
    return tuple(int(one["scope"]) for one in marks)


def _by_report(out: Path, dataset: str, part: str) -> Mapping[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_part(out, dataset, part):
        rows[row["report"]].append(row)
    return rows
