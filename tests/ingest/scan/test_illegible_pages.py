"""Pages on which most strokes are lost: which way up they are, and what is said of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.detection import find_turn
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.ocr import load_ocr
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


BLOCK = "申请人无正当理由逾期不补正，<br>行政机关不再处理其政府信息<br>公开申请，本机关不予处理的"
STACKED = "".join(
    f'<div style="display: inline-block; margin: 0 40px; line-height: 1.05">{"<br>".join(head)}</div>'
    for head in ("法律服务", "社会公益", "科研机构")
)
BLOCKS = f"""<style>p {{ line-height: 1.05 }}</style>{STACKED}
<p>{BLOCK}</p><p>重复申请公开政府信息</p><p>{BLOCK}</p><p>不予处理</p><p>{BLOCK}</p>"""


def test_stacked_characters_and_blocks_of_lines_do_not_turn_a_page() -> None:
    """OCR reads a column of characters after a quarter turn. It cannot read a block of lines."""
    ink = 255 - to_pixels(draw(BLOCKS, paper="A4").convert("L"))
    is_block = cv2.dilate(ink, np.ones((19, 19), np.uint8)) > 100
    boxes = cv2.connectedComponentsWithStats(is_block.astype(np.uint8))[2][1:, :4]
    found = [(x, y, x + width, y + height) for x, y, width, height in boxes.tolist()]
    sizes = [y1 - y0 for _, y0, _, y1 in found]
    assert sum(size > 80 for size in sizes) >= 3 and min(sizes) < 60
    assert find_turn(load_ocr(), ink, found, 30.0) == 0


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
