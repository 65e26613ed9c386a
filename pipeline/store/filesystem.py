"""Lists, writes, commits, swaps and locks the files of the datasets.

A file is written under a hidden name, flushed to the disk and renamed. The datasets change files
through this module only, so that an object store needs a second version of this module alone.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

# AT_FDCWD and RENAME_EXCHANGE of Linux.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2

# Writes the content of a file to a stream.
FileWriter = Callable[[BinaryIO], object]


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`, which is created with its folder.

    The kernel releases the lock when the process ends, however it ends. Raises LockedError if
    another process holds it, and OSError.
    """
    create_folder(path.parent)
    with path.open("w") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise LockedError from error


def list_files(folder: Path, pattern: str) -> list[Path]:
    """The files in `folder` that match a glob pattern, in no particular order."""
    return list(folder.glob(pattern))


def create_folder(folder: Path) -> None:
    """Create a folder and its parents unless it exists. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that it contains, as far as possible."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files. Raises OSError."""
    for path in paths:
        path.unlink()


def write_hidden(writers: Mapping[Path, FileWriter]) -> None:
    """Write files under hidden names and flush them to the disk: all of them, or none.

    `publish` gives a file its name. Raises OSError.
    """
    try:
        for path, write in writers.items():
            with _hidden(path).open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        for path in writers:
            _hidden(path).unlink(missing_ok=True)
        raise


def publish(path: Path) -> None:
    """Rename a file that `write_hidden` wrote. Raises OSError.

    The folder is flushed as well, so that after a power failure the names of several files appear
    in the order in which they were published.
    """
    _hidden(path).replace(path)
    if hasattr(os, "O_DIRECTORY"):  # Windows cannot open a folder
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def is_hidden(path: Path) -> bool:
    """Whether `write_hidden` wrote a file that is not published yet."""
    return _hidden(path).exists()


def remove_hidden(folder: Path, pattern: str) -> None:
    """Remove files of `folder` that were written but not published. Raises OSError."""
    remove_files(folder.glob(_hidden(Path(pattern)).name))


def _hidden(path: Path) -> Path:
    return path.with_name(f".{path.stem}.tmp")


def swap_folders(new: Path, old: Path) -> None:
    """Put the folder `new` in the place of `old` and remove `old`. Both are on one disk.

    Linux does this in one step. Elsewhere it takes two renames, and a kill between them leaves
    `old` under a hidden name, from which `restore_folder` recovers it. Raises OSError.
    """
    if not _exchange(new, old):
        remove_folder(_backup(old))
        old.rename(_backup(old))
        new.rename(old)
    remove_folder(new)
    remove_folder(_backup(old))


def restore_folder(folder: Path) -> None:
    """Recover a folder from an interrupted `swap_folders`. Raises OSError."""
    if not folder.exists() and _backup(folder).is_dir():
        _backup(folder).rename(folder)
    remove_folder(_backup(folder))


def _backup(path: Path) -> Path:
    return path.with_name(f".{path.name}-old")


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names in one step. False where the system cannot do that."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = os.fsencode(first), os.fsencode(second)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
