"""Zip archives: what is in them, read in place and within limits. Nothing is unpacked to disk."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge, Unreachable, Unsupported

ARCHIVE = ".zip"
MOST_MEMBERS = 100_000
_ENCRYPTED = 1  # the general purpose bit flag of a member

# What zipfile and its decompressors raise on broken, encrypted or exotic archives.
_FAULTS = (
    BadZipFile,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    KeyError,
    zlib.error,
    lzma.LZMAError,
)


def find_members(path: str) -> list[str]:
    """The names of the files in an archive, hidden ones left out. Raises ReportError."""
    with open_archive(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if len(names) > MOST_MEMBERS:
        raise TooLarge(f"{len(names)} > {MOST_MEMBERS}")
    return [name for name in dict.fromkeys(names) if not _is_hidden(name)]


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part != ".." for part in parts)


@contextmanager
def open_archive(path: str) -> Iterator[ZipFile]:
    """An archive ready for `read_member`. Raises ReportError."""
    try:
        archive = _open(path)
    except (FileNotFoundError, PermissionError) as error:
        raise Unreachable from error
    except _FAULTS as error:
        raise Damaged from error
    with archive:
        yield archive


def _open(path: str) -> ZipFile:
    """Names without the UTF-8 mark are in whatever the packing machine used: cp437 by the
    standard, but UTF-8 from many Unix tools and GB18030 from Chinese Windows."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return ZipFile(path, metadata_encoding=encoding)
        except UnicodeDecodeError:
            continue
    return ZipFile(path)


def read_member(archive: ZipFile, name: str, limit: int) -> bytes:
    """A member's bytes, at most `limit`. Raises ReportError."""
    try:
        if archive.getinfo(name).flag_bits & _ENCRYPTED:
            raise Encrypted
        with archive.open(name) as stream:
            data = stream.read(limit + 1)
    except NotImplementedError as error:
        raise Unsupported(f"zip: {error}"[:100]) from error
    except _FAULTS as error:
        raise Damaged(type(error).__name__) from error
    if len(data) > limit:
        raise TooLarge(f"> {limit} bytes")
    return data
