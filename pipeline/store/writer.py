"""Collects the rows of finished files and commits them in parts of many reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from gouji.pipeline.store.datasets import commit, next_part
from gouji.pipeline.store.records_to_rows import Tables, find_file, join_tables

# Number of files, age in seconds, or size in bytes at which a part is committed.
MAX_FILES = 200
MAX_SECONDS = 15.0
MAX_BYTES = 64 << 20


@dataclass(slots=True)
class _PendingPart:
    number: int
    started: float = field(default_factory=monotonic)
    tables: list[Tables] = field(default_factory=list)
    size: int = 0

    def add(self, tables: Tables) -> None:
        self.tables.append(tables)
        self.size += sum(table.nbytes for table in tables.values())

    def is_due(self) -> bool:
        is_full = len(self.tables) >= MAX_FILES or self.size >= MAX_BYTES
        return is_full or monotonic() - self.started >= MAX_SECONDS

    def report_ids(self) -> frozenset[str]:
        return frozenset(
            report for tables in self.tables for report in tables["reports"]["report"].to_pylist()
        )


class Writer:
    """Writes the rows of files to a prepared `out`.

    `replaced`: ids of reports that have rows in `out`, which those of the same file replace. A
    KeyboardInterrupt may come at any moment: the pending part keeps its number until one
    assignment replaces it, so that a second flush writes the same part and no row twice.
    """

    def __init__(self, out: Path, replaced: frozenset[str] = frozenset()) -> None:
        self.out = out
        self.replaced = replaced
        self._part = _PendingPart(next_part(out))

    def add(self, tables: Tables) -> None:
        """Add the rows of one file. Raises StoreError."""
        self._part.add(tables)
        if self._part.is_due():
            self.flush()

    def flush(self) -> None:
        """Commit the rows that are not written yet. Raises StoreError."""
        part = self._part
        if part.tables:
            files = {find_file(report) for report in part.report_ids()}
            replaced = frozenset(id_ for id_ in self.replaced if find_file(id_) in files)
            commit(self.out, part.number, join_tables(part.tables), replaced)
            self._part = _PendingPart(part.number + 1)
