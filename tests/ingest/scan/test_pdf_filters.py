"""Pictures in PDF files as scanners and fax machines compress them."""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from PIL import Image

from gouji.pipeline.errors import EmptyFile
from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.normalise import squeeze
from tests.ingest.pdf.printed import print_pdf, texts_of
from tests.ingest.scan.pages import ROWS, draw, save

DPI = 150


def to_pdf(image: Image.Image, data: bytes, **entries: object) -> bytes:
    """A PDF of one page that shows a picture with this data."""
    width, height = image.size
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width * 72 / DPI, height * 72 / DPI))
    shown = pikepdf.Stream(
        pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
        **entries,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=shown))
    matrix = f"{width * 72 / DPI} 0 0 {height * 72 / DPI} 0 0"
    page.Contents = pikepdf.Stream(pdf, f"{matrix} cm /I Do".encode())
    stream = BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def to_black_and_white(image: Image.Image) -> Image.Image:
    return image.convert("L").point(lambda value: 255 * (value > 150)).convert("1")


def to_group_4(image: Image.Image) -> bytes:
    """The picture as CCITT group 4 (T.6): 0 is white, so that the picture is inverted first."""
    inverted = to_black_and_white(image).point(lambda value: 255 - value)
    tiff = save(inverted, "TIFF", compression="group4", strip_size=1 << 24)
    with Image.open(BytesIO(tiff)) as opened:
        tags = opened.tag_v2
        [start], [size] = tags[273], tags[279]
        assert tags[262] == 1  # what the file calls white has the code of black
    return tiff[start : start + size]


def ccitt(image: Image.Image) -> bytes:
    width, height = image.size
    parameters = pikepdf.Dictionary(K=-1, Columns=width, Rows=height)
    return to_pdf(
        image, to_group_4(image), Filter=pikepdf.Name.CCITTFaxDecode, DecodeParms=parameters,
        ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1,
    )  # fmt: skip


def jbig2(image: Image.Image) -> bytes:
    """A page with one generic region, coded as T.6 (MMR), as ITU-T T.88 allows."""
    width, height = image.size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + to_group_4(image)
    segments = ((0, 48, page), (1, 38, region))
    data = b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(content)) + content
        for number, kind, content in segments
    )
    return to_pdf(
        image, data, Filter=pikepdf.Name.JBIG2Decode, ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
    )  # fmt: skip


def jpx(image: Image.Image) -> bytes:
    return to_pdf(image, save(image, "JPEG2000"), Filter=pikepdf.Name.JPXDecode)


def cmyk(image: Image.Image) -> bytes:
    data = save(image.convert("CMYK"), "JPEG", quality=90)
    return to_pdf(
        image, data, Filter=pikepdf.Name.DCTDecode, ColorSpace=pikepdf.Name.DeviceCMYK,
        BitsPerComponent=8, Decode=[1, 0, 1, 0, 1, 0, 1, 0],
    )  # fmt: skip


def sixteen_bits(image: Image.Image) -> bytes:
    values = np.asarray(image.convert("L")).astype(">u2") * 257
    space = pikepdf.Name.DeviceGray
    return to_pdf(image, values.astype(">u2").tobytes(), ColorSpace=space, BitsPerComponent=16)


def strips(image: Image.Image) -> bytes:
    """A page in strips of 64 rows, as some scanners write it."""
    return to_pieces(image, image.width, 64)


def to_pieces(image: Image.Image, across: int, down: int) -> bytes:
    """A PDF of one page that shows a picture in pieces of this width and height."""
    pdf, scale = pikepdf.new(), 72 / DPI
    page = pdf.add_blank_page(page_size=(image.width * scale, image.height * scale))
    page.Resources, drawn = pikepdf.Dictionary(XObject=pikepdf.Dictionary()), ""
    for top in range(0, image.height, down):
        for left in range(0, image.width, across):
            right, bottom = min(image.width, left + across), min(image.height, top + down)
            part = image.crop((left, top, right, bottom))
            page.Resources.XObject[f"/I{left}-{top}"] = pikepdf.Stream(
                pdf, save(part, "JPEG", quality=90), Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image, Width=part.width, Height=part.height,
                Filter=pikepdf.Name.DCTDecode, ColorSpace=pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
            )  # fmt: skip
            size = f"{part.width * scale} 0 0 {part.height * scale}"
            place = f"{left * scale} {(image.height - bottom) * scale}"
            drawn += f"q {size} {place} cm /I{left}-{top} Do Q\n"
    page.Contents = pikepdf.Stream(pdf, drawn.encode())
    stream = BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def mask(image: Image.Image) -> bytes:
    """A stencil through which black is painted, as programs that part text from ground write it."""
    bits = to_black_and_white(image).tobytes()
    return to_pdf(image, bits, ImageMask=True, BitsPerComponent=1)


