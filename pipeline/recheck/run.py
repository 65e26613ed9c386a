"""The course of it: rules across reports first, then, part by part, those within each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.agencies.linkage import Joined, Renamings
from gouji.pipeline.check.panel.rules import Found, check_duplicates, check_family, check_series
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.ledger import index_identities
from gouji.pipeline.recheck.editions import (
    Standing,
    add_editions,
    choose_editions,
    group_reports,
    join_reports,
    list_reports,
)
from gouji.pipeline.recheck.reports import check_part, write_sentences
from gouji.pipeline.recheck.series import stream_families, stream_series
from gouji.pipeline.store.counts import Broken
from gouji.pipeline.store.datasets import find_parts, hold, prepare, read_rows, rewrite_dataset
from gouji.pipeline.store.duckdb import add_table, add_view, literal, open_relations, stream
from gouji.pipeline.store.metadata import Known, collect_facts
from gouji.pipeline.store.rows import Row, finding_rows
from gouji.pipeline.store.schemas import SCHEMAS

_BATCH = 5000
_WRONG = (("broken", "error"), ("broken", "warning"))
_FIRST = """
select found.report, source, rule, scope, found.message_zh, found.message_en
from found join reports using (report)
where verdict = 'broken' and severity <> 'info'
order by severity, source, rule, scope limit 20
"""
_PLACES = pa.schema([("report", pa.string()), ("part", pa.string())])


@dataclass(frozen=True, slots=True)
class Book:
    """What is applied: forms, rules, and the names of agencies that are known for one."""

    forms: Mapping[str, Form]
    rules: tuple[Rule, ...]
    renamings: Renamings


@dataclass(frozen=True, slots=True)
class Told:
    """What the user knows: of the files, which names are one agency (by `agency_id`), and which
    bodies are below another."""

    known: Mapping[str, Known] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """How it came out: `findings` counts by (rule, verdict), `broken` those broken that are more
    than a hint, `across` are the first of these that concern several reports. `agencies` are the
    names as joined, `unmatched` those that the user named and no report has."""

    findings: Counter[tuple[str, str]]
    broken: int
    across: tuple[Broken, ...]
    agencies: tuple[Joined, ...]
    unmatched: tuple[str, ...]


def recheck(out: Path, book: Book, told: Told, memory: str | None = None) -> Rechecked:
    """Apply every rule to what `out` holds and replace its findings, all at once.

    `memory` limits DuckDB's ("500MB"); what exceeds it is spilled within `out`. Raises StoreError.
    """
    read_rows(out, "reports", [])
    with hold(out):
        prepare(out)
        with rewrite_dataset(out, "findings") as (write, spill):
            write_sentences(out, spill / "sentences.parquet")
            facts = collect_facts(out, told.known)
            with open_relations(out, facts, spill, memory) as connection:
                course = _Course(out, connection, book, told, spill)
                joined = course.check_across()
                counts = Counter[tuple[str, str, str]]()
                for part in [path.name for path in find_parts(out, "reports")]:
                    rows = check_part(out, part, book.forms, book.rules, course.identities)
                    rows += course.of_part(part)
                    counts.update((r["rule"], r["verdict"], r["severity"]) for r in rows)
                    write(part, pa.Table.from_pylist(rows, schema=SCHEMAS["findings"]))
                return course.conclude(counts, joined)


class _Course:
    """The rules across reports, applied over relations; their findings wait in `spill`."""

    def __init__(
        self, out: Path, connection: duckdb.DuckDBPyConnection, book: Book, told: Told, spill: Path
    ) -> None:
        self.out, self.connection, self.book, self.told = out, connection, book, told
        self.spill = spill
        self.identities = index_identities(book.forms, book.rules)
        self.unmatched: tuple[str, ...] = ()
        self.standing: list[Standing] = []

    def check_across(self) -> tuple[Joined, ...]:
        """Apply them; the names of agencies as joined."""
        reports = list_reports(self.connection)
        joined = join_reports(reports, self.told.agencies, self.book.renamings)
        groups = group_reports(reports, joined)
        self.standing = choose_editions(groups)
        add_editions(self.connection, self.standing, self.spill)
        add_view(self.connection, "sentences", [self.spill / "sentences.parquet"])
        families = self._families(joined)
        duplicates = (
            found
            for (agency, year), same in groups.items()
            for found in check_duplicates(
                self.book.rules, agency, year, {one.report: one.source for one in same}
            )
        )
        self._keep(chain(duplicates, self._over_years(), self._over_families(families)))
        return joined

    def of_part(self, part: str) -> list[Row]:
        """The findings on the reports of one part."""
        query = f"select * exclude (part) from found where part = {literal(part)}"
        table = self.connection.sql(query).to_arrow_table()
        rows: list[Row] = table.to_pylist()
        return rows

    def conclude(
        self, counts: Counter[tuple[str, str, str]], joined: tuple[Joined, ...]
    ) -> Rechecked:
        """`counts` are by rule, verdict and severity."""
        findings = Counter[tuple[str, str]]()
        for (rule, verdict, _), number in counts.items():
            findings[rule, verdict] += number
        broken = sum(n for (_, verdict, s), n in counts.items() if (verdict, s) in _WRONG)
        first = [Broken(*row) for row in stream(self.connection, _FIRST)]
        return Rechecked(findings, broken, tuple(first), joined, self.unmatched)

    def _over_years(self) -> Iterator[Found]:
        for series in stream_series(self.connection, self.standing, self.book.forms):
            yield from check_series(self.book.rules, series, self.identities)

    def _over_families(self, families: Mapping[str, tuple[str, ...]]) -> Iterator[Found]:
        for whole, bodies in stream_families(
            self.connection, self.standing, self.book.forms, families, self.spill
        ):
            yield from check_family(self.book.rules, whole, bodies)

    def _families(self, joined: Iterable[Joined]) -> dict[str, tuple[str, ...]]:
        """The families by what their names are joined as; a body without a report stays in its
        family under its own name."""
        agencies = {one.name: one.agency for one in joined}
        named = {name for parent, below in self.told.families.items() for name in (parent, *below)}
        self.unmatched = tuple(sorted(named - agencies.keys()))
        return {
            agencies[parent]: tuple(dict.fromkeys(agencies.get(name, name) for name in below))
            for parent, below in self.told.families.items()
            if parent in agencies
        }

    def _keep(self, found: Iterable[Found]) -> None:
        """Write the findings in the order of the parts that their reports are in."""
        raw, places = self.spill / "raw.parquet", list(_places(self.out))
        with pq.ParquetWriter(raw, SCHEMAS["findings"]) as writer:
            for batch in _batches(found):
                rows = [row for report, one in batch for row in finding_rows(report, [one])]
                writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS["findings"]))
        add_view(self.connection, "raw", [raw])
        add_table(
            self.connection, "places", pa.Table.from_pylist(places, schema=_PLACES), self.spill
        )
        kept = self.spill / "found.parquet"
        self.connection.execute(
            "copy (select raw.*, part from raw join places using (report) "
            "order by part, report, rule, scope) "
            f"to {literal(str(kept))} (format parquet, row_group_size 10000)"
        )
        add_view(self.connection, "found", [kept])


def _places(out: Path) -> Iterator[Row]:
    for path, table in zip(
        find_parts(out, "reports"), read_rows(out, "reports", ["report"]), strict=True
    ):
        for report in table["report"].to_pylist():
            yield {"report": report, "part": path.name}


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    waiting = iter(found)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
