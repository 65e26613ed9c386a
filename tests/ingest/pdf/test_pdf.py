"""Born-digital PDF: pages printed by WeasyPrint, as documents."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from itertools import groupby

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from gouji.pipeline.errors import Damaged, Encrypted, NoTextLayer, ReportError, TooLarge
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.pdfium import MOST_PAGES, open_pdf, read_page
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document, Fragment
from tests.ingest.pdf.printed import print_pdf, read_pdf, rows_of, table, texts_of

TABLE = """<p>三、收到和处理政府信息公开申请情况</p><table>
<tr><td rowspan=2>三、</td><td colspan=2>（一）予以公开</td><td>12</td><td></td><td>0</td></tr>
<tr><td>（二）</td><td>部分公开</td><td>/</td><td>3</td><td>无</td></tr></table><p>注：本表由本机关填报。</p>"""
ROWS = [
    [("三、收到和处理政府信息公开申请情况", 0)],
    [("三、", 0), ("（一）予以公开", 1), ("12", 3), ("", 4), ("0", 5)],
    [("（二）", 1), ("部分公开", 2), ("/", 3), ("3", 4), ("无", 5)],
    [("注：本表由本机关填报。", 0)],
]
ROW = ["<td>行政许可</td>", *["<td>%d</td>"] * 3]


def spelled(data: bytes, fragment: Fragment) -> str:
    """The text layer inside the box of a fragment, read by pdfium."""
    assert fragment.page and fragment.cell_box
    page = pypdfium2.PdfDocument(data)[fragment.page - 1]
    x0, y0, x1, y1 = fragment.cell_box
    height = page.get_height()
    return str(page.get_textpage().get_text_bounded(x0, height - y1, x1, height - y0))


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_ruled_table_keeps_its_empty_cells_and_its_place_among_the_lines() -> None:
    document = read_pdf(TABLE)
    assert rows_of(document) == ROWS
    assert (document.media, document.pages, document.unread_pages) == ("pdf", 1, ())
    assert all(document.text[f.start : f.end] == f.text for f in document.fragments)


def test_the_characters_in_the_box_of_a_cell_spell_its_text() -> None:
    data = print_pdf(TABLE)
    for fragment in ingest(data, "a.pdf").fragments:
        assert bare(spelled(data, fragment)) == bare(fragment.text)


def turned(data: bytes, angle: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_rotation(angle)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_turned_on_its_side_reads_the_same(angle: int) -> None:
    """The page is shown turned, so that its text runs sideways or upside down."""
    upright, document = read_pdf(TABLE), ingest(turned(print_pdf(TABLE), angle), "a.pdf")
    assert rows_of(document) == ROWS
    width, height = 595.28, 841.89
    for one, other in zip(upright.fragments, document.fragments, strict=True):
        assert one.cell_box and other.cell_box
        x0, y0, x1, y1 = one.cell_box
        expected = {
            90: (height - y1, x0, height - y0, x1),
            180: (width - x1, height - y1, width - x0, height - y0),
            270: (y0, width - x1, y1, width - x0),
        }[angle]
        assert other.cell_box == pytest.approx(expected, abs=0.1)


def test_a_landscape_page_made_by_turning_reads_the_same() -> None:
    """Text drawn sideways on a portrait page that is shown turned: how Word prints landscape."""
    source = pypdfium2.PdfDocument(print_pdf(TABLE, "A4 landscape"))
    stream = BytesIO()
    with pikepdf.open(BytesIO(saved(source))) as pdf:
        page = pdf.pages[0]
        _, _, width, height = map(float, page.mediabox)
        page.contents_add(b"q 0 1 -1 0 %f 0 cm\n" % height, prepend=True)
        page.contents_add(b"\nQ")
        page.mediabox = [0, 0, height, width]
        page.Rotate = 90
        pdf.save(stream)
    document = ingest(stream.getvalue(), "a.pdf")
    assert rows_of(document) == ROWS
    upright = read_pdf(TABLE, "A4 landscape")
    for one, other in zip(upright.fragments, document.fragments, strict=True):
        assert one.cell_box == pytest.approx(other.cell_box, abs=0.1)


def saved(document: pypdfium2.PdfDocument) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_table_that_goes_on_keeps_its_columns_though_fewer_are_drawn() -> None:
    group = "".join(
        f"<tr>{'<td rowspan=60>三、办理结果</td>' if not at else ''}<td>类{at}</td><td>{at}</td></tr>"
        for at in range(60)
    )
    body = f"<table>{group}<tr><td colspan=2>四、结转</td><td>7</td></tr></table>"
    rows = rows_of(read_pdf(body, "A5"))
    values = {text: x for row in rows for text, x in row if text.isdigit()}
    assert len(values) == 60 and set(values.values()) == {2}
    assert rows[-1] == [("四、结转", 0), ("7", 2)]


@pytest.mark.parametrize("angle", [-90, 90])
def test_a_label_set_sideways_is_read_along_its_direction(angle: int) -> None:
    side = f"<div style='transform: rotate({angle}deg); white-space: nowrap; width: 10pt'>本年度办理</div>"
    rows = [["一、新收", "1", "2"], [side, "3", "4"], ["四、结转", "5", "6"]]
    document = read_pdf(table(rows).replace("<td><div", "<td style='height: 90pt'><div"))
    assert texts_of(document) == [rows[0], ["本年度办理", "3", "4"], rows[2]]


def test_a_row_cut_in_two_by_the_end_of_a_page_is_one_row() -> None:
    """WeasyPrint carries the lines of a cell that no longer fit over to the next page."""
    fill = "<tr>" + "<td>类</td><td>0</td><td>0</td>" + "</tr>"
    for many in range(18, 40):
        body = (
            f"<table>{fill * many}<tr><td>行政强制</td><td>7</td>"
            f"<td><div style='margin-top: 16pt'>25</div></td></tr>{fill * 2}</table>"
        )
        document = read_pdf(body, "A5")
        cut = [f for f in document.fragments if f.text == "25" and f.page == 2]
        first = [f for f in document.fragments if f.text == "行政强制" and f.page == 1]
        if cut and first:
            assert texts_of(document)[-3] == ["行政强制", "7", "25"]
            return
    pytest.fail("no page ended in a row")


def test_pages_of_fragments_are_counted() -> None:
    body = "".join(
        f"<p style='page-break-after: always'>第{n}部分：主动公开政府信息</p>" for n in (1, 2, 3)
    )
    document = read_pdf(body)
    assert [(f.page, f.text[1]) for f in document.fragments] == [(1, "1"), (2, "2"), (3, "3")]
    assert document.pages == 3


HEADS = ["信息内容", "制发件数", "废止件数", "现行有效件数"]


def test_a_table_without_rulings_has_its_columns_and_its_blanks() -> None:
    rows = [HEADS, ["规章", "3", "", "12"], ["规范性文件", "", "", "5"], ["行政许可", "1", "", ""]]
    document = read_pdf(
        f"<p>二、主动公开政府信息情况</p>{table(rows)}<p style='margin-top: 20pt'>三、收到和处理申请情况</p>",
        border="none",
    )
    texts = texts_of(document)
    assert texts[0] == ["二、主动公开政府信息情况"] and texts[-1] == ["三、收到和处理申请情况"]
    assert texts[2:5] == rows[1:]


GROUPED = """<table><tr><td colspan=2>类别</td><td>自然人</td><td>总计</td></tr>
<tr><td>予以公开</td><td></td><td>8</td><td>8</td></tr>
<tr><td>不予公开</td><td>国家秘密</td><td>1</td><td></td></tr>
<tr><td></td><td>危及安全</td><td></td><td>1</td></tr></table>"""


def test_figures_without_rulings_have_the_column_of_their_header() -> None:
    document = read_pdf(GROUPED, border="none")
    columns = {f.text: f.column for f in document.fragments if f.text}
    assert (columns["自然人"], columns["总计"]) == (2, 3)
    places = [[f.column for f in row if f.text != ""] for row in _rows(document)]
    assert places == [[0, 2, 3], [0, 2, 3], [0, 1, 2], [0, 3]]


def test_a_field_has_borders_where_they_are_drawn() -> None:
    drawn, bare_ = read_pdf(GROUPED), read_pdf(GROUPED, border="none")
    assert {f.ruled for f in drawn.fragments} == {True}
    assert {f.ruled for f in bare_.fragments} == {False}
    assert {f.role for f in (*drawn.fragments, *bare_.fragments)} == {"cell"}


def _rows(document: Document) -> list[list[Fragment]]:
    return [list(row) for _, row in groupby(document.fragments, key=lambda f: f.row)]


def test_a_label_of_two_lines_without_rulings_is_one_label() -> None:
    long = "要求行政机关确认或者重新出具已获取的政府信息并加盖公章"
    rows = [
        ["类别", "自然人", "总计"],
        ["重复申请", "1", "1"],
        [long, "2", "2"],
        ["其他", "0", "0"],
    ]
    body = table(rows).replace("<td>", "<td style='width: 50mm'>")
    texts = texts_of(read_pdf(body, "A5", border="none"))
    assert (
        [long, "2", "2"] in texts
        and ["重复申请", "1", "1"] in texts
        and ["其他", "0", "0"] in texts
    )


def test_figures_side_by_side_in_one_cell_are_not_one_figure() -> None:
    body = table([["规章", "12<br>34", "<span style='margin-right: 9pt'>5</span>6", "7"]])
    assert texts_of(read_pdf(body)) == [["规章", "12 34", "5 6", "7"]]


def test_kangxi_radicals_stay_as_they_are_printed() -> None:
    document = read_pdf(table([["⼀、本年新收政府信息公开申请数量", "0", "⼆"]]))
    assert texts_of(document) == [["⼀、本年新收政府信息公开申请数量", "0", "⼆"]]


def test_a_skewed_watermark_is_in_no_cell() -> None:
    mark = "<div style='position: fixed; top: 12mm; left: 20mm; transform: rotate(-30deg)'>政府信息公开</div>"
    assert rows_of(read_pdf(mark + TABLE)) == ROWS


def test_a_frame_around_running_text_is_no_table() -> None:
    text = "围绕财政预决算、行政许可等重点领域及时发布政府信息。" * 40
    document = read_pdf(f"<table><tr><td>{text}</td></tr><tr><td>尾</td></tr></table>")
    lines = texts_of(document)
    assert len(lines) > 5 and "".join(line[0] for line in lines) == text + "尾"


def without_characters(data: bytes, pages: list[int]) -> bytes:
    """The fonts of these pages without their tables of characters."""
    stream = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for at in pages:
            page = pdf.pages[at]
            for font in page.Resources.Font.values():
                if "/ToUnicode" in font:
                    del font.ToUnicode
                for below in font.get("/DescendantFonts", []):
                    below.FontDescriptor.Flags = 4
        pdf.save(stream)
    return stream.getvalue()


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra `scan`."""
    monkeypatch.setattr("gouji.pipeline.ingest.pdf.pdf.find_missing", lambda: "gouji[scan]")


