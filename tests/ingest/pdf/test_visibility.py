"""Text that is in a PDF but not visible, printed twice, or printed over other text."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from gouji.pipeline.ingest import ingest
from tests.ingest.pdf.printed import print_pdf, read_pdf, table, texts_of

HEAD = ["信息内容", "本年制发件数", "本年废止件数"]
ROWS = [HEAD, ["规章", "12", "7"], ["行政规范性文件", "345", "0"]]
OLD = [HEAD, ["规章", "96", "31"], ["行政规范性文件", "8", "1075"]]


def saved(pdf: pikepdf.Pdf) -> bytes:
    stream = BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def over(data: bytes, other: bytes, pen: bytes) -> bytes:
    """The first page of `other` drawn on that of `data`, as `pen` sets it."""
    with pikepdf.open(BytesIO(data)) as pdf, pikepdf.open(BytesIO(other)) as more:
        page = pdf.pages[0]
        form = pdf.copy_foreign(more.pages[0].as_form_xobject())
        name = str(page.add_resource(form, pikepdf.Name.XObject)).encode()
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ q " + pen + b" " + name + b" Do Q")
        return saved(pdf)


def texts(data: bytes) -> list[list[str]]:
    return texts_of(ingest(data, "a.pdf"))


@pytest.mark.parametrize("pen", [b"3 Tr", b"0 0 1 1 re W n"], ids=["without ink", "clipped"])
def test_an_earlier_version_that_does_not_show_is_not_read(pen: bytes) -> None:
    assert texts(over(print_pdf(table(ROWS)), print_pdf(table(OLD)), pen)) == ROWS


def test_text_without_ink_over_a_picture_is_no_print() -> None:
    """OCR software wrote it, and nothing like it is on the picture. The page number is printed on
    the scan by another program."""
    stream = BytesIO()
    Image.new("L", (60, 84), 255).save(stream, "PNG")
    scan = BytesIO()
    Image.open(stream).save(scan, "PDF", resolution=7.25)
    data = over(scan.getvalue(), print_pdf(table(ROWS)), b"3 Tr")
    foot = print_pdf("<div style='position: absolute; top: 250mm'>第 1 页</div>")
    assert [row for row in texts(over(data, foot, b"")) if any(row)] == [["第1页"]]


@pytest.mark.parametrize(("ground", "seen"), [("white", False), ("#036", True)])
def test_white_text_shows_on_dark_ground_only(ground: str, seen: bool) -> None:
    head = f"<div style='color: white; background: {ground}'>信息内容</div>"
    rows = [[head, *HEAD[1:]], *ROWS[1:]]
    assert texts(print_pdf(table(rows))) == [["信息内容" if seen else "", *HEAD[1:]], *ROWS[1:]]


def test_a_figure_painted_over_gives_way_to_the_one_above_it() -> None:
    cover = "<div style='position: absolute; inset: 0; background: white'>345</div>"
    rows = [*ROWS[:2], [ROWS[2][0], f"<div style='position: relative'>21{cover}</div>", "0"]]
    assert texts(print_pdf(table(rows))) == ROWS


def with_picture(data: bytes, matrix: bytes, mask: int = 255, text: bytes = b"") -> bytes:
    """The first page of `data` with a white picture, transparent as its mask is, and a text on it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        facts = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=4, Height=4,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        picture = pikepdf.Stream(pdf, bytes([255] * 16), facts)
        if mask < 255:
            picture.SMask = pikepdf.Stream(pdf, bytes([mask] * 16), facts)
        page = pdf.pages[0]
        name = str(page.add_resource(picture, Name.XObject)).encode()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        helvetica = str(page.add_resource(font, Name.Font)).encode()
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ q " + matrix + b" cm " + name + b" Do Q")
        page.contents_add(b"BT " + helvetica + b" 9 Tf 250 773 Td (" + text + b") Tj ET")
        return saved(pdf)


# Over the figure 12 of ROWS.
PICTURE_OVER = b"115 0 0 14 232 769"


@pytest.mark.parametrize(
    ("matrix", "mask", "seen"),
    [
        pytest.param(PICTURE_OVER, 255, "", id="opaque"),
        pytest.param(PICTURE_OVER, 60, "12", id="transparent"),
        pytest.param(b"100 0 0 14 20 20", 255, "12", id="elsewhere"),
        pytest.param(b"80 30 -5 14 240 755", 255, "12", id="askew"),
    ],
)
def test_a_picture_over_a_figure(matrix: bytes, mask: int, seen: str) -> None:
    data = with_picture(print_pdf(table(ROWS)), matrix, mask)
    assert texts(data) == [HEAD, ["规章", seen, "7"], ROWS[2]]


