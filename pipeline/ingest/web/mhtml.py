"""MHTML archives to `Document`: web pages with their images in one file, as Office saves them."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import DocumentBuilder
from gouji.pipeline.ingest.web.html import write_page
from gouji.pipeline.records import Document

# Bytes in which the header MIME-Version is looked for.
_HEAD = 4096
_FIRST_HEADER = re.compile(rb"\s*[A-Za-z][A-Za-z-]{2,40}: ")
_MIME_VERSION = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)


def is_mhtml(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a message."""
    return bool(_FIRST_HEADER.match(data) and _MIME_VERSION.search(data, 0, _HEAD))


def ingest_mhtml(data: bytes, media: str) -> Document:
    """Return the pages of an archive one after the other; a workbook has one for each sheet.

    Raises ReportError.
    """
    builder = DocumentBuilder()
    titles = [write_page(page, builder).title for page in _read_pages(data)]
    return builder.finish(media, title=next(filter(None, titles), None))


def write_page_or_mhtml(data: bytes, builder: DocumentBuilder) -> None:
    """Write a web page, or the pages of an archive. Raises ReportError."""
    for page in _read_pages(data) if is_mhtml(data) else [data]:
        write_page(page, builder)


def _read_pages(data: bytes) -> list[bytes]:
    try:
        parts = [part for part in message_from_bytes(data).walk() if _is_page(part)]
        payloads = [part.get_payload(decode=True) for part in parts]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Damaged(f"MHT: {type(error).__name__}") from error
    pages = [page for page in payloads if isinstance(page, bytes) and page.strip()]
    if not pages:
        raise Damaged("MHT")
    return pages


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")
