"""What the pages show: items, sources, tables, equations, contact sheets."""
