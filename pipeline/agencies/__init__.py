"""Names of public bodies: their parts, ids, titles of reports, names linked over the years."""
