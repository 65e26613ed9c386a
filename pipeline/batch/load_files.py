"""Reads the bytes of each source and derives the id of its report."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from gouji.pipeline.batch.archives import (
    ARCHIVE_SUFFIX,
    are_pages,
    list_members,
    open_archive,
    read_member,
)
from gouji.pipeline.batch.page_images import add_images, is_page, load_file, load_member
from gouji.pipeline.batch.sources import Source
from gouji.pipeline.errors import Damaged, ReportError, TooLarge, Unreachable

# Bytes read at a time from a file that exceeds the limit and is only hashed.
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """A source with its bytes, or with the error that prevented reading them.

    `report` is the SHA-256 of the bytes, in hex. To those of a web page the images that it shows
    are added, which do not count for `report`. Where the bytes are not available (`is_hashed`
    is False) it is the SHA-256 of the source name, so that the failure has one row with a stable
    id.
    """

    source: Source
    report: str
    data: bytes | ReportError
    is_hashed: bool = True


def load_contents(sources: Iterable[Source], max_bytes: int) -> Iterator[Content]:
    """The content of each source, in order. Files above `max_bytes` yield `TooLarge`.

    Consecutive members of one archive share one open archive.
    """
    by_archive = groupby(sources, key=lambda source: source.path if source.member else None)
    for archive, group in by_archive:
        if archive is None:
            yield from (_load_file(source, max_bytes) for source in group)
        else:
            yield from _load_members(archive, list(group), max_bytes)


def _load_members(path: str, sources: list[Source], max_bytes: int) -> Iterator[Content]:
    try:
        with open_archive(path) as archive:
            yield from (_load_member(archive, source, max_bytes) for source in sources)
    except ReportError as error:  # the archive changed after its members were listed
        yield from (_unavailable(source, error) for source in sources)


def _load_member(archive: ZipFile, source: Source, max_bytes: int) -> Content:
    try:
        data = read_member(archive, source.member or "", max_bytes)
    except ReportError as error:
        return _unavailable(source, error)

    report, load = sha256(data).hexdigest(), partial(load_member, archive)
    if is_page(source):
        data = add_images(source, data, load, max_bytes)
    return Content(source, report, data)


def _load_file(source: Source, max_bytes: int) -> Content:
    try:
        with _open_regular(source.path) as stream:
            return _read(source, stream, max_bytes)
    except OSError as error:
        return _unavailable(source, Unreachable(error.strerror or ""))


def _open_regular(path: str) -> BinaryIO:
    """Open a regular file. A pipe may block for ever, and a device may never end."""
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return Path(path).open("rb")


def _read(source: Source, stream: BinaryIO, max_bytes: int) -> Content:
    data = stream.read(max_bytes + 1)
    digest = sha256(data)
    if len(data) > max_bytes:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
        return Content(source, digest.hexdigest(), TooLarge(f"> {max_bytes} bytes"))
    report = digest.hexdigest()
    if is_page(source):
        data = add_images(source, data, load_file, max_bytes)
    return Content(source, report, _archive_error(source) or data)


def _archive_error(source: Source) -> ReportError | None:
    """Why an archive could not be expanded. None if the source is not an archive.

    An archive itself is a source where its members are the pages of one report, or where listing
    them failed.
    """
    if source.suffix != ARCHIVE_SUFFIX:
        return None
    try:
        return None if are_pages(list_members(source.path)) else Damaged()
    except ReportError as error:
        return error


def _unavailable(source: Source, error: ReportError) -> Content:
    name = source.name.encode("utf-8", "replace")
    return Content(source, sha256(name).hexdigest(), error, is_hashed=False)
