"""Names of public bodies: places and offices, ids, titles of reports, links over the years."""
