"""Text that a file has and does not draw: layers that are off, groups without opacity, specks."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.ingest.pdf.printed import print_pdf, table
from tests.ingest.pdf.test_visibility import OLD, ROWS, over, saved, texts


def with_layers(data: bytes, are_on: dict[str, bool], in_content: bool = True) -> bytes:
    """A file whose form objects, in order, are in layers of these names."""
    with pikepdf.open(BytesIO(data)) as pdf:
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in are_on]
        off = [layer for layer, is_on in zip(layers, are_on.values(), strict=True) if not is_on]
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(off)))
        resources = pdf.pages[0].Resources
        content = pdf.pages[0].Contents
        parts = content if isinstance(content, Array) else [content]
        drawn = b"\n".join(part.read_bytes() for part in parts)
        forms = sorted(resources.XObject.keys(), key=lambda name: drawn.index(name.encode()))
        resources.Properties = Dictionary()
        for index, (form, layer) in enumerate(zip(forms, layers, strict=True)):
            if not in_content:
                resources.XObject[form].OC = layer
                continue
            resources.Properties[f"/L{index}"] = layer
            name = form.encode()
            marked = b"/OC /L%d BDC %s Do EMC" % (index, name)
            drawn = drawn.replace(name + b" Do", marked)
        pdf.pages[0].Contents = pdf.make_stream(drawn)
        return saved(pdf)


@pytest.mark.parametrize("in_content", [True, False], ids=["marked content", "form object"])
def test_a_layer_that_is_off_is_not_read(in_content: bool) -> None:
    data = over(print_pdf(table(ROWS)), print_pdf(table(OLD)), b"")
    assert texts(with_layers(data, {"旧稿": False}, in_content)) == ROWS


@pytest.mark.parametrize("in_content", [True, False], ids=["marked content", "form object"])
def test_a_layer_that_is_on_is_read(in_content: bool) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        data = over(saved(pdf), print_pdf(table(ROWS)), b"")
    assert texts(with_layers(data, {"正文": True}, in_content)) == ROWS


@pytest.mark.parametrize("in_content", [True, False], ids=["marked content", "form object"])
def test_of_two_layers_at_the_same_place_the_one_that_is_on_is_read(in_content: bool) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        data = over(saved(pdf), print_pdf(table(ROWS)), b"")
    data = over(data, print_pdf(table(OLD)), b"")
    assert texts(with_layers(data, {"正文": True, "旧稿": False}, in_content)) == ROWS


@pytest.mark.parametrize(("opacity", "seen"), [(0, False), (0.6, True)])
def test_a_group_shows_by_its_opacity(opacity: float, seen: bool) -> None:
    data = print_pdf(table(ROWS))
    more = print_pdf("<div style='position: absolute; top: 60mm'>本年度收到申请48件。</div>")
    data = over(data, more, b"/Dim gs")
    with pikepdf.open(BytesIO(data)) as pdf:
        states = pdf.pages[0].Resources.get("/ExtGState", Dictionary())
        states.Dim = Dictionary(Type=Name.ExtGState, ca=opacity, CA=opacity)
        pdf.pages[0].Resources.ExtGState = states
        for form in pdf.pages[0].Resources.XObject.values():
            form.Group = Dictionary(S=Name.Transparency)
        read = texts(saved(pdf))
    assert any("48" in text for row in read for text in row) is seen
    assert read[: len(ROWS)] == ROWS


@pytest.mark.parametrize(
    ("size", "seen"),
    [
        pytest.param("0.4pt", "12", id="a speck"),
        pytest.param("1pt", "12", id="a speck a little larger"),
        pytest.param("5pt", "1296", id="small print"),
    ],
)
def test_specks_are_no_digits_of_a_figure(size: str, seen: str) -> None:
    speck = f"12<span style='font-size: {size}'>96</span>"
    read = texts(print_pdf(table([ROWS[0], [ROWS[1][0], speck, "7"], ROWS[2]])))
    assert read[0] == ROWS[0]
    assert (read[1][1] == seen) or (seen == "1296" and read[1][1] != "12")


def test_a_sheet_of_very_small_print_is_read() -> None:
    style = "<style>body { font-size: 1.4pt !important }</style>"
    assert texts(print_pdf(style + table(ROWS), border="0.1pt solid")) == ROWS
