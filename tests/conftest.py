"""Fixtures of many tests: the shipped forms, rules and models, and a function that reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Report

# No deadline: the first example loads the models, and the machine may be busy. The examples are
# the same in every run; `make explore` tries others.
settings.register_profile("gouji", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("gouji")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes the versions of the models of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("GOUJI_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="session")
def read(kit: Kit) -> Callable[[Path], Report]:
    """Reads a file, once in a test session."""
    return cache(lambda path: extract(path.read_bytes(), path.name, kit))
