"""Expands INPUT into sources: files, folders, globs, zip archives, a list of paths on stdin."""

# os.path keeps paths as they were typed and answers False where pathlib may raise.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH118, PTH207

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path, PurePosixPath

from gouji.pipeline.batch.archives import ARCHIVE_SUFFIX, are_pages, list_members
from gouji.pipeline.batch.json_files import find_documents, is_document
from gouji.pipeline.errors import ReportError
from gouji.pipeline.media import MEDIA_BY_SUFFIX

SUFFIXES = frozenset({*MEDIA_BY_SUFFIX, ARCHIVE_SUFFIX})


class InputError(Exception):
    """An INPUT matches nothing. The message names it, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one member of an archive. An archive whose members are the pages of one report
    is one file.

    `is_named`: the user named the file itself; otherwise a scan found it. `folder` is the folder
    that was scanned, None where none was. `is_document`: its name or its first bytes show a
    converted document, which its suffix does not.
    """

    path: str
    member: str | None = None
    is_named: bool = False
    folder: str | None = None
    is_document: bool = False

    @property
    def name(self) -> str:
        """The name that `reports.source` holds. Bytes that are not UTF-8 are escaped (\\xc4)."""
        path = os.fsencode(self.path).decode("utf-8", "backslashreplace")
        return path if self.member is None else f"{path}!{self.member}"

    @property
    def key(self) -> str:
        """The absolute name: equal for all spellings of one path."""
        return name_to_key(self.name)

    @property
    def suffix(self) -> str:
        """The suffix in lower case, with its dot."""
        return PurePosixPath(self.member or self.path).suffix.lower()

    @property
    def is_candidate(self) -> bool:
        """Whether reading is attempted: the file was named, its suffix is known, or a scan has
        found that it is a document.

        An archive inside an archive is not opened. It is tried as a document, so that it appears
        as a failure.
        """
        return self.is_named or self.is_document or self.suffix in SUFFIXES


@dataclass(frozen=True, slots=True)
class ExpandedInputs:
    """The sources of a run.

    `sources`: every candidate, once. `ignored`: number of other files. `roots`: keys of all
    places that were scanned.
    """

    sources: tuple[Source, ...]
    ignored: int
    roots: tuple[str, ...]


def name_to_key(name: str) -> str:
    """The absolute spelling of a source's name."""
    path, member = split_name(name)
    return os.path.abspath(path) + (f"!{member}" if member is not None else "")


def split_name(name: str) -> tuple[str, str | None]:
    """Split a source's name into its path and, for an archive, the name of the member."""
    mark = name.lower().find(f"{ARCHIVE_SUFFIX}!")
    if mark < 0:
        return name, None
    end = mark + len(ARCHIVE_SUFFIX)
    return name[:end], name[end + 1 :]


def expand_inputs(inputs: Sequence[str], out: Path, stdin: Iterable[str] = ()) -> ExpandedInputs:
    """List the sources of all `inputs`. The input "-" means the paths in the lines of `stdin`.

    The folder `out` is skipped. Raises InputError where an input matches nothing.
    """
    by_key: dict[str, Source] = {}
    roots: list[str] = []
    for pattern in inputs:
        paths = _paths_in_lines(stdin) if pattern == "-" else _match(pattern)
        sources = [source for path in paths for source in _scan(path, os.path.realpath(out))]
        if not any(source.is_candidate and os.path.exists(source.path) for source in sources):
            raise InputError(f"没有可读取的文件：{pattern}\nThere is nothing to read: {pattern}")
        for source in sources:
            by_key[source.key] = source if source.is_named else by_key.get(source.key, source)
        roots += map(name_to_key, paths)
    candidates = tuple(source for source in by_key.values() if source.is_candidate)
    return ExpandedInputs(candidates, len(by_key) - len(candidates), tuple(roots))


def _paths_in_lines(lines: Iterable[str]) -> list[str]:
    return [str(Path(line.rstrip("\r\n"))) for line in lines if line.strip()]


def _match(pattern: str) -> list[str]:
    """The paths of a pattern. A path that exists is taken literally, even if it has brackets."""
    exists = os.path.lexists(pattern)
    paths = [pattern] if exists else sorted(glob(pattern, recursive=True))
    return [str(Path(path)) for path in paths]


def _scan(path: str, out: str) -> Iterator[Source]:
    """Every source at a path that the user named."""
    if os.path.isdir(path):
        yield from _scan_folder(path, out)
    elif path.lower().endswith(ARCHIVE_SUFFIX):
        yield from _scan_archive(path, is_named=True)
    else:
        yield Source(path, is_named=True)


def _scan_folder(top: str, out: str) -> Iterator[Source]:
    """The sources below a folder. Each folder is entered once, whatever links lead to it.

    Hidden entries, the folder `out`, pipes and dangling links are skipped.
    """
    entered = {out}
    unreadable: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=unreadable.append, followlinks=True):
        real = os.path.realpath(folder)
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name) if folder != "." else name
            if not name.startswith(".") and os.path.isfile(path):
                yield from _scan_file(path, top)
    # A folder that cannot be listed becomes a failed row instead of being skipped silently.
    yield from (Source(str(error.filename), is_named=True) for error in unreadable)


def _scan_file(path: str, folder: str) -> Iterator[Source]:
    if path.lower().endswith(ARCHIVE_SUFFIX):
        yield from _scan_archive(path, is_named=False)
    else:
        yield Source(path, folder=folder, is_document=is_document(path))


def _scan_archive(path: str, *, is_named: bool) -> Iterator[Source]:
    try:
        members = list_members(path)
        documents = find_documents(path, members)
    except ReportError:  # the archive as a whole is the source; reading it repeats the error
        yield Source(path, is_named=is_named)
        return
    if are_pages(members):
        yield Source(path, is_named=is_named)
    else:
        for member in members:
            yield Source(path, member, is_document=member in documents)
