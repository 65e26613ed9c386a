"""The image files that web pages show: found beside the page, inside the same folder or archive.

A page and its images are handed on as one MHTML message, as browsers save them. Nothing is fetched,
and no link leads out of the folder or archive that the user named.
"""

# os.path keeps paths as they were typed and answers False where pathlib may raise.
# ruff: noqa: PTH116, PTH118, PTH120, PTH123

from __future__ import annotations

import os
import posixpath
import re
import stat
from base64 import encodebytes
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from html import unescape
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, unquote
from zipfile import ZipFile

from gouji.pipeline.batch.archives import open_archive, read_member
from gouji.pipeline.batch.sources import ExpandedInputs, Source
from gouji.pipeline.errors import ReportError
from gouji.pipeline.media import MEDIA_BY_SUFFIX

# The bytes of a source of at most so many bytes, None where it cannot be read.
Loader = Callable[[Source, int], bytes | None]

_SUFFIXES = frozenset({*(s for s, medium in MEDIA_BY_SUFFIX.items() if medium == "image"), ".gif"})
_PAGE_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")
_MOST_BYTES = 50 << 20  # Bytes of a page with its images.
_MOST_IMAGES = 200  # Most images of a page that are handed on with it.
_LEAST_BYTES = 1000  # Size of an image file below which it has no legible table.
_GROWTH = 1.4  # Growth of bytes that are written as base64.
_IMAGE = re.compile(rb"<img\b([^>]{1,4000})>", re.IGNORECASE)
_SOURCE = re.compile(
    rb"(?<![\w-])(?:src|data-src|data-original|data-lazy-src)\s*=\s*"
    rb"(?:\"([^\"]{1,1000})\"|'([^']{1,1000})'|([^\s\"'>]{1,1000}))",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\", re.IGNORECASE)
_BOUNDARY = "gouji-page-and-images"


def is_image(source: Source) -> bool:
    """Whether a source is an image file, by its suffix."""
    return source.suffix in _SUFFIXES


def is_page(source: Source) -> bool:
    """Whether a source is a web page, by its suffix."""
    return source.suffix in _PAGE_SUFFIXES


def list_images(page: Source, data: bytes) -> dict[str, Source]:
    """The image files that a page shows, by their addresses in it. They may not exist."""
    images: dict[str, Source] = {}
    for address in _find_addresses(data):
        if len(images) < _MOST_IMAGES and (image := _resolve(page, address)):
            images[address] = image
    return images


def _find_addresses(data: bytes) -> Iterator[str]:
    for image in _IMAGE.finditer(data):
        for source in _SOURCE.finditer(image[1]):
            text = _decode(next(filter(None, source.groups()), b""))
            address = unquote(unescape(text).strip().partition("#")[0].partition("?")[0])
            if posixpath.splitext(address)[1].lower() in _SUFFIXES:
                yield address


def _decode(source: bytes) -> str:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError:
        return source.decode("gb18030", "replace")


def _resolve(page: Source, address: str) -> Source | None:
    """The source of an image at a relative address; None where that leads elsewhere."""
    if _SCHEME.match(address) or address.startswith("/") or "\0" in address:
        return None
    if page.member is not None:
        member = posixpath.normpath(posixpath.join(posixpath.dirname(page.member), address))
        return None if member.startswith("../") else Source(page.path, member)
    folder = os.path.dirname(page.path)
    path = os.path.normpath(os.path.join(folder, address))
    top = os.path.realpath(page.folder or folder or os.curdir)
    is_inside = os.path.realpath(path).startswith(os.path.join(top, ""))
    return Source(path) if is_inside else None


def add_images(page: Source, data: bytes, load: Loader, max_bytes: int) -> bytes:
    """A web page with the image files that it shows, as one message; the page alone where there are
    none. `max_bytes` is the limit of the whole."""
    left = int((max_bytes / _GROWTH) - len(data))
    images: dict[str, bytes] = {}
    for address, source in list_images(page, data).items():
        content = load(source, left) if left > 0 else None
        if content and len(content) >= _LEAST_BYTES:
            images[address] = content
            left -= len(content)
    return _to_message(data, images) if images else data


def _to_message(page: bytes, images: dict[str, bytes]) -> bytes:
    parts = [_to_part("text/html", "", page)]
    parts += [_to_part("image/unknown", address, content) for address, content in images.items()]
    head = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="{_BOUNDARY}"\n'
    return b"".join([head.encode(), *parts, f"\n--{_BOUNDARY}--\n".encode()])


def _to_part(kind: str, address: str, content: bytes) -> bytes:
    location = f"Content-Location: {quote(address)}\n" if address else ""
    head = f"\n--{_BOUNDARY}\nContent-Type: {kind}\n{location}Content-Transfer-Encoding: base64\n\n"
    return head.encode() + encodebytes(content)


def load_file(source: Source, max_bytes: int) -> bytes | None:
    """The bytes of a regular file, None where it cannot be read or has more than `max_bytes`."""
    try:
        if not stat.S_ISREG(os.stat(source.path).st_mode):
            return None
        with open(source.path, "rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError:
        return None
    return data if len(data) <= max_bytes else None


def load_member(archive: ZipFile, source: Source, max_bytes: int) -> bytes | None:
    """The bytes of a member of an archive, None where they cannot be read or exceed the limit."""
    try:
        return read_member(archive, source.member or "", max_bytes)
    except ReportError:
        return None


def with_images(path: Path, data: bytes) -> bytes:
    """The file at a path, a web page with the image files that it shows in its folder."""
    source = Source(str(path))
    return add_images(source, data, load_file, _MOST_BYTES) if is_page(source) else data


def without_shown_images(inputs: ExpandedInputs) -> ExpandedInputs:
    """The inputs without the image files that their web pages show, unless the user named these.
    Pages of more than `_MOST_BYTES` are not looked at."""
    is_loose = {one.key for one in inputs.sources if is_image(one) and not one.is_named}
    folders = {_container(one) for one in inputs.sources if one.key in is_loose}
    pages = [one for one in inputs.sources if is_page(one) and _container(one) in folders]
    shown = is_loose & set(_find_shown(pages))
    kept = tuple(one for one in inputs.sources if one.key not in shown)
    return replace(inputs, sources=kept, ignored=inputs.ignored + len(inputs.sources) - len(kept))


def _container(source: Source) -> str | None:
    """The archive or the folder that was scanned."""
    return source.path if source.member is not None else source.folder


def _find_shown(pages: Iterable[Source]) -> Iterator[str]:
    """The keys of the image files that pages show."""
    for archive, group in groupby(pages, key=lambda page: page.path if page.member else None):
        with _open_loader(archive) as load:
            for page in group:
                data = load(page, _MOST_BYTES) or b""
                yield from (image.key for image in list_images(page, data).values())


@contextmanager
def _open_loader(archive: str | None) -> Iterator[Loader]:
    """A loader of files, or of the members of an archive."""
    if archive is None:
        yield load_file
        return
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(open_archive(archive))
        except ReportError:  # it changed after its members were listed
            yield lambda source, max_bytes: None
        else:
            yield partial(load_member, opened)
