"""Fixtures of the tests of the review."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .outs import read_samples


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read_samples(tmp_path_factory.mktemp("review"))


@pytest.fixture
def out(read_once: Path, tmp_path: Path) -> Path:
    """An OUT of its own without decisions."""
    return Path(shutil.copytree(read_once, tmp_path / "out"))
