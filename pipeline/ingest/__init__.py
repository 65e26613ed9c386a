"""Turns the bytes of a file into a `Document`: one module for each family of media."""

from __future__ import annotations

from pathlib import PurePath

from gouji.pipeline.errors import Damaged, EmptyFile, NoTextLayer, ReportError
from gouji.pipeline.ingest.file_types import find_root, is_page, is_word, refuse_foreign
from gouji.pipeline.ingest.office.dispatch import (
    OLE_SIGNATURE,
    RTF_SIGNATURE,
    ingest_old,
    ingest_package,
)
from gouji.pipeline.ingest.office.excel.spreadsheet_xml import ingest_spreadsheet_xml
from gouji.pipeline.ingest.office.package import ZIP_SIGNATURE
from gouji.pipeline.ingest.office.word import ingest_word_xml
from gouji.pipeline.ingest.pdf.pdf import ingest_pdf
from gouji.pipeline.ingest.scan.images import is_image
from gouji.pipeline.ingest.scan.ocr import find_missing
from gouji.pipeline.ingest.scan.scan import ingest_image
from gouji.pipeline.ingest.structured.dispatch import ingest_json
from gouji.pipeline.ingest.structured.json_files import is_converted
from gouji.pipeline.ingest.text.csv import ingest_csv, is_csv
from gouji.pipeline.ingest.text.plain import ingest_text
from gouji.pipeline.ingest.web.html import ingest_html
from gouji.pipeline.ingest.web.mhtml import ingest_mhtml, is_mhtml
from gouji.pipeline.media import JSON_SUFFIX, MEDIA_BY_SUFFIX
from gouji.pipeline.records import Document

_PDF_SIGNATURE = b"%PDF-"
# Bytes before the signature of a PDF.
_MOST_BYTES_BEFORE_PDF = 1024
# Suffixes of sheets, whose text may be comma-separated values.
_SHEET_SUFFIXES = (".csv", ".xls", ".xlsx", ".xlsm", ".et")
# Suffixes of web pages: their text is read as HTML even if no HTML element begins it.
_PAGE_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")


def ingest(data: bytes, name: str) -> Document:
    """Return the document in `data`; `name` gives the suffix. Raises ReportError."""
    if not data.strip():
        raise EmptyFile
    try:
        document = _read(data, name)
    except UnicodeDecodeError as error:  # character references to halves of surrogate pairs
        raise Damaged(str(error.reason)) from error
    if not document.text.strip():
        raise _find_error(document)
    return document


def _find_error(document: Document) -> ReportError:
    """Why a document has no text: it is empty, or its pages are unread."""
    if not document.unread_pages:
        return EmptyFile()
    missing = find_missing()
    return NoTextLayer(missing) if missing else Damaged("page 1")


def _read(data: bytes, name: str) -> Document:
    if data.startswith(ZIP_SIGNATURE):
        return ingest_package(data)
    if data.startswith((OLE_SIGNATURE, RTF_SIGNATURE)):
        return ingest_old(data, name)
    suffix = PurePath(name).suffix.lower()
    is_late_pdf = suffix == ".pdf" and _PDF_SIGNATURE in data[:_MOST_BYTES_BEFORE_PDF]
    if data.startswith(_PDF_SIGNATURE) or is_late_pdf:
        return ingest_pdf(data, "pdf")
    if is_image(data):
        return ingest_image(data, "image")
    refuse_foreign(data)
    if suffix == JSON_SUFFIX or is_converted(data):
        return ingest_json(data, "json")
    return _read_tree(data) or _read_text(data, suffix)


def _read_tree(data: bytes) -> Document | None:
    """Read an Office file that is one XML tree, or a web page with its images in one file."""
    if is_mhtml(data):
        return ingest_mhtml(data, "html")
    root = find_root(data)
    if is_word(root):
        return ingest_word_xml(data, "doc")
    return ingest_spreadsheet_xml(data, "xls") if root == "workbook" else None


def _read_text(data: bytes, suffix: str) -> Document:
    is_markdown = MEDIA_BY_SUFFIX.get(suffix) == "markdown"
    if suffix in _PAGE_SUFFIXES or (not is_markdown and is_page(find_root(data))):
        return ingest_html(data, "html")
    if suffix in _SHEET_SUFFIXES and is_csv(data):
        return ingest_csv(data, "csv")
    return ingest_text(data, "markdown" if is_markdown else "text")
