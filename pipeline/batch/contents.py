"""Reads the bytes of each source and gives it its id."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from gouji.pipeline.batch.archives import ARCHIVE, find_members, open_archive, read_member
from gouji.pipeline.batch.sources import Source
from gouji.pipeline.errors import Damaged, ReportError, TooLarge, Unreachable

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """A source with its bytes, or what kept them away.

    `report` is the SHA-256 of the bytes; where they cannot be had at all (`known` is False),
    that of the source's name stands in, so that the failure too is one row and keeps its id.
    """

    source: Source
    report: str
    data: bytes | ReportError
    known: bool = True


def load(sources: Iterable[Source], limit: int) -> Iterator[Content]:
    """The content of each source in turn; one archive is opened once. At most `limit` bytes."""
    for archive, group in groupby(sources, key=lambda one: one.path if one.member else None):
        if archive is None:
            yield from (_load_file(source, limit) for source in group)
        else:
            yield from _load_members(archive, list(group), limit)


def _load_members(path: str, sources: list[Source], limit: int) -> Iterator[Content]:
    try:
        with open_archive(path) as archive:
            yield from (_load_member(archive, source, limit) for source in sources)
    except ReportError as error:  # it was whole when its members were listed
        yield from (_lost(source, error) for source in sources)


def _load_member(archive: ZipFile, source: Source, limit: int) -> Content:
    try:
        data = read_member(archive, source.member or "", limit)
    except ReportError as error:
        return _lost(source, error)
    return Content(source, sha256(data).hexdigest(), data)


def _load_file(source: Source, limit: int) -> Content:
    try:
        with _open(source.path) as stream:
            return _read(source, stream, limit)
    except OSError as error:
        return _lost(source, Unreachable(error.strerror or ""))


def _open(path: str) -> BinaryIO:
    """A pipe or a device would keep the run waiting, or never end."""
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return Path(path).open("rb")


def _read(source: Source, stream: BinaryIO, limit: int) -> Content:
    data = stream.read(limit + 1)
    digest = sha256(data)
    if len(data) > limit:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
        return Content(source, digest.hexdigest(), TooLarge(f"> {limit} bytes"))
    return Content(source, digest.hexdigest(), _archive_fault(source) or data)


def _archive_fault(source: Source) -> ReportError | None:
    """A whole archive is a source only if its members could not be listed."""
    if source.suffix != ARCHIVE:
        return None
    try:
        find_members(source.path)
    except ReportError as error:
        return error
    return Damaged()


def _lost(source: Source, error: ReportError) -> Content:
    return Content(source, sha256(source.name.encode("utf-8", "replace")).hexdigest(), error, False)
