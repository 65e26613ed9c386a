"""The tables of the database. `migrations` creates and changes them.

A time is text in ISO 8601, in UTC, so that both databases order and return it unchanged; JSON is
text too. `decisions.number` counts the rows in the order of being stored.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()
# SQLite counts in a column of this very type only.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

# One row for each decision. Rows are appended, never changed and never removed.
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("report", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("answer", Text),  # JSON; null where the row takes another one back
    Column("retracts", String(64)),  # id of the decision that is taken back
    Column("reviewer", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("seconds", Double),
    Column("blind", Boolean, nullable=False),
    Column("audit", Boolean, nullable=False),
    Column("was", Text),  # JSON
    Column("versions", Text, nullable=False),
    Column("note", Text),
    Column("extra", Text, nullable=False),  # JSON
    Index("decisions_subject", "report", "kind", "subject"),
    sqlite_autoincrement=True,
)

# Who works on which group of subjects until when. A lease ends by itself.
LEASES = Table(
    "leases",
    METADATA,
    Column("item", String(400), primary_key=True),
    Column("holder", String(100), nullable=False),  # a session
    Column("reviewer", String(200), nullable=False),
    Column("until", Double, nullable=False),  # seconds since 1970
)

# Who signed in, and which attempts were refused.
EVENTS = Table(
    "events",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("reviewer", String(200)),
    Column("address", String(100)),
    Column("event", String(40), nullable=False),
    Column("detail", Text),
    sqlite_autoincrement=True,
)
