"""Where the decisions on OUT are stored; needs no database library."""

from __future__ import annotations

import os
from pathlib import Path

URL_VARIABLE = "GOUJI_DECISIONS"
FILE_NAME = "decisions.sqlite"


def find_url(out: Path, given: str | None = None) -> str:
    """The URL given, or that of the environment, or that of the file in `out`."""
    return given or os.environ.get(URL_VARIABLE) or f"sqlite:///{(out / FILE_NAME).absolute()}"


def has_decisions(out: Path) -> bool:
    """Whether there may be decisions about `out`: a database is named, or the file is there."""
    return bool(os.environ.get(URL_VARIABLE)) or (out / FILE_NAME).exists()
