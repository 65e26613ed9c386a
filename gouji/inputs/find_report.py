"""Finds the report of OUT that a user refers to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gouji.pipeline.batch.sources import name_to_key
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.records_to_rows import Row, find_file
from gouji.text import STATES, printable

# Matching reports that an error message lists.
_MAX_LISTED = 10


class UnknownReportError(Exception):
    """No report, or more than one, matches. The message is in Chinese and English."""


def find_report(out: Path, reference: str) -> str:
    """The id of the report that `reference` means.

    A reference is an id, a source path, the beginning of an id, or the end of a source path,
    tried in this order. For a file with several reports it means the first; `#2` after it means
    the second. Raises UnknownReportError and StoreError.
    """
    tables = read_rows(out, "reports", ["report", "source", "sources", "state"])
    reports = [row for table in tables for row in table.to_pylist()]
    matches = _find(reports, reference)
    if not matches:
        raise UnknownReportError(f"没有这份报告：{reference}\nThere is no such report: {reference}")
    if len(matches) > 1:
        raise UnknownReportError(_ambiguity_message(reference, matches))
    return str(matches[0]["report"])


def count_reports(out: Path, report: str) -> int:
    """How many reports the file of `report` holds. Raises StoreError."""
    ids = (id_.as_py() for rows in read_rows(out, "reports", ["report"]) for id_ in rows["report"])
    return sum(find_file(id_) == find_file(report) for id_ in ids)


def _find(reports: list[Row], reference: str) -> list[Row]:
    """The reports that match. A path may itself end in #2, so it is tried in full first."""
    file, mark, number = reference.rpartition("#")
    firsts = [row for row in reports if "#" not in row["report"]]
    matches = next((rows for rows in _matches_by_kind(firsts, reference) if rows), [])
    if matches or not mark or not number.isdecimal():
        return matches
    ids = {f"{row['report']}#{number}" for row in _find(firsts, file)}
    return [row for row in reports if row["report"] in ids]


def _matches_by_kind(reports: list[Row], reference: str) -> Iterator[list[Row]]:
    key, endings = name_to_key(reference), (f"/{reference}", f"!{reference}")
    prefix = reference.lower()
    yield [row for row in reports if row["report"] == reference]
    yield _prefer_current([row for row in reports if key in map(name_to_key, row["sources"])])
    yield [row for row in reports if prefix and row["report"].startswith(prefix)]
    yield _prefer_current(
        [row for row in reports if any(name.endswith(endings) for name in row["sources"])]
    )


def _prefer_current(matches: list[Row]) -> list[Row]:
    """The reports that the source holds now, or, if there are none, those that it held."""
    return [row for row in matches if row["state"] == "current"] or matches


def _ambiguity_message(reference: str, matches: list[Row]) -> str:
    listed = [
        f"  {row['report'][:16]}  {printable(row['source'])}  {STATES[row['state']][0]}"
        for row in matches[:_MAX_LISTED]
    ]
    zh = f"{reference} 对应 {len(matches)} 份报告，请补充更多字符："
    en = f"{reference} matches {len(matches)} reports; give more characters."
    more = ["  …"] if len(matches) > _MAX_LISTED else []
    return "\n".join([zh, *listed, *more, en])
