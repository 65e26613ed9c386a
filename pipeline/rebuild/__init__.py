"""From printed fields to the tables of the form: rows matched, fields placed in columns."""
