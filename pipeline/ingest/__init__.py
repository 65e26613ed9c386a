"""Bytes to `Document`: one file a family of media."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from pipeline.errors import EmptyFile, Unsupported
from pipeline.ingest.html import ingest_html
from pipeline.ingest.text import ingest_text
from pipeline.records import Document

Ingest = Callable[[bytes, str], Document]

SUFFIXES: dict[str, tuple[Ingest, str]] = {
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
# Files that say what they are in their first bytes, whatever they are named.
_FOREIGN = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def ingest(data: bytes, name: str) -> Document:
    """The document in `data`; `name` gives the suffix. Raises ReportError."""
    if not data.strip():
        raise EmptyFile
    if data.startswith(_FOREIGN):
        raise Unsupported(name)
    read, media = SUFFIXES.get(PurePath(name).suffix.lower(), (ingest_text, "text"))
    if media == "text" and _is_page(data):
        read, media = ingest_html, "html"
    document = read(data, media)
    if not document.text.strip():
        raise EmptyFile
    return document


def _is_page(data: bytes) -> bool:
    """A web page saved as .txt."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<table", b"<div", b"<p>"))
