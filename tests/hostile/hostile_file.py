"""The record of a hostile file, and the reports from which such files are made."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TEXT = (SAMPLES / "01-tabs-collapsed-rows.txt").read_text(encoding="utf-8")
PAGE = (SAMPLES / "05-official-layout.html").read_text(encoding="utf-8")
MEGABYTE = 1 << 20


class HostileFile(NamedTuple):
    """A file and the error kinds that reading it may give; "ok" means that it may be read.

    `is_heavy`: reading it takes seconds or hundreds of megabytes.
    """

    name: str
    data: bytes
    kinds: frozenset[str]
    is_heavy: bool = False


def hostile(name: str, data: bytes | str, *kinds: str, is_heavy: bool = False) -> HostileFile:
    """A hostile file; text is encoded in UTF-8."""
    encoded = data.encode() if isinstance(data, str) else data
    return HostileFile(name, encoded, frozenset(kinds), is_heavy)
