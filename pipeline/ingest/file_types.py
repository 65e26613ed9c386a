"""What a file is by how it begins: exports of offices are often named as something else."""

from __future__ import annotations

import re

from gouji.pipeline.errors import Unsupported

_HEAD = 16_000
# What stands before the root of a tree: declarations, comments, a document type.
_BEFORE = re.compile(r"(?:[\s\ufeff]+|<\?.{0,400}?\?>|<!--.{0,8000}?-->)*", re.DOTALL)
_ROOT = re.compile(r"<(!doctype\s+html|(?:[\w.-]+:)?[a-z][\w.-]*)", re.IGNORECASE)
_PAGE = frozenset("!doctype html head body meta style title link script table div p center".split())
_WORD = ("worddocument", "pkg:package")
_BOOK = "urn:schemas-microsoft-com:office:spreadsheet"
# Pictures, and what must be unpacked first.
_FOREIGN = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF",
    b"MM\0*": "TIFF", b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b\x08": "gzip", b"BZh9": "bzip2", b"\xfd7zXZ\0": "xz", b"\x7fELF": "ELF",
}  # fmt: skip


def refuse_foreign(data: bytes) -> None:
    """Raise Unsupported for what is no document by its first bytes."""
    for mark, name in _FOREIGN.items():
        if data.startswith(mark):
            raise Unsupported(name)


def find_root(data: bytes) -> str:
    """What the tree in a file begins with ("html", "worddocument"), "" where it holds none;
    "workbook" only for that of Excel 2003."""
    head = _head(data)
    before = _BEFORE.match(head)
    found = _ROOT.match(head, before.end() if before else 0)
    if not found:
        return ""
    name = found[1].lower().split()[0]
    if name.startswith("pkg:"):
        return name
    name = name.rpartition(":")[2]
    return name if name != "workbook" or _BOOK in head else ""


def _head(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data[:_HEAD].decode("utf-16" if wide else "latin-1", "ignore").removeprefix("ï»¿")


def is_page(root: str) -> bool:
    """Whether a web page begins so."""
    return root in _PAGE


def is_word(root: str) -> bool:
    """Whether a Word file without a package begins so."""
    return root in _WORD
