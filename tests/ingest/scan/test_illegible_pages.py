"""Pages on which most strokes are lost: which way up they are, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.kit import load_kit
from tests.ingest.scan.pages import draw, save, to_pixels, turn

ROWS = (
    "行政许可事项",
    "行政处罚决定",
    "行政强制措施",
    "行政事业收费",
    "政府集中采购",
    "结转下年办理",
)
ZEROS = "".join(f"<p>{label}{'&emsp;&emsp;0' * 9}</p>" for label in ROWS)
OVERVIEW = (
    "<h3>某县2021年政府信息公开工作年度报告</h3><p>一、总体情况</p><p>全年公开信息3条。</p>"
    "<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
)
REMEDIES = "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>全年没有行政复议、行政诉讼。</p>" * 6


def blur(image: Image.Image, sigma: float) -> Image.Image:
    import cv2

    return Image.fromarray(np.asarray(cv2.GaussianBlur(to_pixels(image), (0, 0), sigma)))


def with_strokes(image: Image.Image) -> Image.Image:
    """The picture with short upright strokes beside its text, as broken rulings leave them."""
    pixels = to_pixels(image).copy()
    for x in range(60, pixels.shape[1] - 60, 24):
        for y in range(700, 1000, 36):
            pixels[y : y + 22, x : x + 2] = 0
    return Image.fromarray(pixels)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_digits_and_strokes_do_not_tell_which_way_up_a_page_is(degrees: int) -> None:
    """Columns of zeros read well after any turn, and strokes are upright."""
    page = read_picture(Picture(to_pixels(turn(with_strokes(draw(ZEROS)), degrees)), 0.36), 1)
    assert page.turn == degrees // 90
    assert any(word.text.startswith("行政许可") for word in page.words)


def two_pages(second: Image.Image) -> bytes:
    return save(draw(OVERVIEW), "TIFF", save_all=True, append_images=[second], dpi=(200, 200))


def test_a_section_that_may_be_on_an_illegible_page_is_not_called_missing() -> None:
    kit = load_kit(FOLDER)
    clear, unclear = two_pages(draw(REMEDIES)), two_pages(blur(draw(REMEDIES), 7))
    assert ingest(clear, "a.tif").unread_pages == ()
    assert ingest(unclear, "a.tif").unread_pages == (2,)
    report = extract(unclear, "a.tif", kit)
    verdicts = {
        finding.scope: finding.verdict
        for finding in report.findings
        if finding.rule == "missing_section"
    }
    assert verdicts["overview"] == "holds" and verdicts["remedies"] == "undecided"
    [unread] = [finding for finding in report.findings if finding.rule == "unread_page"]
    assert unread.verdict == "undecided" and "第 2 页" in unread.message_zh


def test_a_blank_page_is_not_illegible() -> None:
    assert ingest(two_pages(Image.new("RGB", (800, 600), "white")), "a.tif").unread_pages == ()
