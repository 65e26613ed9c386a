"""Samples: synthetic reports with the truth of every cell, and how they are kept on disk."""

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
from gouji.training.corpus.ingested import read_document
from gouji.training.corpus.reports.marks import Mark, unmark


class Truth(NamedTuple):
    """What is right at a cell. `also` are statuses that are as right.

    `start` is the place of `raw` in `Sample.text`, None in HTML: its text is not known here.
    """

    status: Status
    value: Decimal | None
    raw: str | None
    also: frozenset[Status] = frozenset()
    start: int | None = None


class Heading(NamedTuple):
    """A heading that opens a section, with its place in `Sample.text` (None in HTML)."""

    section: str
    start: int | None
    title: str


@dataclass(frozen=True)
class Sample:
    """A synthetic report. `forms` gives the version each table follows.

    `marked_text` is the page with markers in the places of figures and headings: where the text
    of a medium is not known beforehand (HTML), ingest `marked` and look for them with `unmark`.
    `agency` and `year` are None where the page does not name them. `file` is the printed page in
    media that are no text, `twin` the same with the markers printed, in those that have one.
    `kept` is the folder in which files are kept as they were read.
    """

    name: str
    rendering: str
    damages: tuple[str, ...]
    encoding: str
    forms: Mapping[str, str]
    agency: str | None
    year: int | None
    cells: Mapping[CellKey, Truth]
    headings: tuple[Heading, ...]
    marks: Mapping[int, Mark]
    marked_text: str
    file: bytes | None = None
    twin: bytes | None = None
    kept: Path | None = field(default=None, compare=False)

    @property
    def is_html(self) -> bool:
        return self.name.endswith(".html")

    @property
    def marked(self) -> bytes:
        """The marked page as a file, of text where it has no twin."""
        return self.twin or self._encode(self.marked_text)

    @cached_property
    def data(self) -> bytes:
        """The page as a file."""
        return self.file or self._encode(self._printed)

    @cached_property
    def document(self) -> Document:
        """The page as it is read. Raises ReportError."""
        return read_document(self.data, self.name, self.kept if self.file else None)

    @property
    def text(self) -> str | None:
        """The text that reading `data` must give; None where ingest writes the text anew."""
        return None if self.is_html or self.file else self._printed

    @cached_property
    def _printed(self) -> str:
        return unmark(self.marked_text, self.marks)[0]

    def _encode(self, text: str) -> bytes:
        return text.encode(self.encoding, "xmlcharrefreplace" if self.is_html else "strict")


def save_samples(path: Path, samples: Iterable[Sample]) -> None:
    """One JSON object a line, compressed, the same bytes for the same samples."""
    part = path.with_suffix(".part")
    with part.open("wb") as raw, gzip.GzipFile("", "wb", 3, raw, mtime=0) as file:
        for sample in samples:
            file.write(json.dumps(_to_json(sample), ensure_ascii=False).encode() + b"\n")
    part.replace(path)


def load_samples(path: Path) -> Iterator[Sample]:
    """The samples that `save_samples` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield _from_json({**json.loads(line), "kept": path.parent / "documents"})


def _to_json(sample: Sample) -> dict[str, Any]:
    cells = [
        [*key, t.status, _spell(t.value), t.raw, sorted(t.also), t.start]
        for key, t in sample.cells.items()
    ]
    marks = [
        [index, mark.kind, mark.original, mark.key, mark.section]
        for index, mark in sample.marks.items()
    ]
    plain = ("name", "rendering", "damages", "encoding", "forms", "agency", "year", "headings")
    known = {field: getattr(sample, field) for field in plain}
    files = {"file": sample.file, "twin": sample.twin}
    known |= {name: b64encode(data).decode() for name, data in files.items() if data}
    return known | {"cells": cells, "marks": marks, "marked_text": sample.marked_text}


def _spell(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _from_json(row: dict[str, Any]) -> Sample:
    row["damages"] = tuple(row["damages"])
    row["headings"] = tuple(Heading(*heading) for heading in row["headings"])
    row["cells"] = {
        CellKey(*cell[:3]): Truth(
            cell[3],
            None if cell[4] is None else Decimal(cell[4]),
            cell[5],
            frozenset(cell[6]),
            cell[7],
        )
        for cell in row["cells"]
    }
    row["marks"] = {
        index: Mark(kind, original, CellKey(*key) if key else None, section)
        for index, kind, original, key, section in row["marks"]
    }
    row |= {name: b64decode(row[name]) for name in ("file", "twin") if name in row}
    return Sample(**row)
