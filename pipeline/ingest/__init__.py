"""Bytes to `Document`: one file a family of media."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from pipeline.errors import EmptyFile, Unsupported
from pipeline.ingest.html import ingest_html
from pipeline.ingest.office import OLD, PACKAGE, RICH, TARGETS, ingest_old, ingest_package
from pipeline.ingest.pdf import ingest_pdf
from pipeline.ingest.text import ingest_text
from pipeline.records import Document

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
    **{suffix: "doc" if target == "docx" else "xls" for suffix, target in TARGETS.items()},
}
_PDF = b"%PDF-"
_PREFIX = 1024  # bytes that may stand before a PDF begins
_FOREIGN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def ingest(data: bytes, name: str) -> Document:
    """The document in `data`; `name` gives the suffix. Raises ReportError."""
    if not data.strip():
        raise EmptyFile
    document = _read(data, name)
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
    if data.startswith(_FOREIGN):
        raise Unsupported(name)
    read, media = TEXTS.get(suffix, (ingest_text, "text"))
    if (media == "text" or suffix not in TEXTS) and _is_page(data):
        read, media = ingest_html, "html"
    return read(data, media)


def _is_page(data: bytes) -> bool:
    """A web page saved as .txt."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<table", b"<div", b"<p>"))
