"""Fixtures of the tests of the review."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.review import attention
from tests.store.decisions.postgresql import create_database, run_server

from .outs import read_samples


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read_samples(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real server."""
    with run_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has decisions stored in the file of OUT, and then in an empty database of PostgreSQL."""
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgresql"))
        monkeypatch.setenv("GOUJI_DECISIONS", url)


@pytest.fixture(autouse=True)
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps attention checks out of tests that count answers."""
    monkeypatch.setattr(attention, "SHARE", 0.0)


@pytest.fixture
def out(read_once: Path, tmp_path: Path) -> Path:
    """An OUT of its own without decisions."""
    return Path(shutil.copytree(read_once, tmp_path / "out"))
