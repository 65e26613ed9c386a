"""Chooses the reader of an Office file: packages by their main part, old files by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePath

from gouji.pipeline.errors import Damaged, Encrypted, ReportError, Unsupported
from gouji.pipeline.ingest.office.excel.workbook import ingest_xlsx
from gouji.pipeline.ingest.office.libreoffice import convert
from gouji.pipeline.ingest.office.package import ZIP_SIGNATURE, Package, open_package
from gouji.pipeline.ingest.office.word import ingest_docx
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.page_archive import (
    ingest_image_files,
    list_pictures,
    read_archive,
)
from gouji.pipeline.records import Document

RTF_SIGNATURE = b"{\\rtf"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The suffixes of old files, and the format that LibreOffice converts each to.
CONVERSIONS = {
    ".doc": "docx", ".dot": "docx", ".wps": "docx", ".rtf": "docx", ".xls": "xlsx", ".et": "xlsx",
}  # fmt: skip
# Other formats that are zip archives, by a part that only they have.
_OTHER_FORMATS = {"OFD.xml": "OFD", "content.xml": "ODF", "META-INF/container.xml": "EPUB"}
# The name of the stream that holds a package with a password, which is stored as an old file.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def ingest_package(data: bytes) -> Document:
    """Read a .docx or .xlsx file, or an archive of pictures, under any name. Raises ReportError."""
    with open_package(data) as package:
        if package.find_main() is None and (pages := list_pictures(package.members)):
            return ingest_image_files([partial(package.read, page) for page in pages], "image")
        read, media = _choose_reader(package)
    return read(data, media)


def find_archived_page(data: bytes, number: int) -> Picture | None:
    """The picture of a page of an archive, None where there is none. Raises ReportError,
    also where the picture cannot be read."""
    with open_package(data) as package:
        files = [partial(package.read, page) for page in list_pictures(package.members)]
        picture = next((picture for n, picture in read_archive(files) if n == number), None)
    if isinstance(picture, ReportError):
        raise picture
    return picture


def _choose_reader(package: Package) -> tuple[Callable[[bytes, str], Document], str]:
    """Return the reader of a package and its medium."""
    main = package.find_main()
    if main is None:
        formats = (name for part, name in _OTHER_FORMATS.items() if part in package)
        raise Unsupported(next(formats, "zip"))
    if main.endswith(".bin"):
        raise Unsupported("xlsb")
    root = package.root_name(main)
    if root == "presentation":
        raise Unsupported("pptx")
    return (ingest_xlsx, "xlsx") if root == "workbook" or "xl/" in main else (ingest_docx, "docx")


def ingest_old(data: bytes, name: str) -> Document:
    """Read a .doc, .wps, .xls, .et or .rtf file as LibreOffice converts it. Raises ReportError."""
    if _ENCRYPTED_STREAM in data:
        raise Encrypted
    suffix = PurePath(name).suffix.lower()
    if suffix not in CONVERSIONS or data.startswith(RTF_SIGNATURE):
        suffix = _guess_suffix(data)
    converted = convert(data, suffix, CONVERSIONS[suffix])
    if not converted.startswith(ZIP_SIGNATURE):
        raise Damaged("LibreOffice")
    if CONVERSIONS[suffix] == "docx":
        return ingest_docx(converted, "doc")
    return ingest_xlsx(converted, "xls")


def _guess_suffix(data: bytes) -> str:
    """Return the suffix of an old file by the names of its streams. Raises Unsupported."""
    if data.startswith(RTF_SIGNATURE):
        return ".rtf"
    for stream, suffix in (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls")):
        if stream.encode("utf-16-le") in data:
            return suffix
    raise Unsupported("OLE2")
