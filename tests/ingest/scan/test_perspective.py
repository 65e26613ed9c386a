"""Photos: the perspective of a picture is measured, taken out, and boxes lead back to the photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.pixels.ink import find_black, measure_ink, measure_text_height
from gouji.pipeline.ingest.scan.pixels.perspective import measure_perspective, move_points
from gouji.pipeline.language.normalise import squeeze
from tests.ingest.pdf.printed import texts_of
from tests.ingest.scan.pages import ROWS, draw, save, to_pixels

EXPECTED = [[squeeze(text) for text in row] for row in ROWS]
# The shifts of the four corners, from the upper left one clockwise, in shares of the height.
CORNERS = {
    "seen from below": ((0.04, 0.0), (-0.04, 0.0), (0.0, 0.0), (0.0, 0.0)),
    "seen from the left": ((0.0, 0.0), (0.0, 0.05), (0.0, -0.05), (0.0, 0.0)),
    "seen from a corner": ((0.03, 0.02), (-0.02, 0.03), (-0.03, -0.02), (0.01, -0.03)),
}


def take_photo(
    image: Image.Image, shifts: tuple[tuple[float, float], ...]
) -> tuple[Image.Image, np.ndarray]:
    """The picture before a camera, and the homography to it."""
    width, height = image.size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + np.array(shifts, np.float32) * height
    matrix = cv2.getPerspectiveTransform(corners, moved)
    white = (255, 255, 255)
    photo = cv2.warpPerspective(to_pixels(image), matrix, image.size, borderValue=white)
    return Image.fromarray(np.asarray(photo)), np.asarray(matrix)


@pytest.mark.parametrize("shifts", CORNERS.values(), ids=CORNERS)
def test_a_photo_is_read_like_the_page(shifts: tuple[tuple[float, float], ...]) -> None:
    photo, _ = take_photo(draw(), shifts)
    document = ingest(save(photo, "PNG", dpi=(200, 200)), "a.png")
    assert [[squeeze(text) for text in row] for row in texts_of(document)] == EXPECTED


@pytest.mark.parametrize("shifts", CORNERS.values(), ids=CORNERS)
def test_boxes_are_those_of_the_photo(shifts: tuple[tuple[float, float], ...]) -> None:
    """The middle of a figure on the photo is that on the page, seen by the camera."""
    page = draw()
    photo, matrix = take_photo(page, shifts)
    middles = []
    for image in (page, photo):
        document = ingest(save(image, "PNG", dpi=(200, 200)), "a.png")
        [box] = [f.text_box for f in document.fragments if f.text == "3085"]
        assert box
        middles.append([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    expected = move_points(matrix, np.array(middles[:1]) * 200 / 72) * 72 / 200
    assert np.abs(expected - middles[1]).max() < 1.5


def measure(image: Image.Image, skew: float = 0.0) -> np.ndarray | None:
    ink = measure_ink(to_pixels(image))
    return measure_perspective(ink, measure_text_height(find_black(ink)), skew)


def test_a_flat_page_has_no_perspective() -> None:
    assert measure(draw()) is None


def test_a_page_without_text_has_no_perspective() -> None:
    assert measure(Image.new("RGB", (600, 400), "white")) is None
