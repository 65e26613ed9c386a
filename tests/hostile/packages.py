"""Word and Excel packages that unpack to too much, are inconsistent, or refer outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.hostile.hostile_file import HostileFile, hostile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = f'<w:document xmlns:w="{WORD}"><w:body>{{}}</w:body></w:document>'
LINE = "<w:p><w:r><w:t>年</w:t></w:r></w:p>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_parts(package: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A package with these parts replaced or added."""
    with ZipFile(BytesIO(package)) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**whole, **parts})


def workbook(rows: str, behind: str = "") -> bytes:
    """A workbook with one sheet. `behind`: XML after the rows."""
    ids = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{ids}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    refs = '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>"
    return zipped(
        {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": refs, "xl/worksheets/a.xml": sheet}
    )


def packages() -> Iterator[HostileFile]:
    """Word files that unpack to too much or refer outside."""
    bomb = {"word/document.xml": WORDS.format(LINE * 12_000_000)}
    yield hostile("bomb.docx", zipped(bomb), "too_large", "memory", "timeout", is_heavy=True)
    many = {f"word/{n}.xml": "" for n in range(10_001)} | {"word/document.xml": WORDS.format(LINE)}
    yield hostile("parts.docx", zipped(many), "too_large")
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    entities = f'<!DOCTYPE d [<!ENTITY a0 "年">{laughs}]>' + WORDS.format(
        LINE.replace("年", "&a9;")
    )
    yield hostile("laughs.docx", zipped({"word/document.xml": entities}), "damaged")
    outside = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + WORDS.format("&x;")
    yield hostile("outside.docx", zipped({"word/document.xml": outside}), "damaged")
    wide = outside.encode("utf-16")
    yield hostile("wide.docx", zipped({"word/document.xml": wide}), "damaged")
    link = '<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:9/a.xml"/>'
    linked = {
        "word/document.xml": WORDS.format(LINE),
        "word/_rels/document.xml.rels": f"<R>{link}</R>",
    }
    yield hostile("linked.docx", zipped(linked), "not_a_report")
    paths = {"../../escape.xml": "x", "/etc/x": "x", "word/document.xml": WORDS.format(LINE)}
    yield hostile("paths.docx", zipped(paths), "not_a_report")


def documents() -> Iterator[HostileFile]:
    """Word files with unusual content, and other files with their suffix."""
    nested = "<w:tbl><w:tr><w:tc>" * 600 + LINE + "</w:tc></w:tr></w:tbl>" * 600
    yield hostile(
        "nested.docx",
        zipped({"word/document.xml": WORDS.format(nested)}),
        "not_a_report",
        "damaged",
        "empty",
    )
    span = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>'
    )
    yield hostile(
        "span.docx", zipped({"word/document.xml": WORDS.format(span * 3)}), "empty", "not_a_report"
    )
    yield hostile(
        "torn.docx",
        zipped({"word/document.xml": WORDS.format(LINE)[:-40]}),
        "not_a_report",
        "damaged",
    )
    yield hostile("cut.docx", zipped({"word/document.xml": WORDS.format(LINE)})[:-20], "damaged")
    yield hostile(
        "inner.docx", zipped({"a.docx": zipped({"word/document.xml": "x"})}), "unsupported"
    )
    yield hostile("locked.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "encrypted")
    yield hostile(
        "old.doc",
        OLD + "WordDocument".encode("utf-16-le"),
        "missing_tool",
        "damaged",
        "not_a_report",
    )
    yield hostile(
        "macro.docm",
        zipped({"word/vbaProject.bin": b"x", "word/document.xml": WORDS.format(LINE)}),
        "not_a_report",
    )


def sheets() -> Iterator[HostileFile]:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
    filled = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>年</t></is></c></row>'
    yield hostile("rows.xlsx", workbook(rows + filled), "not_a_report", "timeout", is_heavy=True)
    yield hostile(
        "far.xlsx", workbook(filled + '<row r="9"><c r="XFD9"><v>1</v></c></row>'), "not_a_report"
    )
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield hostile("merged.xlsx", workbook(filled, merged), "not_a_report", "empty")
    odd = '<row r="x"><c r="??" s="99999999" t="s"><v>-5</v></c><c><v>1e999999999</v></c></row>'
    yield hostile("odd.xlsx", workbook(odd), "not_a_report", "empty")
    bomb = "<row>" + '<c t="inlineStr"><is><t>年年年年</t></is></c>' * 6_000_000 + "</row>"
    yield hostile("bomb.xlsx", workbook(bomb), "too_large", "memory", "timeout", is_heavy=True)
    yield hostile("binary.xlsx", zipped({"xl/workbook.bin": b"x"}), "unsupported")


FAMILIES = (packages, documents, sheets)
