"""The type of a file by its first bytes: files exported by offices often have a wrong suffix."""

from __future__ import annotations

import re

from gouji.pipeline.errors import Unsupported

# Bytes in which the root of a tree is looked for.
_HEAD = 16_000
# Declarations and comments before the root of a tree.
_PROLOGUE = re.compile(r"(?:[\s\ufeff]+|<\?.{0,400}?\?>|<!--.{0,8000}?-->)*", re.DOTALL)
_ROOT = re.compile(r"<(!doctype\s+html|(?:[\w.-]+:)?[a-z][\w.-]*)", re.IGNORECASE)
_PAGE_ROOTS = frozenset(
    "!doctype html head body meta style title link script table div p center".split()
)
_WORD_ROOTS = ("worddocument", "pkg:package")
_SPREADSHEET_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
# The first bytes of other images, archives and programs, and the names of these types.
_FOREIGN = {
    b"GIF8": "GIF", b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gzip", b"BZh9": "bzip2", b"\xfd7zXZ\0": "xz", b"\x7fELF": "ELF",
    b"\0\0\0\x0cjP  ": "JPEG 2000", b"\xff\x4f\xff\x51": "JPEG 2000",
    b"\0\0\0\x0cJXL ": "JPEG XL", b"\xff\x0a": "JPEG XL", b"\x97JB2\r\n": "JBIG2",
    b"8BPS": "PSD", b"\0\0\1\0": "ICO", b"AT&TFORM": "DjVu", b"\xd7\xcd\xc6\x9a": "WMF",
}  # fmt: skip
_EMF = b"\1\0\0\0", b" EMF", 40  # Its first bytes, and others at a place of their own.
# The brands of files in boxes, as phones and cameras write them.
_BRANDS = {
    b"heic": "HEIC", b"heix": "HEIC", b"hevc": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC",
    b"avif": "AVIF", b"avis": "AVIF",
}  # fmt: skip


def refuse_foreign(data: bytes) -> None:
    """Raise Unsupported for an image, an archive or a program."""
    if name := _name_foreign(data):
        raise Unsupported(name)


def _name_foreign(data: bytes) -> str:
    """The format of an image, an archive or a program that is not read; "" for another file."""
    start, mark, place = _EMF
    if data.startswith(start) and data[place:].startswith(mark):
        return "EMF"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video")
    if find_root(data) == "svg":
        return "SVG"
    return next((name for bytes_, name in _FOREIGN.items() if data.startswith(bytes_)), "")


def find_root(data: bytes) -> str:
    """Return the name of the root element ("html", "worddocument"), "" if there is no tree.

    "workbook" is returned only for the root of Excel 2003.
    """
    head = _decode_head(data)
    prologue = _PROLOGUE.match(head)
    root = _ROOT.match(head, prologue.end() if prologue else 0)
    if not root:
        return ""
    name = root[1].lower().split()[0]
    if name.startswith("pkg:"):
        return name
    name = name.rpartition(":")[2]
    return name if name != "workbook" or _SPREADSHEET_NAMESPACE in head else ""


def _decode_head(data: bytes) -> str:
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if is_utf_16 else "latin-1"
    return data[:_HEAD].decode(encoding, "ignore").removeprefix("ï»¿")


def is_page(root: str) -> bool:
    """Whether a root element is that of a web page."""
    return root in _PAGE_ROOTS


def is_word(root: str) -> bool:
    """Whether a root element is that of a Word file without a package."""
    return root in _WORD_ROOTS