@pytest.mark.usefixtures("no_ocr")
def test_fonts_without_characters_are_no_text() -> None:
    with pytest.raises(NoTextLayer):
        ingest(without_characters(print_pdf(TABLE), [0]), "a.pdf")


def test_fonts_without_characters_are_read_as_a_picture() -> None:
    document = ingest(without_characters(print_pdf(TABLE), [0]), "a.pdf")
    plain = [[(squeeze(text), column) for text, column in row] for row in rows_of(document)]
    assert plain == [[(squeeze(text), column) for text, column in row] for row in ROWS]
    assert (document.media, document.page_media) == ("scan", ("scan",))
    assert document.ocr.startswith("ocr ")


def scan(text: str) -> bytes:
    """A page with `text`, and a page that is one picture."""
    stream = BytesIO()
    Image.new("RGB", (40, 60), "white").save(stream, "PNG")
    source = b64encode(stream.getvalue()).decode()
    picture = f"<img style='width: 150mm; height: 200mm' src='data:image/png;base64,{source}'>"
    return print_pdf(f"{text}<p style='page-break-before: always'>{picture}</p>")


@pytest.mark.usefixtures("no_ocr")
def test_one_page_without_text_among_good_ones_is_named() -> None:
    document = ingest(scan(TABLE), "a.pdf")
    assert rows_of(document) == ROWS
    assert (document.pages, document.unread_pages) == (2, (2,))


