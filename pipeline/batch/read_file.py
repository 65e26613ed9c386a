"""Reads one file and turns the outcome into rows of the datasets, whatever process it runs in."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from gouji.pipeline.batch.load_files import Content
from gouji.pipeline.batch.sources import Source
from gouji.pipeline.errors import InternalError, OutOfMemory, ReportError
from gouji.pipeline.page_progress import page_progress
from gouji.pipeline.records import Report
from gouji.pipeline.store.records_to_rows import (
    Reading,
    Tables,
    join_tables,
    number_report,
    reading_to_tables,
)


@dataclass(frozen=True, slots=True)
class Extractor:
    """A function from (bytes, file name) to reports, and what `reports` records about it.

    `models`: versions of the models. `settings`: thresholds and limits, as JSON.
    """

    extract: Callable[[bytes, str], Sequence[Report]]
    models: str
    settings: str


# Receives a source, the number of its pages that have been read, and that of all its pages.
SourcePageCallback = Callable[[Source, int, int], None]


class FileRows(NamedTuple):
    """The rows of one file in each dataset.

    `traceback`: that of an unexpected exception; empty if there was none.
    """

    tables: Tables
    traceback: str = ""

    @property
    def error_kind(self) -> str | None:
        """The kind of the failure. None if the file was read."""
        kind: str | None = self.tables["reports"]["error"][0].as_py()
        return kind


class FinishedFile(NamedTuple):
    """A content and the rows that reading it gave."""

    content: Content
    rows: FileRows


def ignore_pages(source: Source, done: int, total: int) -> None:
    """For those who do not want to know."""


def load_extractor(configs: str, artefacts: str = "") -> Extractor:
    """The extractor with the forms, rules and thresholds in `configs` and the models in the folder
    `artefacts`, by default the shipped ones.

    Raises ConfigError and ArtefactError.
    """
    from gouji.pipeline.extract import extract_all
    from gouji.pipeline.kit import load_kit

    kit = load_kit(Path(configs), Path(artefacts) if artefacts else None)
    settings = kit.config.model_dump_json()
    return Extractor(lambda data, name: extract_all(data, name, kit), kit.versions, settings)


def read_file(report: str, name: str, data: bytes | ReportError, extractor: Extractor) -> FileRows:
    """Read the file `name`, whose first report gets the id `report`.

    Every failure, an unexpected exception included, becomes one failed row. Raises nothing.
    """
    started = perf_counter()
    failure: ReportError

    def to_tables(outcomes: Sequence[Report | ReportError]) -> Tables:
        seconds = (perf_counter() - started) / len(outcomes)
        ids = (number_report(report, number) for number in count(1))
        readings = (
            Reading(id_, name, outcome, seconds, extractor.models, extractor.settings)
            for id_, outcome in zip(ids, outcomes, strict=False)
        )
        return join_tables(map(reading_to_tables, readings))

    try:
        if isinstance(data, ReportError):
            raise data
        return FileRows(to_tables(extractor.extract(data, name)))
    except ReportError as error:
        failure, trace = error, ""
    except MemoryError:
        failure, trace = OutOfMemory(), ""
    except Exception as error:  # a bug costs one row and does not stop the run
        failure, trace = InternalError(type(error).__name__), traceback.format_exc()
    # After the except blocks the frames of the failed call are gone and their memory is free.
    return FileRows(to_tables([failure]), trace)


def read_in_process(
    load: Callable[[], Extractor],
    contents: Iterator[Content],
    on_page: SourcePageCallback = ignore_pages,
) -> Generator[FinishedFile, None, None]:
    """Read all `contents` in this process, without limits of time and memory."""
    extractor: Extractor | None = None
    for content in contents:
        extractor = extractor or load()
        with page_progress(partial(on_page, content.source)):
            rows = read_file(content.report, content.source.name, content.data, extractor)
        yield FinishedFile(content, rows)
