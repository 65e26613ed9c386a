"""Image files to documents, by the cases in tests/cases/scan."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from gouji.pipeline.errors import Damaged, EmptyFile, MissingTool, TooLarge, Unsupported
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.images import draw_image, read_pictures
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document
from tests.hostile.pictures import foreign_images, png_of_size, tiff_of_size
from tests.ingest.pdf.printed import texts_of
from tests.ingest.scan.pages import ROWS, draw, save

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "scan" / "image_files.json").read_text("utf-8")
)


def squeezed(rows: list[list[str]]) -> list[list[str]]:
    return [[squeeze(text) for text in row] for row in rows]


def convert(image: Image.Image, mode: str) -> Image.Image:
    grey = np.asarray(image.convert("L"))
    if mode in ("I;16", "I;12"):
        return Image.fromarray(grey.astype(np.uint16) * (257 if mode == "I;16" else 16))
    if mode == "F":
        return Image.fromarray(grey.astype(np.float32) / 255)
    if mode == "1":  # by a threshold, as scanners do
        return image.convert("L").point(lambda value: 255 * (value > 150)).convert("1")
    if mode != "RGBA":
        return image.convert(mode)
    ink = image.convert("RGBA")
    ink.putalpha(Image.eval(image.convert("L"), lambda value: 255 - value))
    return ink


def write(case: dict[str, Any]) -> bytes:
    image = convert(draw(dpi=case["dpi"]), case.get("mode", "RGB"))
    options = {"dpi": (case["stated"],) * 2} if case["stated"] else {}
    if case.get("big"):
        return save(image, case["form"], big_tiff=True, **options)
    return save(image, case["form"], **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_picture_is_read_as_the_page_that_it_shows(case: dict[str, Any]) -> None:
    document = ingest(write(case), "a.pdf")
    assert squeezed(texts_of(document)) == squeezed(ROWS)
    assert (document.media, document.pages, document.page_media) == ("image", 1, ("scan",))
    assert document.ocr


def test_the_pictures_of_a_tiff_are_pages() -> None:
    pages = [draw(dpi=150), draw("<p>二、主动公开政府信息情况</p>", dpi=150)]
    data = save(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    document = ingest(data, "a.tif")
    assert document.pages == 2 and document.page_media == ("scan", "scan")
    assert {f.page for f in document.fragments if "主动公开" in f.text} == {2}


def test_previews_beside_a_page_are_no_pages() -> None:
    """Scanners write a small picture of each page into a TIFF, phones a second one into a JPEG."""
    page, preview = draw(dpi=150), draw("<p>二、主动公开政府信息情况</p>", dpi=72)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    stream = BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(stream, new=True) as writer:
        page.save(writer, "TIFF", dpi=(150, 150))
        writer.newFrame()
        preview.save(writer, "TIFF", tiffinfo=tags)
    jpeg = save(page, "MPO", save_all=True, append_images=[preview], dpi=(150, 150), quality=95)
    for data, name in ((stream.getvalue(), "a.tif"), (jpeg, "a.jpg")):
        document = ingest(data, name)
        assert document.pages == 1 and "主动公开" not in document.text
        assert squeezed(texts_of(document)) == squeezed(ROWS)


def test_a_picture_is_drawn_as_a_viewer_shows_it() -> None:
    """A camera held upright writes a lying picture and a note to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to show
    upright = draw(dpi=150)
    data = save(upright.rotate(90, expand=True), "JPEG", exif=exif, dpi=(150, 150), quality=95)
    shown, scale = draw_image(data, 1)
    assert shown.size == upright.size and scale == pytest.approx(150 / 72)
    with pytest.raises(IndexError):
        draw_image(data, 2)


def test_pictures_that_are_refused_are_not_decoded() -> None:
    with pytest.raises(TooLarge, match="100000000"):
        list(read_pictures(png_of_size(20_000, 20_000)))
    frames = [draw(dpi=72), draw("<p>二</p>", dpi=72)]
    animated = save(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(Unsupported, match="animated"):
        ingest(animated, "a.webp")


@pytest.mark.parametrize("write", [png_of_size, tiff_of_size])
def test_the_size_in_the_header_is_enough_to_refuse_a_picture(
    write: Callable[[int, int], bytes],
) -> None:
    with pytest.raises(TooLarge, match="100000000 pixels"):
        ingest(write(14_000, 14_300), "a.png")
    with pytest.raises(TooLarge, match="100000000"):
        ingest(write(10_001, 10_000), "a.png")


@pytest.mark.parametrize("name", foreign_images())
def test_an_image_of_another_format_is_named_in_both_languages(name: str) -> None:
    """Photos of phones are HEIC files; nobody is to hear that they are no report."""
    form, data = foreign_images()[name]
    with pytest.raises(Unsupported) as raised:
        ingest(data, name)
    assert raised.value.message_zh.endswith(f"PNG、JPEG、TIFF 图片。（{form}）")
    assert raised.value.message_en.endswith(f"in PNG, JPEG or TIFF. ({form})")


def test_a_blank_picture_is_empty() -> None:
    with pytest.raises(EmptyFile):
        ingest(save(Image.new("L", (800, 600), 250), "PNG"), "a.png")


def test_without_ocr_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gouji.pipeline.ingest.scan.scan.find_missing",
        lambda: "rapidocr: pip install 'gouji[scan]'",
    )
    with pytest.raises(MissingTool, match=r"gouji\[scan\]"):
        ingest(save(draw(dpi=72), "PNG"), "a.png")


def test_the_name_of_a_file_does_not_decide() -> None:
    document = ingest(save(draw(dpi=150), "PNG", dpi=(150, 150)), "报告.docx")
    assert isinstance(document, Document) and document.media == "image"
    with Image.open(BytesIO(save(draw(dpi=150), "PNG"))) as image:
        assert image.format == "PNG"


def test_a_truncated_picture_is_damaged_whatever_other_libraries_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = save(draw(dpi=72), "PNG")
    with pytest.raises(Damaged, match="truncated"):
        list(read_pictures(data[: len(data) // 2]))
    assert ImageFile.LOAD_TRUNCATED_IMAGES
