"""Samples: synthetic reports with the truth of every cell, and their file format on disk."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from gouji.pipeline.records import CellKey, Document, Status
from gouji.training.corpus.document_cache import read_document
from gouji.training.corpus.reports.marks import Mark, unmark


class CellTruth(NamedTuple):
    """The true reading of a cell.

    `accepted` holds other statuses that count as right too. `start` is the offset of `raw` in
    `Sample.text`. It is None for HTML, because the text of HTML is not known here.
    """

    status: Status
    value: Decimal | None
    raw: str | None
    accepted: frozenset[Status] = frozenset()
    start: int | None = None


class SectionHeading(NamedTuple):
    """A heading that opens a section, with its offset in `Sample.text` (None for HTML)."""

    section: str
    start: int | None
    title: str


@dataclass(frozen=True)
class Sample:
    """A synthetic report with its truth.

    `forms` gives the form version of each table. `agency` and `year` are None if the page does
    not name them. `marked_text` is the page with markers in place of figures and headings. Where
    the text of a medium is not known beforehand (HTML), read `marked` and apply `unmark`.
    `file` is the printed page for media that are not text. `marked_file` is the same page with
    the markers printed; not all of these media have one. `cache_folder` keeps files as they were
    read.
    """

    name: str
    rendering: str
    damages: tuple[str, ...]
    encoding: str
    forms: Mapping[str, str]
    agency: str | None
    year: int | None
    cells: Mapping[CellKey, CellTruth]
    headings: tuple[SectionHeading, ...]
    marks: Mapping[int, Mark]
    marked_text: str
    file: bytes | None = None
    marked_file: bytes | None = None
    cache_folder: Path | None = field(default=None, compare=False)

    @property
    def is_html(self) -> bool:
        return self.name.endswith(".html")

    @property
    def marked(self) -> bytes:
        """The page with markers as a file, or as encoded text if there is no such file."""
        return self.marked_file or self._encode(self.marked_text)

    @cached_property
    def data(self) -> bytes:
        """The page as a file."""
        return self.file or self._encode(self._printed_text)

    @cached_property
    def document(self) -> Document:
        """The page as ingest reads it. Raises ReportError."""
        return read_document(self.data, self.name, self.cache_folder if self.file else None)

    @property
    def text(self) -> str | None:
        """The text that ingest must return for `data`, None where ingest composes a new text."""
        return None if self.is_html or self.file else self._printed_text

    @cached_property
    def _printed_text(self) -> str:
        return unmark(self.marked_text, self.marks).text

    def _encode(self, text: str) -> bytes:
        return text.encode(self.encoding, "xmlcharrefreplace" if self.is_html else "strict")


def save_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write one JSON object per line, compressed. Equal samples give equal bytes."""
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as raw, gzip.GzipFile("", "wb", 3, raw, mtime=0) as file:
        for sample in samples:
            file.write(json.dumps(_to_json(sample), ensure_ascii=False).encode() + b"\n")
    temporary.replace(path)


def load_samples(path: Path) -> Iterator[Sample]:
    """The samples that `save_samples` wrote."""
    cache_folder = path.parent / "documents"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield _from_json(json.loads(line), cache_folder)


# The attribute of a sample that holds each file, by the key of the file in JSON.
_FILES = {"file": "file", "twin": "marked_file"}


def _to_json(sample: Sample) -> dict[str, Any]:
    cells = [
        [*key, t.status, _value_to_json(t.value), t.raw, sorted(t.accepted), t.start]
        for key, t in sample.cells.items()
    ]
    marks = [
        [index, mark.kind, mark.original, mark.key, mark.section]
        for index, mark in sample.marks.items()
    ]
    plain = ("name", "rendering", "damages", "encoding", "forms", "agency", "year", "headings")
    record = {name: getattr(sample, name) for name in plain}
    files = {key: getattr(sample, name) for key, name in _FILES.items()}
    record |= {key: b64encode(data).decode() for key, data in files.items() if data}
    return record | {"cells": cells, "marks": marks, "marked_text": sample.marked_text}


def _value_to_json(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _from_json(record: dict[str, Any], cache_folder: Path) -> Sample:
    record["damages"] = tuple(record["damages"])
    record["headings"] = tuple(SectionHeading(*heading) for heading in record["headings"])
    record["cells"] = {CellKey(*row[:3]): _truth_from_json(row[3:]) for row in record["cells"]}
    record["marks"] = {
        index: Mark(kind, original, CellKey(*key) if key else None, section)
        for index, kind, original, key, section in record["marks"]
    }
    for key, name in _FILES.items():
        if key in record:
            record[name] = b64decode(record.pop(key))
    return Sample(**record, cache_folder=cache_folder)


def _truth_from_json(fields: list[Any]) -> CellTruth:
    status, value, raw, accepted, start = fields
    number = None if value is None else Decimal(value)
    return CellTruth(status, number, raw, frozenset(accepted), start)
