"""The database of decisions: SQLite in OUT, or PostgreSQL by its URL. All SQLAlchemy is here."""
