"""Opens the database of decisions and brings its tables up to date.

SQLite refuses a transaction at once that reads first and writes later while another one writes. So
a transaction that writes begins with BEGIN IMMEDIATE, which waits for its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT = 60.0  # Seconds that a writer waits for the others.
# The key of PostgreSQL's lock under which one process creates the tables.
_LOCK = 0x676F756A69
# pg8000 has a licence that a program under any licence may use.
_DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}


class DatabaseError(Exception):
    """The database of decisions cannot be used. The message is Chinese and English."""


def open_engine(url: str) -> Engine:
    """An engine for a database whose tables are up to date. Raises DatabaseError."""
    try:
        engine = _create(url)
        _upgrade(engine)
    except (ArgumentError, NoSuchModuleError, DBAPIError, ImportError) as error:
        raise DatabaseError(_explain(url, error)) from error
    return engine


def _explain(url: str, error: Exception) -> str:
    reason = getattr(error, "orig", None) or error
    try:
        place = make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        place = "URL"
    advice = "；pip install 'gouji[postgresql]'" if isinstance(error, ImportError) else ""
    return (
        f"无法使用审核数据库 {place}：{reason}{advice}\n"
        f"The database of decisions {place} cannot be used: {reason}{advice}"
    )


def _create(url: str) -> Engine:
    parsed = make_url(url)
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    engine = create_engine(parsed, connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _: object) -> None:
    """WAL lets readers read while one writes; FULL has what was committed on the disk."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy's event begins
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"pragma {pragma}")  # type: ignore[attr-defined]


def _begin_sqlite(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; it is committed where the block ends without an exception."""
    with engine.execution_options(writes=True).begin() as connection:
        yield connection


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
