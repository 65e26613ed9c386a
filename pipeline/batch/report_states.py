"""What OUT already holds, and the state of its reports after the sources were listed again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gouji.pipeline.batch.sources import ExpandedInputs, name_to_key, split_name
from gouji.pipeline.store.datasets import find_parts, read_rows
from gouji.pipeline.store.records_to_rows import find_file

SourceState = Literal["current", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class ReportState:
    """The sources of a report, first path first, and whether one of them still holds it.

    `changed`: the source has other bytes now. `gone`: the source does not exist any more. In both
    cases `sources` are the last known ones.
    """

    sources: tuple[str, ...]
    state: SourceState = "current"


def load_states(out: Path) -> dict[str, ReportState]:
    """The state of every report in `out`, by id. Empty if `out` holds none. Raises StoreError."""
    return {
        row["report"]: ReportState(tuple(row["sources"]), row["state"])
        for row in _report_rows(out, "report", "sources", "state")
    }


def load_failed_ids(out: Path) -> frozenset[str]:
    """The ids of the reports in `out` that could not be read. Raises StoreError."""
    rows = _report_rows(out, "report", "status")
    return frozenset(row["report"] for row in rows if row["status"] == "failed")


def load_outdated_ids(out: Path, version: str) -> frozenset[str]:
    """The ids of the reports in `out` whose tables other models than `version` read.

    All reports of a file are read again together. Raises StoreError.
    """
    rows = list(_report_rows(out, "report", "models"))
    files = {find_file(row["report"]) for row in rows if _table_models(row) != version}
    return frozenset(row["report"] for row in rows if find_file(row["report"]) in files)


def _table_models(row: Mapping[str, Any]) -> str:
    """The version of the models of tables. Those of OCR are named after it where they read."""
    return str(row["models"] or "").partition(" ")[0]


def _report_rows(out: Path, *columns: str) -> Iterator[dict[str, Any]]:
    if find_parts(out, "reports"):
        for table in read_rows(out, "reports", list(columns)):
            yield from table.to_pylist()


def find_changed_states(
    states: Mapping[str, ReportState], file_ids: Mapping[str, str], inputs: ExpandedInputs
) -> dict[str, ReportState]:
    """The new states of those reports whose state changed.

    `file_ids`: the id of the file that each source name led to in this run.
    """
    ids_by_key = {name_to_key(name): file_id for name, file_id in file_ids.items()}
    names_by_id: dict[str, list[str]] = {}
    for name, file_id in file_ids.items():
        names_by_id.setdefault(file_id, []).append(name)
    missing = _MissingSources(inputs)
    updated = {
        report: _update_state(file_id, state, names_by_id.get(file_id, []), ids_by_key, missing)
        for report, state in states.items()
        for file_id in [find_file(report)]
    }
    return {report: state for report, state in updated.items() if state != states[report]}


def _update_state(
    file_id: str,
    state: ReportState,
    names: list[str],
    ids_by_key: Mapping[str, str],
    missing: _MissingSources,
) -> ReportState:
    """The state of a report after a run in which the sources `names` held its file."""
    kept = [
        name for name in state.sources if _still_holds(file_id, state, name, ids_by_key, missing)
    ]
    kept_keys = set(map(name_to_key, kept))
    sources = kept + [name for name in names if name_to_key(name) not in kept_keys]
    if sources:
        return ReportState(tuple(sources))
    if state.state != "current":
        return state
    is_changed = any(name_to_key(name) in ids_by_key for name in state.sources)
    return ReportState(state.sources, "changed" if is_changed else "gone")


def _still_holds(
    file_id: str,
    state: ReportState,
    name: str,
    ids_by_key: Mapping[str, str],
    missing: _MissingSources,
) -> bool:
    """Whether a source holds the file. A source that this run did not open is assumed unchanged
    if it still exists."""
    id_now = ids_by_key.get(name_to_key(name))
    if id_now is not None:
        return id_now == file_id
    return state.state == "current" and not missing.is_missing(name)


class _MissingSources:
    """Decides which sources do not exist any more.

    A relative path counts as missing only where this run scanned: from another working folder it
    means another file.
    """

    def __init__(self, inputs: ExpandedInputs) -> None:
        self._keys = {source.key for source in inputs.sources}
        self._archives = {name_to_key(source.path) for source in inputs.sources if source.member}
        self._roots = inputs.roots

    def is_missing(self, name: str) -> bool:
        key = name_to_key(name)
        if not (Path(name).is_absolute() or self._was_scanned(key)):
            return False
        path, member = split_name(key)
        if member is not None and path in self._archives:
            return key not in self._keys
        return not os.path.lexists(path)

    def _was_scanned(self, key: str) -> bool:
        return any(
            key == root or key.startswith((root + os.sep, root + "!")) for root in self._roots
        )
