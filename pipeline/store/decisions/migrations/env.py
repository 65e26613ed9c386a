"""Runs the migrations over the connection that `database.py` gives."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="gouji_decisions_version",
    transactional_ddl=True,
)
context.run_migrations()
