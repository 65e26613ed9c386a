"""Rulings that a threshold has broken, dots in a row and scattered specks, and the doubt that they
leave."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.pdfium import draw_scan, open_pdf
from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.pixels.ink import is_black_and_white, measure_ink
from gouji.pipeline.ingest.scan.pixels.rulings import find_pixel_rulings
from tests.ingest.scan.pages import draw, save, to_pixels
from tests.ingest.scan.test_rulings import COLUMNS, HEIGHT, ROWS, grid


def erase_some(share: float, seed: int) -> Ink:
    """A grid of which a share of the pixels is lost, in pieces of 2 × 2 pixels."""
    ink = grid()
    lost = np.random.default_rng(seed).random((150, 450)) < share
    ink[np.kron(lost, np.ones((2, 2))) > 0] = 0
    return ink


def covered(ink: Ink) -> tuple[list[float], list[float]]:
    """For each ruling of the grid, the share of its length that is found."""
    rulings = find_pixel_rulings(ink, HEIGHT, may_be_broken=True)
    level, upright = np.zeros(ink.shape, bool), np.zeros(ink.shape, bool)
    for mask, boxes in ((level, rulings.horizontal), (upright, rulings.vertical)):
        for x0, y0, x1, y1 in boxes:
            mask[y0:y1, x0:x1] = True
    return (
        [float(level[y - 3 : y + 4, COLUMNS[0] : COLUMNS[-1]].any(0).mean()) for y in ROWS],
        [float(upright[ROWS[0] : ROWS[-1], x - 3 : x + 4].any(1).mean()) for x in COLUMNS],
    )


@pytest.mark.parametrize(("share", "least"), [(0.2, 0.98), (0.5, 0.95), (0.7, 0.7), (0.85, 0.8)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_most_of_a_dotted_grid_is_found(share: float, least: float, seed: int) -> None:
    level, upright = covered(erase_some(share, seed))
    assert np.mean(level + upright) > least


def dot(ink: Ink, x: int, y: int) -> None:
    ink[y : y + 3, x : x + 3] = 255


def test_points_behind_the_numbers_of_labels_are_no_ruling() -> None:
    """A column of "1." to "12.", with room before the points."""
    ink = np.zeros((800, 400), np.uint8)
    for row in range(12):
        y = 20 + 60 * row
        ink[y : y + 18, 20:24] = ink[y : y + 18, 60:80] = 255
        dot(ink, 36, y + 15)
    assert not find_pixel_rulings(ink, HEIGHT, may_be_broken=True).vertical


def test_noise_is_no_ruling() -> None:
    ink = np.zeros((800, 800), np.uint8)
    for x, y in np.random.default_rng(5).integers(5, 790, (700, 2)).tolist():
        dot(ink, x, y)
    assert not any(find_pixel_rulings(ink, HEIGHT, may_be_broken=True)[:2])


def test_a_row_of_dashes_is_no_ruling() -> None:
    """The empty cells of a row of narrow columns."""
    ink = np.zeros((300, 900), np.uint8)
    for column in range(15):
        ink[150:153, 40 + 50 * column : 50 + 50 * column] = 255
    assert not any(find_pixel_rulings(ink, HEIGHT, may_be_broken=True)[:2])


def test_strokes_of_text_are_no_continuation_of_a_ruling() -> None:
    """A text whose strokes are on the level of a ruling that ends beside it."""
    ink = np.zeros((300, 900), np.uint8)
    ink[150:153, 300:800] = 255
    for column in range(6):  # characters of three strokes
        x = 120 + 28 * column
        for y in (143, 150, 157):
            ink[y : y + 3, x : x + 24] = 255
    rulings = find_pixel_rulings(ink, HEIGHT, may_be_broken=True)
    assert [box[0] for box in rulings.horizontal] == [pytest.approx(299, abs=3)]


def test_dashes_of_narrow_columns_are_no_ruling_of_a_grey_picture() -> None:
    """Two columns of dashes that all but touch the ruling between them."""
    ink = grid()
    for y in (90, 150, 210):
        cv2.line(ink, (354, y), (406, y), 200, 2)
        cv2.line(ink, (414, y), (466, y), 200, 2)
    rulings = find_pixel_rulings(ink, HEIGHT)
    assert len(rulings.horizontal) == len(ROWS)
    assert not rulings.is_broken


@pytest.mark.parametrize("share", [0.5, 0.85])
def test_rulings_of_dots_are_broken(share: float) -> None:
    ink = erase_some(share, 1)
    assert find_pixel_rulings(ink, HEIGHT, may_be_broken=True).is_broken
    assert not find_pixel_rulings(grid(), HEIGHT, may_be_broken=True).is_broken


def to_black_and_white(page: Image.Image) -> Image.Image:
    return page.convert("L").point(lambda level: 255 * (level > 140)).convert("1")


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_a_picture_by_a_threshold_is_told_from_a_grey_one(dpi: int) -> None:
    page = draw(dpi=dpi)
    assert not is_black_and_white(measure_ink(to_pixels(page)))
    assert is_black_and_white(measure_ink(to_pixels(to_black_and_white(page).convert("L"))))


@pytest.mark.parametrize("size", [(1654, 2339), (1653, 2337), (1728, 2291), (2479, 3507)])
def test_a_picture_that_fills_its_page_is_drawn_as_it_is(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(7).random(size[::-1]) < 0.5
    data = save(Image.fromarray(noise), "PDF", resolution=204)
    with open_pdf(data) as document:
        pixels = draw_scan(document, 0).pixels
    assert pixels.shape[:2] == size[::-1]
    assert set(np.unique(pixels).tolist()) == {0, 255}


def break_rulings(page: Image.Image) -> Image.Image:
    """The page of which most pixels of its rulings are lost, and none of its text."""
    ink = 255 - to_pixels(page.convert("L"))
    rulings = find_pixel_rulings(ink, HEIGHT)
    lost = np.random.default_rng(3).random(ink.shape) < 0.6
    for x0, y0, x1, y1 in (*rulings.horizontal, *rulings.vertical):
        part = ink[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1]
        part[lost[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1]] = 0
    return Image.fromarray(255 - ink)


def test_no_cell_is_sure_where_rulings_are_broken() -> None:
    page = to_black_and_white(draw())
    whole = ingest(save(page, "PNG", dpi=(200, 200)), "a.png")
    broken = ingest(save(break_rulings(page), "PNG", dpi=(200, 200)), "a.png")
    scores = [{f.text: f.score for f in one.fragments if f.cell_box} for one in (whole, broken)]
    for text in ("12", "3085", "0", ""):
        assert scores[0][text] > 0.9, text
        assert scores[1][text] <= 0.8, text
