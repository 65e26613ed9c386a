"""Office files of all ages: packages by what they hold, old files by way of LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from gouji.pipeline.errors import Damaged, Encrypted, Unsupported
from gouji.pipeline.ingest.office.libreoffice import convert
from gouji.pipeline.ingest.office.package import Parts, open_parts
from gouji.pipeline.ingest.office.word import ingest_docx
from gouji.pipeline.ingest.office.workbook import ingest_xlsx
from gouji.pipeline.records import Document

PACKAGE = b"PK\x03\x04"
RICH = b"{\\rtf"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The old suffixes, and what LibreOffice is to make of them.
TARGETS = {
    ".doc": "docx", ".dot": "docx", ".wps": "docx", ".rtf": "docx", ".xls": "xlsx", ".et": "xlsx",
}  # fmt: skip
# What else comes in a zip archive, by a part that only it has.
_OTHERS = {"OFD.xml": "OFD", "content.xml": "ODF", "META-INF/container.xml": "EPUB"}
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a package with a password is an old file


def ingest_package(data: bytes) -> Document:
    """A .docx or .xlsx, whatever it is named. Raises ReportError."""
    with open_parts(data) as parts:
        read, media = _reader(parts)
    return read(data, media)


def _reader(parts: Parts) -> tuple[Callable[[bytes, str], Document], str]:
    main = parts.main()
    if main is None:
        raise Unsupported(next((kind for name, kind in _OTHERS.items() if name in parts), "zip"))
    if main.endswith(".bin"):
        raise Unsupported("xlsb")
    root = parts.root(main)
    if root == "presentation":
        raise Unsupported("pptx")
    return (ingest_xlsx, "xlsx") if root == "workbook" or "xl/" in main else (ingest_docx, "docx")


def ingest_old(data: bytes, name: str) -> Document:
    """A .doc, .wps, .xls or .et as LibreOffice converts it. Raises ReportError."""
    if _LOCKED in data:
        raise Encrypted
    suffix = PurePath(name).suffix.lower()
    if suffix not in TARGETS or data.startswith(RICH):
        suffix = _guess(data)
    converted = convert(data, suffix, TARGETS[suffix])
    if not converted.startswith(PACKAGE):
        raise Damaged("LibreOffice")
    if TARGETS[suffix] == "docx":
        return ingest_docx(converted, "doc")
    return ingest_xlsx(converted, "xls")


def _guess(data: bytes) -> str:
    """What an old file under another name holds, by the names of its streams."""
    if data.startswith(RICH):
        return ".rtf"
    for stream, suffix in (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls")):
        if stream.encode("utf-16-le") in data:
            return suffix
    raise Unsupported("OLE2")
