"""Tables that are pictures in Word files and web pages, among pictures that decorate."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import docx
import numpy as np
import openpyxl
import openpyxl.drawing.image
import pytest
from docx.shared import Mm
from lxml import etree
from PIL import Image, ImageDraw

from gouji.pipeline.errors import Damaged, NoTextLayer
from gouji.pipeline.extract import extract
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.office.excel.workbook import write_xlsx
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK, PictureFinder
from gouji.pipeline.ingest.web.html import write_page
from gouji.pipeline.kit import Kit
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document
from tests.hostile.packages import with_parts
from tests.hostile.pictures import png_of_size
from tests.ingest.pdf.printed import save as save_docx
from tests.ingest.pdf.printed import texts_of
from tests.ingest.scan.pages import ROWS, TABLE, draw, save

BEFORE, AFTER = "一、总体情况。" + "本机关认真落实各项要求。" * 30, "六、其他需要报告的事项。"
EXPECTED = [[squeeze(text) for text in row] for row in ROWS]
Piece = str | bytes
Writer = Callable[[Sequence[Piece]], bytes]


def write_docx(pieces: Sequence[Piece]) -> bytes:
    document = docx.Document()
    for piece in pieces:
        if isinstance(piece, str):
            document.add_paragraph(piece)
        else:
            document.add_picture(BytesIO(piece), width=Mm(150))
    return save_docx(document)


def write_html(pieces: Sequence[Piece]) -> bytes:
    lines = [
        f"<p>{piece}</p>" if isinstance(piece, str) else f"<p>{image(piece)}</p>"
        for piece in pieces
    ]
    return f"<html><meta charset=utf-8><body>{''.join(lines)}</body></html>".encode()


def image(data: bytes) -> str:
    return f"<img src='data:image/png;base64,{b64encode(data).decode()}'>"


def write_mhtml(pieces: Sequence[Piece]) -> bytes:
    """As browsers save a page: its pictures are parts of their own, by address and by id."""
    parts, body = [], ""
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            body += f"<p>{piece}</p>"
            continue
        name = "Content-ID: <p{0}>" if number % 2 else "Content-Location: http://a.cn/b/p{0}.png"
        body += f"<p><img src='{'cid:p{0}' if number % 2 else 'p{0}.png'}'></p>".format(number)
        head = f"Content-Type: image/png\n{name.format(number)}\nContent-Transfer-Encoding: base64"
        parts.append(f"{head}\n\n{b64encode(piece).decode()}")
    page = f"Content-Type: text/html; charset=utf-8\n\n<html><meta charset=utf-8><body>{body}</body></html>"
    joined = "".join(f"\n--x\n{part}" for part in [page, *parts])
    return f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n{joined}\n--x--\n'.encode()


WRITERS: list[Any] = [
    pytest.param(write_docx, "docx", id="docx"),
    pytest.param(write_html, "html", id="html"),
    pytest.param(write_mhtml, "html", id="mhtml"),
]


@pytest.fixture(scope="module")
def table() -> bytes:
    return save(draw(dpi=150), "PNG", dpi=(150, 150))


def read(data: bytes) -> Document:
    return ingest(data, "a.html")


def rows(document: Document) -> list[list[str]]:
    return [[squeeze(text) for text in row] for row in texts_of(document)]


@pytest.mark.parametrize(("write", "media"), WRITERS)
def test_a_table_is_read_at_its_place(write: Writer, media: str, table: bytes) -> None:
    document = read(write([BEFORE, table, AFTER]))
    expected = [[BEFORE], *ROWS, [AFTER]]
    assert rows(document) == [[squeeze(text) for text in row] for row in expected]
    assert (document.media, document.pages, document.unread_pages) == (media, 1, ())
    assert document.page_media == ("scan",) and document.ocr
    [figure] = [f for f in document.fragments if f.text == "3085"]
    assert (figure.page, figure.source) == (1, "ocr") and figure.cell_box
    assert {f.page for f in document.fragments if f.text and f.source == "text"} == {None}


def logo() -> Image.Image:
    picture = Image.new("RGB", (600, 120), "navy")
    ImageDraw.Draw(picture).ellipse((10, 10, 110, 110), fill="red")
    return picture


def code() -> Image.Image:
    modules = np.random.default_rng(2).integers(0, 2, (33, 33)).astype(np.uint8) * 255
    return Image.fromarray(modules.repeat(12, 0).repeat(12, 1))


def seal() -> Image.Image:
    picture = Image.new("RGB", (400, 400), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 20, 380, 380), outline=(200, 30, 40), width=14)
    pen.regular_polygon((200, 200, 70), 5, fill=(200, 30, 40))
    return picture


def photo() -> Image.Image:
    areas = np.random.default_rng(3).integers(0, 256, (20, 30, 3)).repeat(40, 0).repeat(40, 1)
    noise = np.random.default_rng(4).normal(0, 15, areas.shape)
    return Image.fromarray(np.clip(areas + noise, 0, 255).astype(np.uint8))


def banner() -> Image.Image:
    """Large words between two lines."""
    return draw(
        "<div style='border-top: 2pt solid; border-bottom: 2pt solid; font-size: 30pt'>政府信息公开</div>"
    )


@pytest.mark.parametrize(("write", "media"), WRITERS)
def test_decoration_is_not_read(write: Writer, media: str) -> None:
    pictures = [save(each(), "PNG") for each in (logo, code, seal, photo, banner)]
    document = read(write([BEFORE, *pictures, AFTER]))
    assert rows(document) == [[squeeze(BEFORE)], [squeeze(AFTER)]]
    assert (document.pages, document.unread_pages, document.ocr) == (None, (), "")


UNREADABLE = {
    "truncated": lambda table: table[: len(table) // 2],
    "only a header": lambda table: table[:60],
    "200 megapixels": lambda table: png_of_size(14_000, 14_300),
    "bomb": lambda table: png_of_size(100_000, 100_000),
    "not an image": lambda table: b"\x01\0\0\0EMF that no library reads" * 99,
    "animated": lambda table: save(
        draw(dpi=72), "WEBP", save_all=True, append_images=[draw("<p>二</p>", dpi=72)]
    ),
}


@pytest.mark.parametrize("spoil", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_an_unread_page(
    spoil: Callable[[bytes], bytes], table: bytes
) -> None:
    document = read(write_html([BEFORE, spoil(table), AFTER]))
    assert rows(document) == [[squeeze(BEFORE)], [squeeze(AFTER)]]
    assert (document.pages, document.unread_pages) == (1, (1,))


def test_a_picture_that_is_not_at_hand_is_unread_unless_it_decorates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    page = f"""<body><header><p><img src='head.png' width=900 height=300></p></header>
    <a href='/'><img src='logo.png'></a><p>{BEFORE}</p><p>图<img src='mark.png'></p>
    <p align=center><span><img src='http://a.cn/table.png'></span></p>
    <p><img src='wide.jpg' style='width: 600px; height: 800px'> </p><img src='icon.png' width=16></body>"""
    assert read(page.encode()).unread_pages == (1, 2)


def test_without_ocr_a_table_is_unread_and_nobody_is_accused(
    monkeypatch: pytest.MonkeyPatch, table: bytes, kit: Kit
) -> None:
    name = "gouji.pipeline.ingest.scan.inline_pictures.find_missing"
    monkeypatch.setattr(name, lambda: "rapidocr: pip install 'gouji[scan]'")
    title = "某县人民政府2021年政府信息公开工作年度报告"
    sections: list[Piece] = [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        table,
    ]
    report = extract(write_docx([title, BEFORE, *sections, AFTER]), "a.docx", kit)
    assert report.document.unread_pages == (1,) and report.document.ocr == ""
    assert {cell.status for cell in report.cells} == {"absent"}
    verdicts = {(f.rule, f.scope): (f.verdict, f.cause) for f in report.findings}
    assert verdicts["missing_table", "requests"] == ("undecided", "reading")
    assert verdicts["missing_section", "remedies"] == ("undecided", "reading")
    assert verdicts["unread_page", "1"] == ("undecided", "reading")
    [finding] = [f for f in report.findings if f.rule == "unread_page"]
    assert "第 1 幅" in finding.message_zh and "Picture 1" in finding.message_en
    assert not [f for f in report.findings if f.verdict == "broken"]


def with_frame(table: bytes, height: int, kind: str) -> bytes:
    """A Word file with a picture of this height, in millimetres, in its header or footer."""
    document = docx.Document()
    document.add_paragraph(BEFORE)
    section = document.sections[0]
    for frame in (getattr(section, kind), getattr(section, f"first_page_{kind}")):
        frame.is_linked_to_previous = False
        frame.paragraphs[0].add_run("某县人民政府").add_picture(BytesIO(table), height=Mm(height))
    return save_docx(document)


def test_a_table_in_a_header_or_footer_is_read_once(table: bytes) -> None:
    text = [[squeeze(BEFORE)]]
    header, footer = (read(with_frame(table, 90, kind)) for kind in ("header", "footer"))
    assert rows(header) == EXPECTED + text and rows(footer) == text + EXPECTED
    assert (header.pages, header.unread_pages) == (1, ())
    assert read(with_frame(table, 20, "header")).pages is None  # a banner


def with_text_box(table: bytes) -> bytes:
    """A Word file with a picture in a text box, which Word writes in two renderings."""
    document = docx.Document()
    document.add_paragraph(BEFORE)
    document.add_picture(BytesIO(table), width=Mm(150))
    drawing = document.paragraphs[1]._p
    box = "<w:txbxContent>{}</w:txbxContent>"
    content = box.format(etree.tostring(drawing, encoding="unicode"))
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    markup = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    alternatives = (
        f"<w:p xmlns:w='{word}'><w:r><mc:AlternateContent xmlns:mc='{markup}'>"
        f"<mc:Choice Requires='wps'>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    drawing.getparent().replace(drawing, etree.fromstring(alternatives))
    return save_docx(document)


def test_a_table_in_a_text_box_is_read_once(table: bytes) -> None:
    document = read(with_text_box(table))
    assert rows(document) == [[squeeze(BEFORE)], *EXPECTED] and document.pages == 1


def write_workbook(pictures: Sequence[tuple[str, bytes]]) -> bytes:
    """Two sheets; the first one has pictures at cells."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("附表")
    first["A1"], second["A1"] = BEFORE, AFTER
    for cell, data in pictures:
        first.add_image(openpyxl.drawing.image.Image(BytesIO(data)), cell)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_table_that_is_a_picture_on_a_sheet_is_read_after_its_cells(table: bytes) -> None:
    document = read(write_workbook([("B3", table), ("B1", save(logo(), "PNG"))]))
    assert rows(document) == [[squeeze(BEFORE)], *EXPECTED, [squeeze(AFTER)]]
    assert (document.media, document.pages, document.unread_pages) == ("xlsx", 1, ())
    assert [document.text[start:].split("\n")[0] for start, _ in document.sheets] == [BEFORE, AFTER]
    finder = PictureFinder()
    write_xlsx(write_workbook([("B3", table)]), finder)
    assert finder.found[1].pixels.shape[:2] == draw(TABLE, dpi=150).size[::-1]


