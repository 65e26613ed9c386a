"""A real PostgreSQL server of its own for a test session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

GIVEN = "GOUJI_TEST_POSTGRESQL"  # A URL of a server to use instead.


def _find_programs() -> Path | None:
    """The folder with initdb, which Debian does not put on the path."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates = [Path(found).parent] if found else []
    return next((f for f in (*candidates, *folders) if (f / "initdb").exists()), None)


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_server() -> Iterator[str]:
    """The URL of a running server. Skips the test where PostgreSQL is not installed."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    programs = _find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    # The server refuses to run as root; its package has a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="gouji-postgresql-"))
    if user:
        shutil.chown(folder, user)
    try:
        data, port = folder / "data", _find_port()
        initdb = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "gouji",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=folder)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        subprocess.run(
            [*control, "-o", options, "start"],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        try:
            yield f"postgresql://gouji@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], capture_output=True, user=user, cwd=folder
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server: str) -> str:
    """The URL of a new, empty database."""
    from sqlalchemy import create_engine, make_url

    name = f"gouji_{uuid4().hex}"
    engine = create_engine(make_url(server).set(drivername="postgresql+pg8000"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
