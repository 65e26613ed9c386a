"""A folder put in the place of another in one step, so that a reader meets one of them, whole."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

_AT_CWD, _EXCHANGE = -100, 2


def swap(new: Path, old: Path) -> None:
    """`new` takes the place of `old`, which goes. Both are on one disk.

    Where the system has no exchange, a kill between two renames may leave `old` aside under its
    hidden name: `mend` brings it back.
    """
    if not _exchange(new, old):
        shutil.rmtree(_aside(old), ignore_errors=True)
        old.rename(_aside(old))
        new.rename(old)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(_aside(old), ignore_errors=True)


def mend(old: Path) -> None:
    """Bring back a folder that a killed `swap` left aside."""
    if not old.exists() and _aside(old).is_dir():
        _aside(old).rename(old)
    shutil.rmtree(_aside(old), ignore_errors=True)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}-old")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step, as Linux can; False where it cannot be done."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0)