def test_the_pictures_of_a_sheet_are_read_from_top_to_bottom(table: bytes) -> None:
    other = save(draw(TABLE.replace("3085", "4711"), dpi=150), "PNG", dpi=(150, 150))
    text = read(write_workbook([("B40", table), ("B3", other)])).text
    assert 0 < text.index("4711") < text.index("3085")


METAFILES = {
    "EMF": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(4000),
    "WMF": b"\xd7\xcd\xc6\x9a" + bytes(4000),
    "HEIC": b"\0\0\0\x18ftypheic" + bytes(4000),
}


@pytest.mark.parametrize("name", METAFILES)
def test_a_drawing_that_cannot_be_read_is_an_unread_page(name: str, table: bytes) -> None:
    """Word and Excel keep pasted tables as EMF or WMF; they are never blank."""
    for data, part in (
        (write_docx([BEFORE, table, AFTER]), "word/media/image1.png"),
        (write_workbook([("B3", table)]), "xl/media/image1.png"),
    ):
        document = read(with_parts(data, {part: METAFILES[name]}))
        assert rows(document) == [[squeeze(BEFORE)], [squeeze(AFTER)]]
        assert (document.pages, document.unread_pages) == (1, (1,))


@pytest.mark.parametrize("form", ["WEBP", "BMP", "TIFF", "JPEG", "GIF"])
def test_a_table_is_read_from_any_format_inside_a_page(form: str) -> None:
    """By its bytes: pages of offices name a type in `data:` that is not that of the picture."""
    picture = draw(TABLE, dpi=150)
    data = save(picture.convert("L") if form == "GIF" else picture, form)
    assert rows(read(write_html([BEFORE, data, AFTER])))[1:-1] == EXPECTED


