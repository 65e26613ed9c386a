"""The tables that other tools find in files, as JSON: `python others.py FOLDER`.

Runs in an environment of its own, with Camelot, pdfplumber and python-docx and nothing of ours.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

Table = list[list[str]]


def camelot_tables(path: Path) -> Iterator[Table]:
    """The lattice flavour, and the one for tables without rules where that finds nothing."""
    import camelot

    found = camelot.read_pdf(str(path), pages="all", flavor="lattice")
    if not len(found):
        found = camelot.read_pdf(str(path), pages="all", flavor="stream")
    for table in found:
        yield [[str(cell) for cell in row] for row in table.df.values.tolist()]


def pdfplumber_tables(path: Path) -> Iterator[Table]:
    """By rules, and by the alignment of text on pages without tables of rules."""
    import pdfplumber

    by_text = {"vertical_strategy": "text", "horizontal_strategy": "text"}
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables() or page.extract_tables(by_text):
                yield [[cell or "" for cell in row] for row in table]


def docx_tables(path: Path) -> Iterator[Table]:
    """A merged cell once."""
    import docx

    for table in docx.Document(str(path)).tables:
        yield [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


TOOLS: dict[str, dict[str, Callable[[Path], Iterator[Table]]]] = {
    ".pdf": {"Camelot": camelot_tables, "pdfplumber": pdfplumber_tables},
    ".docx": {"python-docx": docx_tables},
}


def main(folder: str) -> None:
    warnings.simplefilter("ignore")
    found: dict[str, dict[str, list[Table]]] = {}
    for path in sorted(Path(folder).iterdir()):
        for name, read in TOOLS.get(path.suffix, {}).items():
            try:
                tables = list(read(path))
            except Exception as error:  # a tool that fails on a file has found nothing in it
                print(f"{name}: {path.name}: {error}", file=sys.stderr)
                tables = []
            found.setdefault(name, {})[path.name] = tables
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1])
