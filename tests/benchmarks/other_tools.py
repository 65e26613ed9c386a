"""The tables that other tools find in files, as JSON: `python other_tools.py FOLDER`.

Runs in a separate environment with Camelot, pdfplumber and python-docx, without gouji.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

Table = list[list[str]]


def camelot_tables(path: Path) -> Iterator[Table]:
    """Tables by the flavour "lattice"; by "stream" where that finds none."""
    import camelot

    tables = camelot.read_pdf(str(path), pages="all", flavor="lattice")
    if not len(tables):
        tables = camelot.read_pdf(str(path), pages="all", flavor="stream")
    for table in tables:
        yield [[str(cell) for cell in row] for row in table.df.values.tolist()]


def pdfplumber_tables(path: Path) -> Iterator[Table]:
    """Tables by rulings; by text alignment on pages where that finds none."""
    import pdfplumber  # type: ignore[import-not-found]

    by_text = {"vertical_strategy": "text", "horizontal_strategy": "text"}
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables() or page.extract_tables(by_text):
                yield [[cell or "" for cell in row] for row in table]


def docx_tables(path: Path) -> Iterator[Table]:
    """All tables; a merged cell counts once."""
    import docx

    for table in docx.Document(str(path)).tables:
        yield [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


TOOLS: dict[str, dict[str, Callable[[Path], Iterator[Table]]]] = {
    ".pdf": {"Camelot": camelot_tables, "pdfplumber": pdfplumber_tables},
    ".docx": {"python-docx": docx_tables},
}


def main(folder: str) -> None:
    warnings.simplefilter("ignore")
    tables_by_tool: dict[str, dict[str, list[Table]]] = {}
    for path in sorted(Path(folder).iterdir()):
        for name, read in TOOLS.get(path.suffix, {}).items():
            try:
                tables = list(read(path))
            except Exception as error:  # a tool that fails on a file finds nothing in it
                print(f"{name}: {path.name}: {error}", file=sys.stderr)
                tables = []
            tables_by_tool.setdefault(name, {})[path.name] = tables
    json.dump(tables_by_tool, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1])