def test_a_scanned_page_among_good_ones_is_read() -> None:
    document = ingest(scan(TABLE), "a.pdf")
    assert rows_of(document) == ROWS
    assert (document.media, document.unread_pages) == ("pdf", ())
    assert document.page_media == ("text layer", "scan")


@pytest.mark.usefixtures("no_ocr")
def test_the_message_about_a_scan_says_that_it_needs_ocr() -> None:
    document = pypdfium2.PdfDocument(scan("年"))
    del document[0]
    with pytest.raises(NoTextLayer) as error:
        ingest(saved(document), "a.pdf")
    assert "OCR" in error.value.message_zh and "p. 1" in error.value.message_en


def locked(data: bytes, user: str) -> bytes:
    stream = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(owner="o", user=user))
    return stream.getvalue()


def test_a_password_stops_only_where_reading_needs_one() -> None:
    data = print_pdf(TABLE)
    with pytest.raises(Encrypted):
        ingest(locked(data, "secret"), "a.pdf")
    assert rows_of(ingest(locked(data, ""), "a.pdf")) == ROWS


def test_too_many_pages_are_refused_before_they_are_read() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(MOST_PAGES + 1):
        document.new_page(100, 100)
    with pytest.raises(TooLarge):
        ingest(saved(document), "a.pdf")


