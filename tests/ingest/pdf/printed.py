"""Small files made by the libraries with which such files are usually written."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import Any

from gouji.pipeline.ingest import ingest
from gouji.pipeline.records import Document

STYLE = """<style>
@page { size: %s; margin: 15mm } body { font: 10pt "WenQuanYi Micro Hei" }
table { border-collapse: collapse; width: 100%% } td { border: %s; padding: 2pt }
</style>"""


def rows_of(document: Document) -> list[list[tuple[str, int]]]:
    return [
        [(f.text, f.column) for f in row]
        for _, row in groupby(document.fragments, key=lambda f: f.row)
    ]


def texts_of(document: Document) -> list[list[str]]:
    return [[text for text, _ in row] for row in rows_of(document)]


def print_pdf(body: str, paper: str = "A4", border: str = "0.5pt solid black") -> bytes:
    from weasyprint import HTML

    made = HTML(string=STYLE % (paper, border) + body).write_pdf()
    assert made
    return bytes(made)


def read_pdf(body: str, paper: str = "A4", border: str = "0.5pt solid black") -> Document:
    return ingest(print_pdf(body, paper, border), "a.pdf")


def save(document: Any) -> bytes:
    """A python-docx document or an openpyxl workbook as bytes."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
