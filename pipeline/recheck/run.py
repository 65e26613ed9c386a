"""Applies all rules to datasets: first those across reports, then, by part, those within each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.pipeline.agencies.linkage import LinkedName, Renamings
from gouji.pipeline.check.apply_rules import ReportFinding, check_across
from gouji.pipeline.check.panel.subjects import SameYear, Series
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.ledger import index_identities
from gouji.pipeline.recheck.editions import (
    ChosenReport,
    DatedReport,
    add_editions,
    choose_editions,
    group_reports,
    join_reports,
    list_reports,
)
from gouji.pipeline.recheck.reports import check_part, write_sentences
from gouji.pipeline.recheck.series import stream_counties, stream_series
from gouji.pipeline.store.counts import BrokenRule
from gouji.pipeline.store.datasets import find_parts, lock_out, prepare, read_rows, rewrite_dataset
from gouji.pipeline.store.duckdb import add_table, add_view, literal, open_relations, stream
from gouji.pipeline.store.records_to_rows import Row, findings_to_rows
from gouji.pipeline.store.reviewed import Reviewed, Rules, load_reviewed
from gouji.pipeline.store.rows_to_records import row_to_finding
from gouji.pipeline.store.schemas import SCHEMAS
from gouji.pipeline.store.user_metadata import UserMetadata, merge_metadata

# Findings that are written together.
_BATCH = 5000
_COUNTED = (("broken", "error"), ("broken", "warning"))
_FIRST_BROKEN = """
select across.report, source, rule, scope, across.message_zh, across.message_en
from across join reports using (report)
where verdict = 'broken' and severity <> 'info'
order by severity, source, rule, scope limit 20
"""
_PARTS = pa.schema([("report", pa.string()), ("part", pa.string())])


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The forms, the rules, and the names of agencies that are known to have changed."""

    forms: Mapping[str, Form]
    rules: tuple[Rule, ...]
    renamings: Renamings


@dataclass(frozen=True, slots=True)
class UserInput:
    """What the user states: `known` of the reports, by id; `agencies`, the agency of each name;
    `bodies`, the agencies below each agency. All names are an `agency_id`."""

    known: Mapping[str, UserMetadata] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recheck:
    """The outcome: `findings` counts by (rule, verdict); `broken` counts broken rules that are
    more than a hint, `across` has the first of those across reports. `agencies` are the names of
    reports with the agency of each, `unmatched` the names in the user's input that no report
    has."""

    findings: Counter[tuple[str, str]]
    broken: int
    across: tuple[BrokenRule, ...]
    agencies: tuple[LinkedName, ...]
    unmatched: tuple[str, ...]


def recheck(out: Path, book: RuleBook, given: UserInput, memory: str | None = None) -> Recheck:
    """Apply every rule to the reports of `out` and replace its findings, all at once.

    `memory` limits DuckDB's ("500MB"); what exceeds it is spilled within `out`. Raises StoreError.
    """
    read_rows(out, "reports", [])
    rules = Rules.of(book.forms, book.rules)
    with lock_out(out):
        prepare(out)
        reviewed = load_reviewed(out, rules)
        with rewrite_dataset(out, "findings") as (write, spill):
            write_sentences(out, spill / "sentences.parquet")
            facts = merge_metadata(out, given.known, reviewed)
            with open_relations(out, facts, spill, memory, reviewed) as connection:
                across = _RulesAcross(out, connection, book, given, spill)
                joined = across.apply()
                counts = Counter[tuple[str, str, str]]()
                for part in [path.name for path in find_parts(out, "reports")]:
                    rows = check_part(out, part, rules, reviewed)
                    rows += _judge_rows(across.of_part(part), reviewed)
                    counts.update((r["rule"], r["verdict"], r["severity"]) for r in rows)
                    write(part, pa.Table.from_pylist(rows, schema=SCHEMAS["findings"]))
                return Recheck(
                    _count_verdicts(counts),
                    sum(n for (_, *kind), n in counts.items() if tuple(kind) in _COUNTED),
                    across.first_broken(),
                    joined,
                    _find_unmatched(given, joined),
                )


def _judge_rows(rows: Iterable[Row], reviewed: Reviewed) -> Iterator[Row]:
    """The rows of findings with what was decided of them."""
    for row in rows:
        if row["report"] in reviewed.decided:
            yield from findings_to_rows(
                row["report"], reviewed.judge(row["report"], [row_to_finding(row)])
            )
        else:
            yield row


def _count_verdicts(counts: Mapping[tuple[str, str, str], int]) -> Counter[tuple[str, str]]:
    """`counts` are by rule, verdict and severity."""
    findings = Counter[tuple[str, str]]()
    for (rule, verdict, _), number in counts.items():
        findings[rule, verdict] += number
    return findings