@pytest.mark.parametrize("keep", [9, 500, 5000, -300])
def test_a_truncated_file_ends_in_a_clear_error_or_is_read(keep: int) -> None:
    data = print_pdf(TABLE)[:keep]
    try:
        document: Document | None = ingest(data, "a.pdf")
    except ReportError as error:
        assert isinstance(error, Damaged | NoTextLayer) or error.kind == "empty"
    else:
        assert document and document.text


def test_boxes_lead_back_to_the_page() -> None:
    with open_pdf(turned(print_pdf(TABLE), 90)) as document:
        page = read_page(document, 0)
    assert page.turn == 3
    assert page.to_page_space((0, 0, 10, 20)) == pytest.approx(
        (page.width - 20, 0, page.width, 10), abs=0.1
    )


def test_a_label_without_rulings_on_the_next_page_is_joined_to_its_figures() -> None:
    row = "<tr><td>甲类事项的办理情况</td><td>7</td><td>8</td><td>9</td></tr>"
    above = f"<table>{row * 4}<tr><td></td><td>1</td><td></td><td>3</td></tr></table>"
    below = (
        f"<table><tr><td>乙类事项的办理情况</td><td></td><td></td><td></td></tr>{row * 2}</table>"
    )
    page = "<p style='page-break-before: always; margin: 0'></p>"
    document = read_pdf(above + page + below, border="none")
    assert texts_of(document)[4:6] == [
        ["乙类事项的办理情况", "1", "", "3"],
        ["甲类事项的办理情况", "7", "8", "9"],
    ]
    pages = {fragment.text: fragment.page for fragment in document.fragments if fragment.row == 4}
    assert (pages["乙类事项的办理情况"], pages["1"], pages["3"]) == (2, 1, 1)