def test_a_figure_on_a_picture_is_read_and_not_the_one_below_it() -> None:
    data = with_picture(print_pdf(table(ROWS)), PICTURE_OVER, text=b"84")
    assert texts(data) == [HEAD, ["规章", "84", "7"], ROWS[2]]


def test_text_outside_of_the_crop_box_is_not_read() -> None:
    """A sheet of two pages, shown half by half."""
    width, height = 595.28, 841.89
    sheet = over(print_pdf(table(OLD)), print_pdf(table(ROWS)), b"1 0 0 1 %f 0 cm" % width)
    with pikepdf.open(BytesIO(sheet)) as pdf:
        pdf.pages[0].mediabox = [0, 0, 2 * width, height]
        pdf.pages[0].cropbox = [width, 0, 2 * width, height]
        assert texts(saved(pdf)) == ROWS


def test_a_table_that_runs_off_the_page_is_read_whole() -> None:
    body = f"<div style='width: 250mm'>{table(ROWS)}</div>"
    assert texts(print_pdf(body)) == ROWS


@pytest.mark.parametrize("off", [b"0.3 0", b"0 0.3", b"1.2 -1.2"])
def test_text_printed_twice_for_bold_or_shadow_is_read_once(off: bytes) -> None:
    data = print_pdf(table(ROWS))
    assert texts(over(data, data, b"1 0 0 1 " + off + b" cm")) == ROWS


def test_figures_printed_over_one_another_are_not_one_number() -> None:
    data = print_pdf(table(ROWS))
    read = texts(over(data, print_pdf(table(OLD)), b""))
    assert [row[0] for row in read] == [row[0] for row in ROWS]
    assert not any(text.isdigit() and len(text) > 2 for row in read for text in row)


def test_a_watermark_higher_than_its_cells_is_in_no_cell() -> None:
    mark = "<div style='position: absolute; top: 2mm; left: 40mm; font-size: 60pt'>样本2022</div>"
    assert texts_of(read_pdf(table(ROWS) + mark)) == ROWS


def test_the_upright_character_of_a_stamp_along_an_arc_is_not_read() -> None:
    angles = ((20, -25), (24, -12), (28, 1), (32, 14), (36, 27))
    stamp = "".join(
        f"<div style='position: absolute; top: 6mm; left: {left + 44}mm; width: 4mm;"
        f" transform: rotate({angle}deg)'>{char}</div>"
        for (left, angle), char in zip(angles, "自然资源局", strict=True)
    )
    assert texts_of(read_pdf(table(ROWS) + stamp)) == ROWS


def test_the_mark_of_a_note_is_no_digit_of_a_figure() -> None:
    raised = "12<sup style='font-size: 6pt; line-height: 1'>1</sup>"
    for border in ("0.5pt solid black", "0"):
        rows = [*ROWS[:1], [ROWS[1][0], raised, "7"], ROWS[2]]
        read = texts_of(read_pdf(table(rows), border=border))
        assert not any("121" in text or "112" in text for row in read for text in row)


@pytest.mark.parametrize(
    ("cell", "seen"), [("12 ✓", "12"), ("☑12", "12"), ("✓", "✓"), ("1✓2", "1✓2"), ("√12", "√12")]
)
def test_ticks_beside_a_figure_are_left_out(cell: str, seen: str) -> None:
    marked = f"<span style='font-family: DejaVu Sans'>{cell}</span>"
    assert texts(print_pdf(table([HEAD, ["规章", marked, "7"], ROWS[2]])))[1] == ["规章", seen, "7"]


@pytest.mark.parametrize(
    ("replacement", "seen"),
    [(b"(75)", "57"), (b"()", "57"), (b"<FEFF00370035>", "57"), (b"(figures)", "figures")],
    ids=["another figure", "nothing", "another figure in UTF-16", "words"],
)
def test_a_figure_is_read_from_its_letters(replacement: bytes, seen: str) -> None:
    """A word may replace letters that say nothing; a figure that replaces one would not be seen."""
    with pikepdf.open(BytesIO(print_pdf("<p>总计</p>"))) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        helvetica = str(page.add_resource(pdf.make_indirect(font), Name.Font)).encode()
        span = b"/Span <</ActualText " + replacement + b">> BDC (57) Tj EMC"
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ BT " + helvetica + b" 9 Tf 250 700 Td " + span + b" ET")
        assert seen in [text for row in texts(saved(pdf)) for text in row]
