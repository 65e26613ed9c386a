"""What OUT already holds, and how its rows stand after another look at the sources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gouji.pipeline.batch.sources import Found, name_to_key, split_name
from gouji.pipeline.store.datasets import find_parts, read_rows
from gouji.pipeline.store.rows import find_file

State = Literal["current", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report was seen, the first path first, and whether it is still there.

    `changed`: its source holds something else now; `gone`: its source is no more. Then `sources`
    tell where it was last.
    """

    sources: tuple[str, ...]
    state: State = "current"


def load_standings(out: Path) -> dict[str, Standing]:
    """How every report in `out` stands, by id; none where it holds nothing. Raises StoreError."""
    return {
        row["report"]: Standing(tuple(row["sources"]), row["state"])
        for row in _rows(out, "report", "sources", "state")
    }


def load_failed(out: Path) -> frozenset[str]:
    """The ids of all reports in `out` that could not be read. Raises StoreError."""
    rows = _rows(out, "report", "status")
    return frozenset(row["report"] for row in rows if row["status"] == "failed")


def _rows(out: Path, *columns: str) -> Iterator[dict[str, Any]]:
    if find_parts(out, "reports"):
        for table in read_rows(out, "reports", list(columns)):
            yield from table.to_pylist()


def settle(
    standings: Mapping[str, Standing], seen: Mapping[str, str], found: Found
) -> dict[str, Standing]:
    """The standings that are others now. `seen` tells the id of the file that each source name
    stands for."""
    by_key = {name_to_key(name): file for name, file in seen.items()}
    holders: dict[str, list[str]] = {}
    for name, file in seen.items():
        holders.setdefault(file, []).append(name)
    gone = _Gone(found)
    settled = {
        report: _settle_one(file, old, holders.get(file, []), by_key, gone)
        for report, old in standings.items()
        for file in [find_file(report)]
    }
    return {report: new for report, new in settled.items() if new != standings[report]}


def _settle_one(
    file: str, old: Standing, holders: list[str], by_key: Mapping[str, str], gone: _Gone
) -> Standing:
    kept = [name for name in old.sources if _holds(file, old, name, by_key, gone)]
    keys = set(map(name_to_key, kept))
    sources = kept + [name for name in holders if name_to_key(name) not in keys]
    if sources:
        return Standing(tuple(sources))
    if old.state != "current":
        return old
    changed = any(name_to_key(name) in by_key for name in old.sources)
    return Standing(old.sources, "changed" if changed else "gone")


def _holds(file: str, old: Standing, name: str, by_key: Mapping[str, str], gone: _Gone) -> bool:
    """A source that this run did not open holds what it held, if it is still there."""
    now = by_key.get(name_to_key(name))
    if now is not None:
        return now == file
    return old.state == "current" and not gone.is_gone(name)


class _Gone:
    """Tells which sources are no more.

    A relative path is only missed where this run looked: from another working folder it means
    another file.
    """

    def __init__(self, found: Found) -> None:
        self.met = {source.key for source in found.sources}
        self.archives = {name_to_key(source.path) for source in found.sources if source.member}
        self.roots = found.roots

    def is_gone(self, name: str) -> bool:
        key = name_to_key(name)
        if not (Path(name).is_absolute() or self._was_looked_for(key)):
            return False
        path, member = split_name(key)
        if member is not None and path in self.archives:
            return key not in self.met
        return not os.path.lexists(path)

    def _was_looked_for(self, key: str) -> bool:
        return any(key == one or key.startswith((one + os.sep, one + "!")) for one in self.roots)
