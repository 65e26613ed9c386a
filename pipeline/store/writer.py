"""Collects what reports yielded and writes it in parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from gouji.pipeline.store.datasets import commit, next_part
from gouji.pipeline.store.rows import Tables, join_tables

MOST_REPORTS = 200
MOST_SECONDS = 15.0
MOST_BYTES = 64 << 20


@dataclass(slots=True)
class _Part:
    number: int
    began: float = field(default_factory=monotonic)
    tables: list[Tables] = field(default_factory=list)
    size: int = 0

    def add(self, tables: Tables) -> None:
        self.tables.append(tables)
        self.size += sum(table.nbytes for table in tables.values())

    def is_due(self) -> bool:
        full = len(self.tables) >= MOST_REPORTS or self.size >= MOST_BYTES
        return full or monotonic() - self.began >= MOST_SECONDS

    def reports(self) -> frozenset[str]:
        return frozenset(id for one in self.tables for id in one["reports"]["report"].to_pylist())


class Writer:
    """Writes reports to a prepared `out`, many to a part. Of those in `again` it holds a row.

    An interrupt may come at any moment: what is pending keeps its part number until it is
    replaced in one assignment, so that flushing again writes the same part and no row twice.
    """

    def __init__(self, out: Path, again: frozenset[str] = frozenset()) -> None:
        self.out = out
        self.again = again
        self._part = _Part(next_part(out))

    def add(self, tables: Tables) -> None:
        self._part.add(tables)
        if self._part.is_due():
            self.flush()

    def flush(self) -> None:
        part = self._part
        if part.tables:
            commit(self.out, part.number, join_tables(part.tables), self.again & part.reports())
            self._part = _Part(part.number + 1)
