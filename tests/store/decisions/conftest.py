"""Fixtures of the tests of decisions: SQLite and PostgreSQL, both real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .postgresql import create_database, run_server


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with run_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / '审核 %41.sqlite'}"
    return create_database(request.getfixturevalue("server"))
