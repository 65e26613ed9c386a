"""What many tests need: the shipped forms, rules and models, and reports read with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from configs import FOLDER
from pipeline.extract import Kit, extract, load_kit
from pipeline.records import Report


@pytest.fixture(scope="session")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="session")
def read(kit: Kit) -> Callable[[Path], Report]:
    """Reads a file, each only once in a run."""
    return cache(lambda path: extract(path.read_bytes(), path.name, kit))