def soft_mask(image: Image.Image) -> bytes:
    """A black picture that is transparent where the paper is."""
    with pikepdf.open(
        BytesIO(
            to_pdf(
                image,
                bytes(image.width * image.height),
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
        )
    ) as pdf:
        ink = Image.eval(image.convert("L"), lambda value: 255 - value).tobytes()
        pdf.pages[0].Resources.XObject.I.SMask = pdf.make_stream(
            ink, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width,
            Height=image.height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        stream = BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def tiles(image: Image.Image) -> bytes:
    """A page in squares of 256 pixels."""
    return to_pieces(image, 256, 256)


def with_margins(image: Image.Image) -> bytes:
    """A black and white picture amid a wider page."""
    return at_place(ccitt(image), 20.37)


def with_date(image: Image.Image) -> bytes:
    """A scan with a date that a program has printed over its upper edge, in white."""
    return at_place(ccitt(image), 20.37, "1 g BT /F 4 Tf 30 30 Td (2024-01-12) Tj ET")


def at_place(data: bytes, margin: float, more: str = "") -> bytes:
    """The page with a margin around its picture, in points, and more on it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        page = pdf.pages[0]
        _, _, width, height = map(float, page.mediabox)
        page.mediabox = [-margin, -margin, width + margin, height + margin]
        page.Resources.Font = pikepdf.Dictionary(
            F=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        content = b"q " + page.Contents.read_bytes() + f" Q {more}".encode()
        page.Contents = pdf.make_stream(content)
        stream = BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def upside_down(image: Image.Image) -> bytes:
    return jpx(image.rotate(180))


WRITERS = (
    ccitt, jbig2, jpx, cmyk, sixteen_bits, strips, tiles, mask, soft_mask, with_margins, with_date,
    upside_down,
)  # fmt: skip


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_a_page_is_read_however_it_is_compressed(write: Callable[[Image.Image], bytes]) -> None:
    document = ingest(write(draw(dpi=DPI)), "a.pdf")
    expected = [[squeeze(text) for text in row] for row in ROWS]
    assert [[squeeze(text) for text in row] for row in texts_of(document)] == expected
    assert (document.media, document.page_media) == ("scan", ("scan",))


RECEIVED = "某某县政府信息公开 收文登记第二〇二四一一五号 二〇二四年一月十二日收"


def test_a_note_printed_over_a_scan_hides_nothing_of_it() -> None:
    """More characters than a page number has, in characters of the text layer that are legible."""
    source = b64encode(save(draw(dpi=DPI), "PNG")).decode()
    picture = f"<img style='position: absolute; left: 0; top: 0; width: 210mm' src='data:image/png;base64,{source}'>"
    style = "<style>@page { margin: 0 }</style>"
    note = f"<p style='position: absolute; top: 1mm; left: 5mm; font-size: 6pt'>{RECEIVED}</p>"
    document = ingest(print_pdf(f"{style}{picture}{note}", "A5 landscape"), "a.pdf")
    rows = [[squeeze(text) for text in row] for row in texts_of(document)]
    assert document.page_media == ("scan",)
    assert [[squeeze(text) for text in row] for row in ROWS] == rows[-len(ROWS) :]


def test_a_picture_of_no_size_is_an_empty_page() -> None:
    """And one that promises 400 megapixels, with no data, takes neither time nor memory."""
    for size in (0, 20_000):
        image = Image.new("1", (10, 10))
        with pikepdf.open(BytesIO(to_pdf(image, b"", BitsPerComponent=1))) as pdf:
            shown = pdf.pages[0].Resources.XObject.I
            shown.Width = shown.Height = size
            shown.ColorSpace = pikepdf.Name.DeviceGray
            stream = BytesIO()
            pdf.save(stream)
        with pytest.raises(EmptyFile):
            ingest(stream.getvalue(), "a.pdf")


def test_a_fax_as_tiff_is_read() -> None:
    image = to_black_and_white(draw(dpi=DPI))
    data = save(image, "TIFF", compression="group4", dpi=(DPI, DPI))
    assert [squeeze(t) for t in texts_of(ingest(data, "a.tif"))[2]] == [squeeze(t) for t in ROWS[2]]


def test_a_blank_page_is_empty_and_a_blank_page_among_others_is_none() -> None:
    blank = Image.new("RGB", draw(dpi=DPI).size, "white")
    with pytest.raises(EmptyFile):
        ingest(jpx(blank), "a.pdf")
    pages = [blank, draw(dpi=DPI), blank]
    data = save(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(DPI, DPI))
    document = ingest(data, "a.tif")
    assert (document.pages, document.unread_pages) == (3, ())
    assert {fragment.page for fragment in document.fragments} == {2}
