"""What many tests need: the shipped forms, rules and models, and reports read with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Report

# Machines are busy, and the first example loads what all need.
# The same examples in every run; `make explore` looks for others.
settings.register_profile("gouji", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("gouji")


@pytest.fixture(scope="session")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="session")
def read(kit: Kit) -> Callable[[Path], Report]:
    """Reads a file, each only once in a run."""
    return cache(lambda path: extract(path.read_bytes(), path.name, kit))