def _find_unmatched(given: UserInput, joined: Iterable[LinkedName]) -> tuple[str, ...]:
    names = {name for parent, below in given.bodies.items() for name in (parent, *below)}
    return tuple(sorted(names - {name.name for name in joined}))


class _RulesAcross:
    """The rules across reports, applied over relations; their findings are kept in `spill`."""

    def __init__(
        self,
        out: Path,
        connection: duckdb.DuckDBPyConnection,
        book: RuleBook,
        given: UserInput,
        spill: Path,
    ) -> None:
        self.out, self.connection, self.book, self.given = out, connection, book, given
        self.spill = spill
        self.identities = index_identities(book.forms, book.rules)

    def apply(self) -> tuple[LinkedName, ...]:
        """Apply them; returns the names of reports with the agency of each."""
        reports = list_reports(self.connection)
        joined = join_reports(reports, self.given.agencies, self.book.renamings)
        groups = group_reports(reports, joined)
        chosen = choose_editions(groups)
        add_editions(self.connection, chosen, self.spill)
        add_view(self.connection, "sentences", [self.spill / "sentences.parquet"])
        findings = chain(
            self._over_duplicates(groups),
            self._over_years(chosen),
            self._over_counties(chosen, joined),
        )
        self._keep(findings)
        return joined

    def of_part(self, part: str) -> list[Row]:
        """The findings on the reports of one part."""
        query = f"select * exclude (part) from across where part = {literal(part)}"
        table = self.connection.sql(query).to_arrow_table()
        rows: list[Row] = table.to_pylist()
        return rows

    def first_broken(self) -> tuple[BrokenRule, ...]:
        """The first broken rules that are more than a hint, errors before warnings."""
        return tuple(BrokenRule(*row) for row in stream(self.connection, _FIRST_BROKEN))

    def _over_duplicates(
        self, groups: Mapping[tuple[str, int], Sequence[DatedReport]]
    ) -> Iterator[ReportFinding]:
        for (agency, year), reports in groups.items():
            sources = {report.report: report.source for report in reports}
            yield from check_across(self.book.rules, SameYear(agency, year, sources))

    def _over_years(self, chosen: Sequence[ChosenReport]) -> Iterator[ReportFinding]:
        for editions in stream_series(self.connection, chosen, self.book.forms):
            yield from check_across(self.book.rules, Series(editions, self.identities))

    def _over_counties(
        self, chosen: Sequence[ChosenReport], joined: Iterable[LinkedName]
    ) -> Iterator[ReportFinding]:
        bodies = self._join_bodies(joined)
        for county in stream_counties(self.connection, chosen, self.book.forms, bodies, self.spill):
            yield from check_across(self.book.rules, county)

    def _join_bodies(self, joined: Iterable[LinkedName]) -> dict[str, tuple[str, ...]]:
        """The bodies below each agency by the agencies that their names are joined to; a body
        without a report keeps its own name."""
        agencies = {name.name: name.agency for name in joined}
        return {
            agencies[parent]: tuple(dict.fromkeys(agencies.get(name, name) for name in below))
            for parent, below in self.given.bodies.items()
            if parent in agencies
        }

    def _keep(self, findings: Iterable[ReportFinding]) -> None:
        """Write the findings as the relation `across`, in the order of the parts that their
        reports are in."""
        unsorted, parts = self.spill / "unsorted.parquet", list(_list_parts(self.out))
        with pq.ParquetWriter(unsorted, SCHEMAS["findings"]) as writer:
            for batch in _batches(findings):
                rows = [row for one in batch for row in findings_to_rows(one.report, [one.finding])]
                writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS["findings"]))
        add_view(self.connection, "unsorted", [unsorted])
        add_table(self.connection, "parts", pa.Table.from_pylist(parts, schema=_PARTS), self.spill)
        kept = self.spill / "across.parquet"
        self.connection.execute(
            "copy (select unsorted.*, part from unsorted join parts using (report) "
            "order by part, report, rule, scope) "
            f"to {literal(str(kept))} (format parquet, row_group_size 10000)"
        )
        add_view(self.connection, "across", [kept])


def _list_parts(out: Path) -> Iterator[Row]:
    """The part that each report is in."""
    for path, table in zip(
        find_parts(out, "reports"), read_rows(out, "reports", ["report"]), strict=True
    ):
        for report in table["report"].to_pylist():
            yield {"report": report, "part": path.name}


def _batches(findings: Iterable[ReportFinding]) -> Iterator[list[ReportFinding]]:
    waiting = iter(findings)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
