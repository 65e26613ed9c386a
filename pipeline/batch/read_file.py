"""Reads one file and turns what came of it into rows: the same wherever that happens."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from gouji.pipeline.batch.contents import Content
from gouji.pipeline.errors import InternalError, OutOfMemory, ReportError
from gouji.pipeline.records import Report
from gouji.pipeline.store.rows import Reading, Tables, join_tables, number_report, reading_to_tables


@dataclass(frozen=True, slots=True)
class Walk:
    """How to read the reports in a file, and what to record with them: the models' versions and,
    as JSON, the settings."""

    read: Callable[[bytes, str], Sequence[Report]]
    models: str
    settings: str


class Read(NamedTuple):
    """The rows that one file yielded; `trace` is the traceback of a bug of ours, or empty."""

    tables: Tables
    trace: str = ""

    @property
    def error(self) -> str | None:
        """The kind of the failure, if it is one."""
        kind: str | None = self.tables["reports"]["error"][0].as_py()
        return kind


Done = tuple[Content, Read]


def load_walk(configs: str) -> Walk:
    """The walk with the forms, rules and thresholds in the folder `configs`, and the shipped
    models. Raises ConfigError and ArtefactError."""
    from gouji.pipeline.extract import extract_all
    from gouji.pipeline.kit import load_kit

    kit = load_kit(Path(configs))
    settings = kit.config.model_dump_json()
    return Walk(lambda data, name: extract_all(data, name, kit), kit.versions, settings)


def read_one(report: str, name: str, data: bytes | ReportError, walk: Walk) -> Read:
    """Read the file `name`; `report` is its id and that of the first report in it. Never raises
    for what is in it: a failure, a bug of ours too, is one row."""
    started = perf_counter()
    failure: ReportError

    def to_tables(outcomes: Sequence[Report | ReportError]) -> Tables:
        seconds = (perf_counter() - started) / len(outcomes)
        settled = seconds, walk.models, walk.settings
        ids = (number_report(report, number) for number in count(1))
        readings = (Reading(i, name, one, *settled) for i, one in zip(ids, outcomes, strict=False))
        return join_tables(map(reading_to_tables, readings))

    try:
        return Read(to_tables([data] if isinstance(data, ReportError) else walk.read(data, name)))
    except ReportError as error:
        failure, trace = error, ""
    except MemoryError:
        failure, trace = OutOfMemory(), ""
    except Exception as error:  # the worker boundary
        failure, trace = InternalError(type(error).__name__), traceback.format_exc()
    # what filled the memory is free again only here, where its frames are
    return Read(to_tables([failure]), trace)


def read_here(load: Callable[[], Walk], contents: Iterator[Content]) -> Generator[Done, None, None]:
    """What each of `contents` yielded, read in this process and without limits."""
    walk: Walk | None = None
    for content in contents:
        walk = walk or load()
        yield content, read_one(content.report, content.source.name, content.data, walk)
