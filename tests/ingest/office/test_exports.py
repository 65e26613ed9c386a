"""Files with Office suffixes that are web pages, MHTML, Office 2003 XML or CSV."""

from __future__ import annotations

import quopri

import pytest

from gouji.pipeline.errors import Unsupported
from gouji.pipeline.ingest import ingest
from tests.hostile.packages import WORD, with_parts, workbook, zipped
from tests.ingest.pdf.printed import rows_of, texts_of

ROWS = [["规章", "1", "", "7"], ["行政规范性文件", "2", "0", "31"]]
HTML = "<table>{}</table>".format(
    "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
)
TEXTS = "".join(",".join(row) + ",,\n" for row in ROWS)


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.docx", "a.wps"])
@pytest.mark.parametrize(
    "head",
    ["", "<html><body>", "<meta charset=utf-8>", "<style>td{}</style><header>年</header>",
     "<!-- a --><html>", "<?xml version='1.0'?>\n<!DOCTYPE html><html>", "\ufeff<head><title>a</title></head>"],
)  # fmt: skip
def test_a_web_page_with_an_office_suffix_is_a_web_page(head: str, name: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        document = ingest((head + HTML).encode(encoding), name)
        assert document.media == "html" and texts_of(document)[-2:] == ROWS


def message(page: bytes, transfer: str) -> bytes:
    parts = f"--b\nContent-Type: text/html\nContent-Transfer-Encoding: {transfer}\n\n".encode()
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    picture = b"--b\nContent-Type: image/png\n\nx\n"
    return head + picture + parts + page + b"\n--b--\n"


def test_an_mhtml_archive_is_read_with_any_suffix() -> None:
    page = f"<html><meta charset=gb2312><title>年报</title>{HTML}".encode("gb18030")
    for name in ("a.mht", "a.doc", "a.xls", "a.html"):
        document = ingest(message(quopri.encodestring(page), "quoted-printable"), name)
        assert (document.media, document.title) == ("html", "年报")
        assert texts_of(document) == ROWS


def test_a_word_file_that_only_imports_a_page_is_that_page() -> None:
    kind = "<Relationships><Relationship Id='h' Type='x/aFChunk' Target='/word/a.mht'/></Relationships>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document xmlns:w='{WORD}'><w:body><w:altChunk/></w:body></w:document>",
        "word/_rels/document.xml.rels": kind,
        "word/a.mht": message(HTML.encode(), "8bit"),
    }
    assert texts_of(ingest(zipped(parts), "a.docx")) == ROWS


def test_imported_documents_are_read_where_they_are_imported() -> None:
    """A web page, a Word file, and a page that is imported twice and read once."""
    space = "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
    line = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
    inner = f"<w:document xmlns:w='{WORD}'><w:body>{line % '乙'}</w:body></w:document>"
    chunk = "<w:altChunk r:id='%s'/>"
    body = line % "甲" + chunk % "p" + chunk % "p" + chunk % "d" + line % "丙"
    link = "<Relationship Id='%s' Type='x/aFChunk' Target='/word/%s'/>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document xmlns:w='{WORD}' {space}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{link % ('p', 'a.html')}{link % ('d', 'b.docx')}</Relationships>",
        "word/a.html": HTML.encode(),
        "word/b.docx": zipped({"word/document.xml": inner}),
    }
    read = texts_of(ingest(zipped(parts), "a.docx"))
    assert read == [["甲"], *ROWS, ["乙"], ["丙"]]


def test_word_2003_and_packages_in_one_file() -> None:
    cells = [
        "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        for row in ROWS
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    body = f"<w:body><wx:sect xmlns:wx='wx'>{table}</wx:sect></w:body>"
    old = f"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='w'>{body}</w:wordDocument>"
    part = f"<pkg:part><pkg:xmlData><w:document xmlns:w='{WORD}'>{body}</w:document></pkg:xmlData></pkg:part>"
    for text in (old, f"<pkg:package xmlns:pkg='pkg'>{part}</pkg:package>"):
        document = ingest(text.encode(), "a.doc")
        assert document.media == "doc" and texts_of(document) == ROWS


def test_excel_2003() -> None:
    rows = (
        "<Row ss:Index='3'><Cell ss:MergeDown='1'><Data ss:Type='String'>三、</Data></Cell>"
        "<Cell ss:MergeAcross='1'><Data ss:Type='String'>（一）</Data></Cell>"
        "<Cell ss:StyleID='s'><Data ss:Type='Number'>0</Data></Cell></Row>"
        "<Row><Cell ss:Index='2'><Data ss:Type='String'>a</Data></Cell>"
        "<Cell ss:Index='4' ss:StyleID='s'><Data ss:Type='Number'>1234</Data></Cell></Row>"
        "<Row ss:Hidden='1'><Cell><Data ss:Type='Number'>9</Data></Cell></Row>"
        "<Row><Cell><Data ss:Type='String'>四、</Data></Cell><Cell ss:Index='4' ss:Formula='=1+1'/></Row>"
    )
    book = (
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Styles><Style ss:ID='s'>"
        "<NumberFormat ss:Format='#,##0;;\"-\"'/></Style></Styles><Worksheet ss:Name='a'><Table>"
        f"{rows}</Table></Worksheet></Workbook>"
    )
    assert rows_of(ingest(book.encode(), "a.xls")) == [
        [("三、", 0), ("（一）", 1), ("-", 3)],
        [("a", 1), ("", 2), ("1,234", 3)],
        [("四、", 0), ("", 1), ("", 2), ("=1+1", 3)],
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_comma_separated_values_are_the_rows_of_a_sheet(encoding: str) -> None:
    text = "二、主动公开政府信息情况,,,\n" + TEXTS + '许可,"1,203",,3\n'
    document = ingest(text.encode(encoding), "a.xls")
    assert document.media == "csv"
    assert texts_of(document) == [
        ["二、主动公开政府信息情况"], *ROWS, ["许可", "1,203", "", "3"],
    ]  # fmt: skip


def test_archives_are_refused_by_name() -> None:
    for head, name in ((b"Rar!\x1a\x07\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z")):
        with pytest.raises(Unsupported) as error:
            ingest(head + bytes(50), "a.doc")
        assert name in error.value.message_zh and name in error.value.message_en


def test_superscripts_are_no_digits_of_the_number_beside_them() -> None:
    row = "<tr><td>规章</td><td>38<sup>1</sup></td><td><p>7<sup><a>[2]</a></sup></p></td><td><sup>5</sup></td></tr>"
    assert texts_of(ingest(f"<table>{row}{row}</table>".encode(), "a.html"))[0] == [
        "规章", "38¹", "7[²]", "5",
    ]  # fmt: skip
    rich = "<c t='inlineStr'><is><r><t>38</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></is></c>"
    assert ingest(workbook(f"<row>{rich}</row>"), "a.xlsx").text == "38¹\n"


def test_out_of_date_results_of_formulas_are_not_read() -> None:
    row = "<row><c t='inlineStr'><is><t>合计</t></is></c><c><f>MAX(C1)</f><v>0</v></c><c><v>3</v></c></row>"
    book = workbook(row)
    assert texts_of(ingest(book, "a.xlsx")) == [["合计", "0", "3"]]
    ids = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    stale = (
        f"<workbook xmlns:r='{ids}'><sheets><sheet r:id='r1'/></sheets>"
        "<calcPr fullCalcOnLoad='1'/></workbook>"
    )
    book = with_parts(book, {"xl/workbook.xml": stale})
    assert texts_of(ingest(book, "a.xlsx")) == [["合计", "=MAX(C1)", "3"]]
