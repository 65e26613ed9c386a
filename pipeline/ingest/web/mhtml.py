"""Web pages with all that belongs to them in one file, as browsers and Office save them."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import Draft
from gouji.pipeline.ingest.web.html import write_page
from gouji.pipeline.records import Document

_HEAD = 4096
_FIRST = re.compile(rb"\s*[A-Za-z][A-Za-z-]{2,40}: ")
_MIME = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)


def is_mht(data: bytes) -> bool:
    """Whether the bytes begin as a message does."""
    return bool(_FIRST.match(data) and _MIME.search(data, 0, _HEAD))


def ingest_mht(data: bytes, media: str) -> Document:
    """The pages in a message one after the other: a workbook saved so has one for each sheet.
    Raises ReportError."""
    draft = Draft()
    titles = [title for page in _pages(data) for _, title in [write_page(page, draft)] if title]
    return draft.finish(media, title=titles[0] if titles else None)


def write_web(data: bytes, draft: Draft) -> None:
    """Write a page, with or without what belongs to it. Raises ReportError."""
    for page in _pages(data) if is_mht(data) else [data]:
        write_page(page, draft)


def _pages(data: bytes) -> list[bytes]:
    try:
        parts = [part for part in message_from_bytes(data).walk() if _is_page(part)]
        pages = [part.get_payload(decode=True) for part in parts]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Damaged(f"MHT: {type(error).__name__}") from error
    kept = [page for page in pages if isinstance(page, bytes) and page.strip()]
    if not kept:
        raise Damaged("MHT")
    return kept


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")
