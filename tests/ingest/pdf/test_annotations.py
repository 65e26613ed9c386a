"""Figures that are filled in: form fields, and notes typed on a page."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.pdfium import draw_page
from tests.ingest.pdf.printed import print_pdf, table, texts_of

ROWS = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "", "7"]]
FILLED = [ROWS[0], ["规章", "38", "7"]]
EMPTY = (235.0, 768.0, 355.0, 785.0)  # in the cell that the table leaves blank
HIDDEN, NO_VIEW, PRINT = 2, 32, 4


def add_note(pdf: pikepdf.Pdf, text: str, kind: Name, **more: object) -> pikepdf.Object:
    """A note or a field with this text on the first page."""
    x0, y0, x1, y1 = EMPTY
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    look = Stream(pdf, b"BT /Helv 9 Tf 40 5 Td (%s) Tj ET" % text.encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, x1 - x0, y1 - y0])
    look.Resources = Dictionary(Font=Dictionary(Helv=font))
    note = Dictionary(
        Type=Name.Annot, Subtype=kind, Rect=Array(EMPTY), F=PRINT, DA=b"/Helv 9 Tf 0 g"
    )
    note.AP = Dictionary(N=pdf.make_indirect(look))
    note.Contents = text
    for name, value in more.items():
        note[f"/{name}"] = value
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    return pdf.pages[0].Annots[0]


def add_field(pdf: pikepdf.Pdf, text: str, **more: object) -> pikepdf.Object:
    field = add_note(pdf, text, Name.Widget, FT=Name.Tx, T="count", V=text, **more)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=font)), DA=b"/Helv 9 Tf 0 g"
    )
    return field


def open_table() -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(print_pdf(table(ROWS))))


def saved(pdf: pikepdf.Pdf) -> bytes:
    stream = BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def test_a_note_typed_on_the_page_is_read() -> None:
    with open_table() as pdf:
        add_note(pdf, "38", Name.FreeText)
        assert texts_of(ingest(saved(pdf), "a.pdf")) == FILLED


@pytest.mark.parametrize("has_look", [True, False], ids=["with its look", "without"])
def test_a_field_is_read_and_seen_by_a_reviewer(has_look: bool) -> None:
    with open_table() as pdf:
        empty = draw_page(saved(pdf), 1, 1.0).image
        field = add_field(pdf, "38")
        if not has_look:
            del field.AP
        data = saved(pdf)
    assert texts_of(ingest(data, "a.pdf")) == FILLED
    assert draw_page(data, 1, 1.0).image.tobytes() != empty.tobytes()


@pytest.mark.parametrize("flag", [HIDDEN, NO_VIEW])
def test_a_field_that_does_not_show_is_not_read(flag: int) -> None:
    with open_table() as pdf:
        add_field(pdf, "38", F=flag)
        assert texts_of(ingest(saved(pdf), "a.pdf")) == ROWS


@pytest.mark.parametrize("kind", ["/Text", "/Highlight", "/Underline", "/Popup", "/Link"])
def test_comments_links_and_marks_are_no_figures(kind: str) -> None:
    with open_table() as pdf:
        more = {"QuadPoints": Array([235, 785, 355, 785, 235, 768, 355, 768])}
        add_note(pdf, "38", Name(kind), **more)
        assert texts_of(ingest(saved(pdf), "a.pdf")) == ROWS


def test_a_note_whose_text_is_not_drawn_leaves_its_cell_unsure() -> None:
    with open_table() as pdf:
        del add_note(pdf, "38", Name.FreeText).AP
        document = ingest(saved(pdf), "a.pdf")
    (cell,) = [one for one in document.fragments if (one.row, one.column) == (1, 1)]
    assert cell.score < 0.85
