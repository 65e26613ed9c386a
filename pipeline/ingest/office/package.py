"""The parts of an Office file: a zip archive of XML, opened within limits. Nothing is fetched."""

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

MOST_BYTES = 200 << 20  # of one part, unpacked
_MOST_PARTS = 10_000
_ENCRYPTED = 1  # the general purpose bit flag of a member
# Where the text of a Word file and the sheets of a workbook stand, if nothing says where; WPS and
# converters number these parts.
_USUAL = re.compile(r"word/document\d*\.xml|xl/workbook\d*\.(?:xml|bin)")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z]+)")
# A document type is forbidden in these packages (ECMA-376 part 2); entities come from one.
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_DOCTYPE = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-16-le", "utf-16-be"))
_HEAD = 4096
_FAULTS = (BadZipFile, OSError, ValueError, RuntimeError, EOFError, KeyError, NotImplementedError)
_PACKED = (zlib.error, lzma.LZMAError)


class Link(NamedTuple):
    """What a part refers to: by an id, as something of a kind ("styles", "worksheet")."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Parts:
    """An open package; parts are asked for by the names that other parts give them, in any case
    and with any slashes."""

    archive: ZipFile
    members: Mapping[str, ZipInfo]

    def __contains__(self, name: str) -> bool:
        return _key(name) in self.members

    def parse(self, name: str) -> Element:
        """The root of a part. Raises ReportError."""
        return parse_xml(self.read(name), name)

    def find(self, name: str) -> Element | None:
        """The root of a part, None where the package has no such part."""
        return self.parse(name) if name in self else None

    def iterate(self, name: str, *tags: str) -> Iterator[Element]:
        """The elements `tags` of a part, one after the other, each gone once the next is asked
        for. Raises ReportError."""
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
        """A part's bytes, at most MOST_BYTES. Raises ReportError."""
        data = self._unpack(name, MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLarge(f"> {MOST_BYTES} bytes")
        _refuse_doctype(data)
        return data

    def root(self, name: str) -> str:
        """What the root of a part is called, without a namespace. Raises ReportError."""
        found = _ROOT.search(self._unpack(name, _HEAD))
        return found[1].decode() if found else ""

    def _unpack(self, name: str, size: int) -> bytes:
        try:
            with self.archive.open(self.members[_key(name)]) as stream:
                return stream.read(size)
        except NotImplementedError as error:
            raise Unsupported(f"zip: {error}"[:100]) from error
        except (*_FAULTS, *_PACKED) as error:
            raise Damaged(type(error).__name__) from error

    def links(self, name: str) -> list[Link]:
        """What a part refers to, the package itself for ""; places outside are left out."""
        folder, _, file = name.rpartition("/")
        root = self.find(posixpath.join(folder, "_rels", f"{file}.rels"))
        return [
            Link(
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                resolve(folder, one.get("Target", "")),
            )
            for one in (root if root is not None else ())
            if isinstance(one.tag, str) and one.get("TargetMode") != "External"
        ]

    def linked(self, name: str, kind: str) -> str | None:
        """The first part of a kind that a part refers to, None where it has none."""
        found = (one.target for one in self.links(name) if one.kind == kind)
        return next((target for target in found if target in self), None)

    def main(self) -> str | None:
        """The part that all others hang on, None where there is none."""
        usual = min((name for name in self.members if _USUAL.fullmatch(name)), default=None)
        return self.linked("", "officeDocument") or usual


def _refuse_doctype(data: bytes) -> None:
    if _DOCTYPE.search(data, 0, _HEAD) or any(mark in data[:_HEAD] for mark in _WIDE_DOCTYPE):
        raise Damaged("DOCTYPE")


def parse_xml(data: bytes, name: str) -> Element:
    """The root of the XML in `data`, which is called `name`. Raises Damaged."""
    from lxml import etree

    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:  # what cannot even be recovered: nothing is there
        raise Damaged(f"{name}: {error}"[:200]) from error
    if root is None:
        raise Damaged(name[:100])
    return root


def _key(name: str) -> str:
    """The names of parts differ by more than case (ECMA-376 part 2); some tools write them with
    backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def resolve(folder: str, target: str) -> str:
    """The name of the part that `target` means in `folder`; a package knows no other places."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


@contextmanager
def open_parts(data: bytes) -> Iterator[Parts]:
    """The package in `data`. Raises ReportError."""
    try:
        archive = ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (*_FAULTS, *_PACKED) as error:
        raise Damaged(type(error).__name__) from error
    with archive:
        if len(infos) > _MOST_PARTS:
            raise TooLarge(f"{len(infos)} > {_MOST_PARTS}")
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Encrypted
        yield Parts(archive, {_key(info.filename): info for info in infos})


def local(element: Element) -> str:
    """The name of an element without its namespace: strict and transitional files differ in it."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its name without the namespace."""
    if element is None:
        return None
    values = (v for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name)
    return next(map(str, values), None)


def to_number(text: str | None, default: int = 0) -> int:
    """A whole number as attributes have it; `default` for all else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
