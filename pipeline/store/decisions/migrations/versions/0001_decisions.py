"""Creates the tables of decisions, leases and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "decisions",
        sa.Column("number", _number, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("report", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("retracts", sa.String(64)),
        sa.Column("reviewer", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.Column("audit", sa.Boolean, nullable=False),
        sa.Column("was", sa.Text),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("extra", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("decisions_subject", "decisions", ["report", "kind", "subject"])
    op.create_table(
        "leases",
        sa.Column("item", sa.String(400), primary_key=True),
        sa.Column("holder", sa.String(100), nullable=False),
        sa.Column("reviewer", sa.String(200), nullable=False),
        sa.Column("until", sa.Double, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("number", _number, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("reviewer", sa.String(200)),
        sa.Column("address", sa.String(100)),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("detail", sa.Text),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Decisions are never removed."""
    raise NotImplementedError
