"""MHTML archives to `Document`: web pages with their images in one file, as Office saves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.scan.inline_pictures import PictureBuilder
from gouji.pipeline.ingest.web.addresses import to_address
from gouji.pipeline.ingest.web.html import Page, write_page
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
    builder = PictureBuilder()
    pages = _write_archive(data, builder)
    title = next((page.title for page in pages if page.title), None)
    return builder.finish(media, pages[0].encoding, title)


def write_page_or_mhtml(data: bytes, builder: PictureBuilder) -> None:
    """Write a web page, or the pages of an archive. Raises ReportError."""
    if is_mhtml(data):
        _write_archive(data, builder)
    else:
        write_page(data, builder)


def _write_archive(data: bytes, builder: PictureBuilder) -> list[Page]:
    """Write the pages of an archive, of which there is one at least. Raises ReportError."""
    try:
        parts = [part for part in message_from_bytes(data).walk() if not part.is_multipart()]
        payloads = [part.get_payload(decode=True) for part in parts]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Damaged(f"MHT: {type(error).__name__}") from error
    files: dict[str, bytes] = {}
    pages: list[bytes] = []
    for part, payload in zip(parts, payloads, strict=True):
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        if _is_page(part):
            pages.append(payload)
        else:
            files.update(dict.fromkeys(_find_addresses(part), payload))
    if not pages:
        raise Damaged("MHT")
    return [write_page(page, builder, files) for page in pages]


def _find_addresses(part: Message) -> Iterator[str]:
    """The addresses under which the pages of an archive may refer to a file in it: its own, its
    name in the folder of the page, and its id."""
    location = to_address(str(part.get("Content-Location") or ""))
    if location:
        yield location
        yield location.replace("\\", "/").rpartition("/")[2]
    if name := str(part.get("Content-ID") or "").strip(" <>"):
        yield f"cid:{name}"


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")
