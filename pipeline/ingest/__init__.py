"""Bytes to `Document`: one file a family of media."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from gouji.pipeline.errors import Damaged, EmptyFile
from gouji.pipeline.ingest.file_types import find_root, is_page, is_word, refuse_foreign
from gouji.pipeline.ingest.office.dispatch import (
    OLD,
    PACKAGE,
    RICH,
    TARGETS,
    ingest_old,
    ingest_package,
)
from gouji.pipeline.ingest.office.spreadsheet_xml import ingest_csv, ingest_table_xml, is_csv
from gouji.pipeline.ingest.office.word import ingest_word_xml
from gouji.pipeline.ingest.pdf.pdf import ingest_pdf
from gouji.pipeline.ingest.text.plain import ingest_text
from gouji.pipeline.ingest.web.html import ingest_html
from gouji.pipeline.ingest.web.mhtml import ingest_mht, is_mht
from gouji.pipeline.records import Document

Ingest = Callable[[bytes, str], Document]

TEXTS: dict[str, tuple[Ingest, str]] = {
    ".html": (ingest_html, "html"),
    ".htm": (ingest_html, "html"),
    ".shtml": (ingest_html, "html"),
    ".xhtml": (ingest_html, "html"),
    ".txt": (ingest_text, "text"),
    ".text": (ingest_text, "text"),
    ".tsv": (ingest_text, "text"),
    ".md": (ingest_text, "markdown"),
    ".markdown": (ingest_text, "markdown"),
}
# The media that files of each known suffix usually hold; those that say in their first bytes
# what they are, are read as that.
SUFFIXES: dict[str, str] = {
    **{suffix: media for suffix, (_, media) in TEXTS.items()},
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".xltx": "xlsx",
    ".xltm": "xlsx",
    ".mht": "html",
    ".mhtml": "html",
    **{suffix: "doc" if target == "docx" else "xls" for suffix, target in TARGETS.items()},
}
_PDF = b"%PDF-"
_PREFIX = 1024  # bytes that may stand before a PDF begins
_SHEETS = (".csv", ".xls", ".xlsx", ".xlsm", ".et")


def ingest(data: bytes, name: str) -> Document:
    """The document in `data`; `name` gives the suffix. Raises ReportError."""
    if not data.strip():
        raise EmptyFile
    try:
        document = _read(data, name)
    except UnicodeDecodeError as error:  # halves of pairs that the XML of a part refers to
        raise Damaged(str(error.reason)) from error
    if not document.text.strip():
        raise EmptyFile
    return document


def _read(data: bytes, name: str) -> Document:
    if data.startswith(PACKAGE):
        return ingest_package(data)
    if data.startswith((OLD, RICH)):
        return ingest_old(data, name)
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_PDF) or (suffix == ".pdf" and _PDF in data[:_PREFIX]):
        return ingest_pdf(data, "pdf")
    refuse_foreign(data)
    return _read_tree(data) or _read_text(data, suffix)


def _read_tree(data: bytes) -> Document | None:
    """Office files without a package, and web pages with all that belongs to them."""
    if is_mht(data):
        return ingest_mht(data, "html")
    root = find_root(data)
    if is_word(root):
        return ingest_word_xml(data, "doc")
    return ingest_table_xml(data, "xls") if root == "workbook" else None


def _read_text(data: bytes, suffix: str) -> Document:
    read, media = TEXTS.get(suffix, (ingest_text, "text"))
    if (media == "text" or suffix not in TEXTS) and is_page(find_root(data)):
        read, media = ingest_html, "html"
    elif suffix in _SHEETS and is_csv(data):
        read, media = ingest_csv, "csv"
    return read(data, media)
