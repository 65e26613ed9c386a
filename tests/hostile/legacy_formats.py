"""MHTML, XML of Office 2003, CSV under a spreadsheet suffix, and archives that are not zip."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.hostile.hostile_file import MEGABYTE, HostileFile, hostile

_NO_REPORT = ("not_a_report", "empty")
_MIME = "MIME-Version: 1.0\n"
_BOOK = (
    "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
    "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table>{}</Table>"
    "</Worksheet></Workbook>"
)
_ROW = "<Row><Cell><Data>年</Data></Cell></Row>"


def messages() -> Iterator[HostileFile]:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    yield hostile("deep.mht", _MIME + deep, "damaged")
    many = "--b\nContent-Type: text/html\n\n<p>年</p>\n" * 1000
    yield hostile(
        "many.mht", f"{_MIME}Content-Type: multipart/mixed; boundary=b\n\n{many}", *_NO_REPORT
    )
    heads = {
        "charset": "Content-Type: text/html; charset=nonsense",
        "transfer": "Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode",
        "base64": "Content-Type: text/html\nContent-Transfer-Encoding: base64",
        "picture": "Content-Type: image/png",
    }
    for name, head in heads.items():
        yield hostile(f"{name}.mht", f"{_MIME}{head}\n\n<p>年报</p>", "damaged", *_NO_REPORT)


def trees() -> Iterator[HostileFile]:
    most = "ss:Index='99999999' ss:MergeAcross='99999999' ss:MergeDown='99999999'"
    rows = {
        "span": f"<Row ss:Index='99999999'><Cell {most}><Data>1</Data></Cell></Row>",
        "empty": "<Row/>" * 100_000 + _ROW,
        "odd": "<Row><Cell ss:Index='0'><Data ss:Type='Number'>x</Data></Cell></Row>" + _ROW,
    }
    for name, part in rows.items():
        yield hostile(f"{name}.xls", _BOOK.format(part), *_NO_REPORT)
    yield hostile("cut.xls", _BOOK.format(_ROW * 9)[:-70], *_NO_REPORT)
    laughs = "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9))
    swelling = _BOOK.format("<Row><Cell><Data>&a9;</Data></Cell></Row>")
    kinds = ("damaged", *_NO_REPORT)
    yield hostile("laughs.xls", f"<!DOCTYPE d [{laughs}]>{swelling}", *kinds)
    yield hostile(
        "inside.xls", swelling.replace("?>", f"?><!-- --><!DOCTYPE d [{laughs}]>"), *kinds
    )
    word = "<w:wordDocument xmlns:w='w'><w:body><w:p><w:r><w:t>年</w:t></w:r></w:p>"
    yield hostile("cut.doc", word, *_NO_REPORT)
    yield hostile("body.doc", "<w:wordDocument xmlns:w='w'/>", "damaged")
    for name, text in {
        "comment": "<!--" * 5000,
        "pi": "<?" * 8000,
        "space": " " * MEGABYTE,
    }.items():
        yield hostile(f"{name}.doc", text + "<html>年", *_NO_REPORT)


def commas() -> Iterator[HostileFile]:
    yield hostile("commas.xls", "," * MEGABYTE, *_NO_REPORT)
    yield hostile("quotes.xls", '"' * 300_001 + "\n,\n,\n,", "damaged", *_NO_REPORT)
    yield hostile("long.xls", "年," + "9" * 300_000 + "\n,1\n,2\n,3", "damaged", *_NO_REPORT)
    yield hostile("nul.xls", "年,\0,1\n" * 100, "damaged", *_NO_REPORT)
    yield hostile("lines.xls", ",\n" * 100_000, *_NO_REPORT)


def packed() -> Iterator[HostileFile]:
    """Archives and images that are recognised by their first bytes, whatever their suffix."""
    marks = {"rar": b"Rar!\x1a\x07\x01\x00", "7z": b"7z\xbc\xaf\x27\x1c", "gz": b"\x1f\x8b\x08\x00"}
    for name, mark in (marks | {"tif": b"II*\x00", "xz": b"\xfd7zXZ\x00"}).items():
        kind = "damaged" if name == "tif" else "unsupported"
        for suffix in ("docx", "doc", "txt"):
            data = mark + Random(len(name)).randbytes(500) + suffix.encode()
            yield hostile(f"{name}.{suffix}", data, kind)


FAMILIES = (messages, trees, commas, packed)
