"""Zip archives. Members are read in place and within limits; nothing is unpacked to disk."""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge, Unreachable, Unsupported
from gouji.pipeline.media import MEDIA_BY_SUFFIX

ARCHIVE_SUFFIX = ".zip"
# Number of files in an archive above which the archive is refused.
MAX_MEMBERS = 100_000
# The number of a page in the name of its file: 3, 003, (3), 三, 20220113_101010.
_NUMBER = re.compile(r"[\d０-９一二三四五六七八九十百〇零()（）\s_.-]+")
# Bit 0 of a member's general purpose flag in the zip format.
_ENCRYPTED_FLAG = 1

# What zipfile and its decompressors raise on broken, encrypted or exotic archives.
_ZIP_ERRORS = (
    BadZipFile,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    KeyError,
    zlib.error,
    lzma.LZMAError,
)


def list_members(path: str) -> list[str]:
    """The names of the files in the archive `path`, without hidden files. Raises ReportError."""
    with open_archive(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if len(names) > MAX_MEMBERS:
        raise TooLarge(f"{len(names)} > {MAX_MEMBERS}")
    return [name for name in dict.fromkeys(names) if not _is_hidden(name)]


def are_pages(names: Sequence[str]) -> bool:
    """Whether the members of an archive are the pages of one report: pictures in one folder whose
    names differ in their numbers alone. Files of unknown kinds do not count."""
    paths = [PurePosixPath(name) for name in names]
    media = {path: MEDIA_BY_SUFFIX.get(path.suffix.lower()) for path in paths}
    if any(path.suffix.lower() == ARCHIVE_SUFFIX for path in paths):
        return False
    pages = [path for path in paths if media[path]]
    series = {(path.parent, _NUMBER.sub("", path.stem)) for path in pages}
    return len(pages) > 1 and len(series) == 1 and {media[path] for path in pages} == {"image"}


def _is_hidden(name: str) -> bool:
    folders = name.split("/")
    return folders[0] == "__MACOSX" or any(
        folder.startswith(".") and folder != ".." for folder in folders
    )


@contextmanager
def open_archive(path: str) -> Iterator[ZipFile]:
    """An open archive for `read_member`. Raises ReportError."""
    try:
        archive = _open(path)
    except (FileNotFoundError, PermissionError) as error:
        raise Unreachable from error
    except _ZIP_ERRORS as error:
        raise Damaged from error
    with archive:
        yield archive


def _open(path: str) -> ZipFile:
    """Open an archive with the encoding of its member names.

    Names without the UTF-8 flag are in the encoding of the machine that packed the archive: cp437
    by the standard, UTF-8 from many Unix tools, GB18030 from Chinese Windows.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return ZipFile(path, metadata_encoding=encoding)
        except UnicodeDecodeError:
            continue
    return ZipFile(path)


def read_member(archive: ZipFile, name: str, max_bytes: int) -> bytes:
    """The bytes of a member. Raises ReportError, also where they exceed `max_bytes`."""
    data = read_head(archive, name, max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLarge(f"> {max_bytes} bytes")
    return data


def read_head(archive: ZipFile, name: str, size: int) -> bytes:
    """The first `size` bytes of a member. Raises ReportError."""
    try:
        if archive.getinfo(name).flag_bits & _ENCRYPTED_FLAG:
            raise Encrypted
        with archive.open(name) as stream:
            return stream.read(size)
    except NotImplementedError as error:
        raise Unsupported(f"zip: {error}"[:100]) from error
    except _ZIP_ERRORS as error:
        raise Damaged(type(error).__name__) from error
