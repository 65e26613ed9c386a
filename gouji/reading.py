"""Reads the reports in a file with forms, rules and models that are loaded once a process."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from gouji.report import Report, fields_of, find_tables

if TYPE_CHECKING:
    from gouji.pipeline.kit import Kit

# pdfium is not safe to use from several threads.
_READING = Lock()
_LOADING = Lock()

Fingerprint = tuple[tuple[str, int, int], ...]


class _Loaded(NamedTuple):
    """A kit, and the state of the files that it was loaded from."""

    fingerprint: Fingerprint
    kit: Kit


_LOADED: dict[tuple[Path, Path], _Loaded] = {}


def load_kit_once(configs: Path, artefacts: Path) -> Kit:
    """The forms, rules and thresholds in `configs` and the models in `artefacts`.

    They are loaded at the first call, and again once a file in one of the folders has another
    size or time. Safe to call from several threads. Raises ConfigError and ArtefactError.
    """
    from gouji.pipeline.kit import load_kit

    folders = configs.resolve(), artefacts.resolve()
    with _LOADING:
        fingerprint = _fingerprint(*folders)
        loaded = _LOADED.get(folders)
        if loaded is None or loaded.fingerprint != fingerprint:
            loaded = _LOADED[folders] = _Loaded(fingerprint, load_kit(configs, artefacts))
        return loaded.kit


def _fingerprint(*folders: Path) -> Fingerprint:
    """The path, the size in bytes and the time of the last change of every file in the folders."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    states = [(str(path), path.stat()) for path in files if path.suffix != ".pyc"]
    return tuple((path, state.st_size, state.st_mtime_ns) for path, state in states)


def read_reports(
    data: bytes, name: str, configs: Path, artefacts: Path, *, of: bytes | None = None
) -> tuple[Report, ...]:
    """The reports in a file, in their order: at least one. One file is read at a time. `of` is the
    file where `data` has more than it: a web page with the images beside it.

    Raises ReportError, ConfigError and ArtefactError.
    """
    from gouji.pipeline.extract import extract_all
    from gouji.pipeline.store.records_to_rows import number_report

    kit = load_kit_once(configs, artefacts)
    with _READING:
        started = perf_counter()
        outcomes = extract_all(data, name, kit)
        seconds = (perf_counter() - started) / len(outcomes)
    file = hashlib.sha256(data if of is None else of).hexdigest()
    settings = kit.config.model_dump_json()
    return tuple(
        Report(
            **fields_of(outcome),
            id=number_report(file, number),
            source=name,
            seconds=seconds,
            models=kit.versions,
            settings=settings,
            tables=find_tables(outcome.cells, kit.forms),
        )
        for number, outcome in enumerate(outcomes, 1)
    )
