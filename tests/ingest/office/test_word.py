"""Word files: visible paragraphs and tables in the order of the body."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gouji.pipeline.errors import Damaged, Encrypted, Unsupported
from gouji.pipeline.ingest import ingest
from tests.ingest.pdf.printed import rows_of, save, texts_of

W = nsdecls("w")


def read(build: Callable[..., object]) -> list[list[str]]:
    document = docx.Document()
    build(document)
    return texts_of(ingest(save(document), "a.docx"))


def test_paragraphs_and_tables_in_order_with_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    grid = document.add_table(3, 4)
    grid.cell(0, 0).merge(grid.cell(1, 0)).text = "三、"
    grid.cell(0, 1).merge(grid.cell(0, 2)).text = "（一）"
    for (row, column), text in {(0, 3): "1", (1, 1): "a", (1, 3): "2", (2, 0): "四"}.items():
        grid.cell(row, column).text = text
    document.add_paragraph("二、尾")
    assert rows_of(ingest(save(document), "a.docx")) == [
        [("一、总体情况", 0)],
        [("三、", 0), ("（一）", 1), ("1", 3)],
        [("a", 1), ("", 2), ("2", 3)],
        [("四", 0), ("", 1), ("", 2), ("", 3)],
        [("二、尾", 0)],
    ]


def test_tracked_changes_are_accepted_and_hidden_text_is_not_read() -> None:
    def build(document: object) -> None:
        paragraph = document.add_paragraph("受理")  # type: ignore[attr-defined]
        for xml in (
            "<w:ins {}><w:r><w:t>12</w:t></w:r></w:ins>",
            "<w:del {}><w:r><w:delText>34</w:delText></w:r></w:del>",
            "<w:moveFrom {}><w:r><w:t>56</w:t></w:r></w:moveFrom>",
            "<w:moveTo {}><w:r><w:t>件</w:t></w:r></w:moveTo>",
            "<w:r {}><w:rPr><w:vanish/></w:rPr><w:t>78</w:t></w:r>",
            '<w:r {}><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>。</w:t></w:r>',
        ):
            paragraph._p.append(parse_xml(xml.format(W)))

    assert read(build) == [["受理12件。"]]


def test_deleted_rows_are_dropped_and_inserted_rows_are_read() -> None:
    def build(document: object) -> None:
        grid = document.add_table(3, 3)  # type: ignore[attr-defined]
        for row_index, row in enumerate(grid.rows):
            for column, cell in enumerate(row.cells):
                cell.text = f"{row_index}{column}"
        for row_index, mark in ((1, "del"), (2, "ins")):
            properties = grid.rows[row_index]._tr.get_or_add_trPr()
            properties.append(parse_xml(f"<w:{mark} {W} w:id='1' w:author='a'/>"))

    assert read(build) == [["00", "01", "02"], ["20", "21", "22"]]


def test_a_text_box_with_a_table_is_read_once() -> None:
    row = "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in "规01")
    content = f"<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p><w:tbl>{row}</w:tr></w:tbl></w:txbxContent>"
    shape = (
        f"<w:r {W} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{content}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    def build(document: object) -> None:
        document.add_paragraph("锚")._p.append(parse_xml(shape))  # type: ignore[attr-defined]

    assert read(build) == [["锚"], ["框"], ["规", "0", "1"]]


def test_a_nested_table_in_a_layout_table_is_a_table() -> None:
    def build(document: object) -> None:
        outer = document.add_table(1, 2)  # type: ignore[attr-defined]
        outer.cell(0, 0).text = "导航"
        inner = outer.cell(0, 1).add_table(1, 3)
        for column, text in enumerate(("规章", "0", "1")):
            inner.cell(0, column).text = text

    assert read(build) == [["导航"], ["规章", "0", "1"]]


def test_tabs_line_breaks_and_content_controls() -> None:
    def build(document: object) -> None:
        run = document.add_paragraph().add_run("一\t二")  # type: ignore[attr-defined]
        run.add_break()
        run.add_text("三")
        body = document.element.body  # type: ignore[attr-defined]
        body.insert(
            0,
            parse_xml(
                f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>题</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )

    assert read(build) == [["题"], ["一 二"], ["三"]]


def package(parts: dict[str, str]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_entities_and_other_packages_are_refused() -> None:
    bomb = "<!DOCTYPE d [<!ENTITY a 'x'>]><w:document xmlns:w='w'><w:body>&a;</w:body></w:document>"
    with pytest.raises(Damaged):
        ingest(package({"word/document.xml": bomb}), "a.docx")
    with pytest.raises(Unsupported):
        ingest(package({"ppt/presentation.xml": "<p/>"}), "a.docx")
    with pytest.raises(Damaged):
        ingest(package({"word/document.xml": "<a/>"})[:-30], "a.docx")
    with pytest.raises(Encrypted):
        ingest(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx"
        )


def test_a_word_file_is_read_with_any_suffix() -> None:
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    ingested = ingest(save(document), "a.txt")
    assert (ingested.media, ingested.text, ingested.pages) == ("docx", "一、总体情况\n", None)