def test_a_wrapper_without_ocr_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, table: bytes
) -> None:
    for module in ("scan.inline_pictures", ""):
        name = f"gouji.pipeline.ingest.{module}.find_missing".replace("..", ".")
        monkeypatch.setattr(name, lambda: "rapidocr: pip install 'gouji[scan]'")
    with pytest.raises(NoTextLayer, match=r"gouji\[scan\]"):
        ingest(write_docx([table]), "a.docx")
    with pytest.raises(Damaged):
        monkeypatch.setattr("gouji.pipeline.ingest.find_missing", lambda: "")
        ingest(write_docx([table]), "a.docx")


def test_placeholders_and_drawings_are_no_tables(table: bytes) -> None:
    dot = image(save(Image.new("L", (1, 1)), "GIF"))[10:-2]
    late = image(table)[10:-2]
    page = f"""<p>{BEFORE}</p><p>标<img src='{dot}'></p><p>标<img src='data:image/svg+xml,<svg/>'></p>
    <p>标{image(save(logo(), "GIF"))}</p><p><img src='{dot}' data-original='{late}'></p>
    <p><img src='{dot}' data-original='http://a.cn/b.png'></p>"""
    document = read(page.encode())
    assert (document.pages, document.unread_pages) == (2, (2,))
    assert "3085" in document.text


