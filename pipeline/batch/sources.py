"""What INPUT stands for: files, folders, globs, zip archives, a list of paths on stdin."""

# os.path keeps paths as they were typed and answers False where pathlib may raise.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH118, PTH207

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path, PurePosixPath

from gouji.pipeline.batch.archives import ARCHIVE, find_members
from gouji.pipeline.errors import ReportError

SUFFIXES = frozenset(
    {".html", ".htm", ".shtml", ".xhtml", ".txt", ".text", ".md", ".markdown", ".tsv", ARCHIVE}
    | {".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".doc", ".dot", ".wps", ".rtf", ".xls", ".et"}
    | {".dotx", ".dotm", ".xltx", ".xltm", ".mht", ".mhtml"}
)


class InputError(Exception):
    """An INPUT matches nothing; the message says which, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or one member of an archive. `named`: given by name, not met in a scan."""

    path: str
    member: str | None = None
    named: bool = False

    @property
    def name(self) -> str:
        """As `reports.source` has it. Bytes of a path that are no UTF-8 are spelled out."""
        path = os.fsencode(self.path).decode("utf-8", "backslashreplace")
        return path if self.member is None else f"{path}!{self.member}"

    @property
    def key(self) -> str:
        """The same for every spelling of one path."""
        return name_to_key(self.name)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.member or self.path).suffix.lower()

    @property
    def is_tried(self) -> bool:
        """A file named directly always is. An archive inside an archive stays closed: it is tried
        as a document, so that what may be in it is a failure to see."""
        return self.named or self.suffix in SUFFIXES


@dataclass(frozen=True, slots=True)
class Found:
    """What the INPUTs hold: every source to read, once; the number of other files passed over;
    and the keys of all places that were looked at."""

    sources: tuple[Source, ...]
    ignored: int
    roots: tuple[str, ...]


def name_to_key(name: str) -> str:
    """The absolute spelling of a source's name."""
    path, member = split_name(name)
    return os.path.abspath(path) + (f"!{member}" if member is not None else "")


def split_name(name: str) -> tuple[str, str | None]:
    """The path of a source's name, and the member if that path is an archive."""
    mark = name.lower().find(f"{ARCHIVE}!")
    if mark < 0:
        return name, None
    end = mark + len(ARCHIVE)
    return name[:end], name[end + 1 :]


def expand(inputs: Sequence[str], out: Path, stdin: Iterable[str] = ()) -> Found:
    """Everything that `inputs` stand for; "-" stands for the paths in the lines of `stdin`.

    `out` is left aside wherever it is met. Raises InputError where an input matches nothing.
    """
    met: dict[str, Source] = {}
    roots: list[str] = []
    for one in inputs:
        paths = _listed(stdin) if one == "-" else _matches(one)
        sources = [source for path in paths for source in _scan(path, os.path.realpath(out))]
        if not any(source.is_tried and os.path.exists(source.path) for source in sources):
            raise InputError(f"没有可读取的文件：{one}\nThere is nothing to read: {one}")
        for source in sources:
            met[source.key] = source if source.named else met.get(source.key, source)
        roots += map(name_to_key, paths)
    tried = tuple(source for source in met.values() if source.is_tried)
    return Found(tried, len(met) - len(tried), tuple(roots))


def _listed(lines: Iterable[str]) -> list[str]:
    return [str(Path(line.rstrip("\r\n"))) for line in lines if line.strip()]


def _matches(one: str) -> list[str]:
    """A path that exists is itself, even if it looks like a glob."""
    paths = [one] if os.path.lexists(one) else sorted(glob(one, recursive=True))
    return [str(Path(path)) for path in paths]


def _scan(path: str, out: str) -> Iterator[Source]:
    """Every source at a path that was named."""
    if os.path.isdir(path):
        yield from _scan_folder(path, out)
    elif path.lower().endswith(ARCHIVE):
        yield from _scan_archive(path, named=True)
    else:
        yield Source(path, named=True)


def _scan_folder(top: str, out: str) -> Iterator[Source]:
    """Hidden entries, `out` and what is no regular file (pipes, dangling links) are skipped;
    a folder is entered once, by whatever links it is reached."""
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
                yield from _scan_file(path)
    # a folder that cannot be listed is a failure to show, not a silence
    yield from (Source(str(error.filename), named=True) for error in unreadable)


def _scan_file(path: str) -> Iterator[Source]:
    if path.lower().endswith(ARCHIVE):
        yield from _scan_archive(path, named=False)
    else:
        yield Source(path)


def _scan_archive(path: str, named: bool) -> Iterator[Source]:
    try:
        yield from (Source(path, member) for member in find_members(path))
    except ReportError:  # the archive as a whole is the failure: reading it will say why
        yield Source(path, named=named)
