"""Finds the report that a user means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gouji.pipeline.batch.sources import name_to_key
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.rows import Row, find_file
from gouji.text import STATES, printable

_MOST_LISTED = 10


class UnknownReportError(Exception):
    """No report, or more than one, is called so; the message is Chinese and English."""


def find_report(out: Path, given: str) -> str:
    """The id of the report that `given` means: an id, a source path, the beginning of an id, or
    the end of a source path, tried in this order. Of a file with several reports it is the first;
    `#2` behind any of these means the second. Raises UnknownReportError, StoreError.
    """
    tables = read_rows(out, "reports", ["report", "source", "sources", "state"])
    reports = [row for table in tables for row in table.to_pylist()]
    matches = _find(reports, given)
    if not matches:
        raise UnknownReportError(f"没有这份报告：{given}\nThere is no such report: {given}")
    if len(matches) > 1:
        raise UnknownReportError(_ambiguity(given, matches))
    return str(matches[0]["report"])


def count_reports(out: Path, report: str) -> int:
    """How many reports the file of `report` holds. Raises StoreError."""
    ids = (one for rows in read_rows(out, "reports", ["report"]) for one in rows["report"])
    return sum(find_file(one.as_py()) == find_file(report) for one in ids)


def _find(reports: list[Row], given: str) -> list[Row]:
    """The reports that `given` can mean; a path may itself end in #2."""
    file, mark, number = given.rpartition("#")
    firsts = [one for one in reports if "#" not in one["report"]]
    found = next((matches for matches in _matches(firsts, given) if matches), [])
    if found or not mark or not number.isdecimal():
        return found
    ids = {f"{one['report']}#{number}" for one in _find(firsts, file)}
    return [one for one in reports if one["report"] in ids]


def _matches(reports: list[Row], given: str) -> Iterator[list[Row]]:
    key, tails = name_to_key(given), (f"/{given}", f"!{given}")
    yield [one for one in reports if one["report"] == given]
    yield _current([one for one in reports if key in map(name_to_key, one["sources"])])
    yield [one for one in reports if given and one["report"].startswith(given.lower())]
    yield _current([one for one in reports if any(s.endswith(tails) for s in one["sources"])])


def _current(matches: list[Row]) -> list[Row]:
    """A path means what it holds now; only if it holds nothing, what it held."""
    return [one for one in matches if one["state"] == "current"] or matches


def _ambiguity(given: str, matches: list[Row]) -> str:
    listed = [
        f"  {one['report'][:16]}  {printable(one['source'])}  {STATES[one['state']][0]}"
        for one in matches[:_MOST_LISTED]
    ]
    head = f"{given} 可指 {len(matches)} 份报告，请写得更长些："
    tail = f"{given} can mean {len(matches)} reports, give more of it."
    more = ["  …"] if len(matches) > _MOST_LISTED else []
    return "\n".join([head, *listed, *more, tail])
