"""Office packages: zip archives of XML parts, opened within limits. Nothing is fetched."""

from __future__ import annotations

import lzma
import posixpath
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge, Unsupported

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ZIP_SIGNATURE = b"PK\x03\x04"
# Bytes of the largest part, unpacked.
MOST_BYTES = 200 << 20
# Parts of the largest package.
_MOST_PARTS = 10_000
# The general purpose bit flag of an encrypted zip member.
_ENCRYPTED = 1
# The usual names of the main part, for packages that do not name theirs; WPS and converters number
# these parts.
_USUAL_MAIN = re.compile(r"word/document\d*\.xml|xl/workbook\d*\.(?:xml|bin)")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z]+)")
# A document type, which could define entities, is forbidden in packages (ECMA-376 part 2).
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_16_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-16-le", "utf-16-be"))
# Bytes in which a document type and the root element are looked for.
_HEAD = 4096
_ZIP_ERRORS = (
    BadZipFile, OSError, ValueError, RuntimeError, EOFError, KeyError, NotImplementedError,
)  # fmt: skip
_COMPRESSION_ERRORS = (zlib.error, lzma.LZMAError)


class Link(NamedTuple):
    """A relationship of a part: its id, its kind ("styles", "worksheet"), its target part."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Package:
    """An open package. Names of parts may be in any case and have any slashes."""

    archive: ZipFile
    members: Mapping[str, ZipInfo]

    def __contains__(self, name: str) -> bool:
        return _normalise(name) in self.members

    def parse(self, name: str) -> Element:
        """Return the root of a part. Raises ReportError."""
        return parse_xml(self.read(name), name)

    def find(self, name: str) -> Element | None:
        """Return the root of a part, None if the package has no such part. Raises ReportError."""
        return self.parse(name) if name in self else None

    def iterate(self, name: str, *tags: str) -> Iterator[Element]:
        """Yield the elements `tags` of a part; each is cleared when the next is asked for.

        Raises ReportError.
        """
        from lxml import etree

        stream = BytesIO(self.read(name))
        options = {"resolve_entities": False, "no_network": True, "huge_tree": True}
        try:
            for _, element in etree.iterparse(stream, tag=tags, recover=True, **options):
                yield element
                element.clear()
                while (parent := element.getparent()) is not None and parent[0] is not element:
                    del parent[0]
        except etree.LxmlError as error:
            raise Damaged(str(error)[:200]) from error

    def read(self, name: str) -> bytes:
        """Return the bytes of a part, at most MOST_BYTES. Raises ReportError."""
        data = self._unpack(name, MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLarge(f"> {MOST_BYTES} bytes")
        _refuse_doctype(data)
        return data

    def size(self, name: str) -> int:
        """Return the number of bytes of a part, unpacked, as the package says it."""
        return self.members[_normalise(name)].file_size

    def root_name(self, name: str) -> str:
        """Return the name of a part's root element without namespace. Raises ReportError."""
        match = _ROOT.search(self._unpack(name, _HEAD))
        return match[1].decode() if match else ""

    def _unpack(self, name: str, size: int) -> bytes:
        try:
            with self.archive.open(self.members[_normalise(name)]) as stream:
                return stream.read(size)
        except NotImplementedError as error:
            raise Unsupported(f"zip: {error}"[:100]) from error
        except (*_ZIP_ERRORS, *_COMPRESSION_ERRORS) as error:
            raise Damaged(type(error).__name__) from error

    def links(self, name: str) -> list[Link]:
        """Return the relationships of a part, or of the package for "", without external targets.

        Raises ReportError.
        """
        folder, _, file = name.rpartition("/")
        root = self.find(posixpath.join(folder, "_rels", f"{file}.rels"))
        return [
            Link(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                _resolve(folder, element.get("Target", "")),
            )
            for element in (root if root is not None else ())
            if isinstance(element.tag, str) and element.get("TargetMode") != "External"
        ]

    def find_linked(self, name: str, kind: str) -> str | None:
        """Return the first part of a kind that a part refers to, None if there is none."""
        targets = (link.target for link in self.links(name) if link.kind == kind)
        return next((target for target in targets if target in self), None)

    def find_main(self) -> str | None:
        """Return the main part, None if there is none."""
        usual = min((name for name in self.members if _USUAL_MAIN.fullmatch(name)), default=None)
        return self.find_linked("", "officeDocument") or usual


def _refuse_doctype(data: bytes) -> None:
    if _DOCTYPE.search(data, 0, _HEAD) or any(mark in data[:_HEAD] for mark in _UTF_16_DOCTYPES):
        raise Damaged("DOCTYPE")


def parse_xml(data: bytes, name: str) -> Element:
    """Return the root of the XML in `data`; `name` is for the error message. Raises Damaged."""
    from lxml import etree

    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:  # not even the recovering parser finds a tree
        raise Damaged(f"{name}: {error}"[:200]) from error
    if root is None:
        raise Damaged(name[:100])
    return root


def _normalise(name: str) -> str:
    """Return a part's name in lower case with slashes.

    Names are equal regardless of case (ECMA-376 part 2); some tools write backslashes.
    """
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(folder: str, target: str) -> str:
    """Return the name of the part that `target`, relative to `folder`, refers to."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


@contextmanager
def open_package(data: bytes) -> Iterator[Package]:
    """Open the package in `data`. Raises ReportError."""
    try:
        archive = ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (*_ZIP_ERRORS, *_COMPRESSION_ERRORS) as error:
        raise Damaged(type(error).__name__) from error
    with archive:
        if len(infos) > _MOST_PARTS:
            raise TooLarge(f"{len(infos)} > {_MOST_PARTS}")
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Encrypted
        yield Package(archive, {_normalise(info.filename): info for info in infos})


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, "" for comments.

    Strict and transitional files have different namespaces.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute of an element by its name without namespace."""
    if element is None:
        return None
    items = element.attrib.items()
    values = (value for key, value in items if str(key).rpartition("}")[2] == name)
    return next(map(str, values), None)


def to_int(text: str | None, default: int = 0) -> int:
    """Return the whole number in an attribute, `default` for any other text."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
