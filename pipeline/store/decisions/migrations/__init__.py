"""The changes of the tables, run by Alembic in the order of their revisions."""
