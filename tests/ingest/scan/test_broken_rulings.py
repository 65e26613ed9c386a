"""Rulings that a threshold has broken: dots in a row, and scattered specks."""

from __future__ import annotations

import numpy as np
import pytest

from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.rulings import find_pixel_rulings
from tests.ingest.scan.test_rulings import COLUMNS, HEIGHT, ROWS, grid


def erase_some(share: float, seed: int) -> Ink:
    """A grid of which a share of the pixels is lost, in pieces of 2 × 2 pixels."""
    ink = grid()
    lost = np.random.default_rng(seed).random((150, 450)) < share
    ink[np.kron(lost, np.ones((2, 2))) > 0] = 0
    return ink


def covered(ink: Ink) -> tuple[list[float], list[float]]:
    """For each ruling of the grid, the share of its length that is found."""
    rulings = find_pixel_rulings(ink, HEIGHT)
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
    assert not find_pixel_rulings(ink, HEIGHT).vertical


def test_noise_is_no_ruling() -> None:
    ink = np.zeros((800, 800), np.uint8)
    for x, y in np.random.default_rng(5).integers(5, 790, (700, 2)).tolist():
        dot(ink, x, y)
    assert not any(find_pixel_rulings(ink, HEIGHT))


def test_a_row_of_dashes_is_no_ruling() -> None:
    """The empty cells of a row of narrow columns."""
    ink = np.zeros((300, 900), np.uint8)
    for column in range(15):
        ink[150:153, 40 + 50 * column : 50 + 50 * column] = 255
    assert not any(find_pixel_rulings(ink, HEIGHT))


def test_strokes_of_text_are_no_continuation_of_a_ruling() -> None:
    """A text whose strokes are on the level of a ruling that ends beside it."""
    ink = np.zeros((300, 900), np.uint8)
    ink[150:153, 300:800] = 255
    for column in range(6):  # characters of three strokes
        x = 120 + 28 * column
        for y in (143, 150, 157):
            ink[y : y + 3, x : x + 24] = 255
    rulings = find_pixel_rulings(ink, HEIGHT)
    assert [box[0] for box in rulings.horizontal] == [pytest.approx(299, abs=3)]