def test_a_picture_in_place_of_a_figure_is_not_blank() -> None:
    figure = save(draw("<p>12</p>", dpi=72).crop((40, 40, 70, 60)), "PNG")
    page = f"""<p>{BEFORE}</p><table><tr><td>规章</td><td>{image(figure)}</td><td>3</td>
    <td><img src='{image(save(Image.new("L", (1, 1)), "PNG"))[10:-2]}'></td></tr></table>"""
    assert rows(read(page.encode()))[1] == ["规章", PICTURE_MARK, "3", ""]
    document = docx.Document()
    cells = document.add_table(1, 3).rows[0].cells
    cells[0].text, cells[2].text = "规章", "3"
    cells[1].paragraphs[0].add_run().add_picture(BytesIO(figure), width=Mm(8))
    assert rows(ingest(save_docx(document), "a.docx")) == [["规章", PICTURE_MARK, "3"]]


@pytest.mark.parametrize("write", [write_docx, write_html])
def test_a_wrapper_around_pictures_of_pages_is_read_whole(write: Writer) -> None:
    pages = [f"<p>第{n}段，{'本机关全年主动公开信息若干条。' * 3}</p>" for n in "一二"]
    pictures = [save(draw(page, dpi=150), "PNG", dpi=(150, 150)) for page in pages]
    document = read(write(pictures))
    assert (document.pages, document.unread_pages) == (2, ())
    assert [f.page for f in document.fragments if f.text.startswith("第")] == [1, 2]


def test_a_table_goes_on_in_the_next_picture() -> None:
    top, bottom = (save(draw(part, dpi=150), "PNG", dpi=(150, 150)) for part in halves())
    document = read(write_html([BEFORE, top, bottom, AFTER]))
    figures = [f for f in document.fragments if squeeze(f.text) in ("12", "3085")]
    assert [f.page for f in figures] == [1, 2] and len({f.column for f in figures}) == 2
    assert document.pages == 2


def halves() -> list[str]:
    """The table cut between two rows."""
    label = "<tr><td rowspan=2>申请结果</td><td colspan=2>予以公开</td><td>12</td><td>4</td><td>0</td></tr>"
    rest = "<tr><td>不予公开</td><td>属于国家秘密</td><td>/</td><td>3085</td><td>0</td></tr>"
    note = "<tr><td>无法提供</td><td>没有现成信息</td><td>5</td><td>6</td><td>7</td></tr>"
    return [f"<table>{label}{rest.replace('3085', '30')}</table>", f"<table>{note}{rest}</table>"]


def test_the_pictures_that_are_pages_are_found_without_reading_them(
    monkeypatch: pytest.MonkeyPatch, table: bytes
) -> None:
    monkeypatch.setattr("gouji.pipeline.ingest.scan.inline_pictures.read_picture", None)
    finder = PictureFinder()
    write_page(write_html([BEFORE, save(logo(), "PNG"), table, AFTER]), finder)
    assert list(finder.found) == [1]
    assert finder.found[1].pixels.shape[:2] == draw(TABLE, dpi=150).size[::-1]
