"""One file of bad input, and what such files are made of."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TEXT = (SAMPLES / "01-tabs-collapsed-rows.txt").read_text(encoding="utf-8")
PAGE = (SAMPLES / "05-official-layout.html").read_text(encoding="utf-8")
MEGABYTE = 1 << 20


class Bad(NamedTuple):
    """One file, and the kinds of row that may come of it; "ok" among them: it is odd and yet can
    be read. `heavy`: it takes seconds or many megabytes."""

    name: str
    data: bytes
    kinds: frozenset[str]
    heavy: bool = False


def bad(name: str, data: bytes | str, *kinds: str, heavy: bool = False) -> Bad:
    raw = data.encode() if isinstance(data, str) else data
    return Bad(name, raw, frozenset(kinds), heavy)
