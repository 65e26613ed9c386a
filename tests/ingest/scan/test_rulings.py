"""Rulings and lines of text from drawn pixels."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.pixels.deskew import measure_skew, rotate
from gouji.pipeline.ingest.scan.pixels.ink import find_black, measure_ink, measure_text_height
from gouji.pipeline.ingest.scan.pixels.rulings import find_pixel_rulings
from gouji.pipeline.ingest.scan.text_lines import blots_to_lines, find_blots

HEIGHT = 25.0  # pixels of a character
COLUMNS, ROWS = (50, 350, 410, 800), (60, 120, 180, 240)


def grid() -> Ink:
    """A table of three columns, the second one narrow, and three rows."""
    ink = np.zeros((300, 900), np.uint8)
    for y in ROWS:
        cv2.line(ink, (COLUMNS[0], y), (COLUMNS[-1], y), 200, 2)
    for x in COLUMNS:
        cv2.line(ink, (x, ROWS[0]), (x, ROWS[-1]), 200, 2)
    return ink


def counts(ink: Ink) -> tuple[int, int]:
    rulings = find_pixel_rulings(ink, HEIGHT)
    return len(rulings.horizontal), len(rulings.vertical)


def test_the_rulings_of_a_grid_are_found() -> None:
    assert counts(grid()) == (4, 4)


@pytest.mark.parametrize(
    ("why", "start", "end", "added"),
    [
        ("a dash in a narrow cell, short of its sides", (355, 150), (404, 150), 0),
        ("a dash that touches the sides of its cell", (350, 150), (410, 150), 0),
        ("a dash in a wide cell", (500, 150), (550, 150), 0),
        ("a ruling through the last two columns", (350, 150), (800, 150), 1),
        ("a long line that ends at nothing", (100, 280), (700, 280), 1),
    ],
)
def test_dashes_are_no_rulings(
    why: str, start: tuple[int, int], end: tuple[int, int], added: int
) -> None:
    ink = grid()
    cv2.line(ink, start, end, 200, 2)
    assert counts(ink)[0] == 4 + added, why


def test_a_broken_ruling_is_bridged() -> None:
    ink = grid()
    ink[:, 560:600] = 0
    rulings = find_pixel_rulings(ink, HEIGHT)
    for y in ROWS:
        pieces = sorted((x0, x1) for x0, y0, x1, y1 in rulings.horizontal if y0 - 2 <= y <= y1 + 2)
        assert pieces[0][0] <= 51 and max(end for _, end in pieces) >= 799
        assert all(b[0] <= a[1] + 1 for a, b in pairwise(pieces))


def test_a_gap_from_ruling_to_ruling_is_a_merged_cell() -> None:
    ink = grid()
    gap = slice(ROWS[1] + 2, ROWS[2] - 1)
    ink[gap, COLUMNS[2] - 3 : COLUMNS[2] + 4] = 0
    rulings = find_pixel_rulings(ink, HEIGHT)
    pieces = [(y0, y1) for x0, y0, _, y1 in rulings.vertical if abs(x0 - COLUMNS[2]) < 4]
    assert len(pieces) == 2
    assert not any(y0 < (ROWS[1] + ROWS[2]) / 2 < y1 for y0, y1 in pieces)


@given(st.floats(-5, 5))
def test_the_skew_of_a_page_is_measured(angle: float) -> None:
    turned = rotate(grid(), angle)
    found = measure_skew(find_black(turned))
    assert found == pytest.approx(-angle, abs=0.12)


@given(
    st.lists(
        st.tuples(st.integers(0, 14), st.integers(0, 5), st.integers(8, 24), st.integers(8, 24)),
        min_size=1, max_size=25, unique_by=lambda blot: blot[:2],
    )
)  # fmt: skip
def test_every_blot_of_ink_is_in_a_text(blots: list[tuple[int, int, int, int]]) -> None:
    """No figure of a cell is lost between its lines."""
    ink = np.zeros((300, 800), np.uint8)
    for column, row, width, height in blots:
        x, y = 10 + 50 * column, 10 + 45 * row
        ink[y : y + height, x : x + width] = 255
    lines = blots_to_lines(find_blots((ink > 0).astype(np.uint8)), HEIGHT)
    covered = np.zeros_like(ink)
    for x0, y0, x1, y1 in lines:
        covered[y0:y1, x0:x1] = 1
    assert not ((ink > 0) & (covered == 0)).any()


def test_uneven_light_and_noise_are_no_ink() -> None:
    noise = np.random.default_rng(3).normal(0, 12, (600, 800))
    paper = np.linspace(120, 240, 800)[None, :] + noise
    black = find_black(measure_ink(paper.clip(0, 255).astype(np.uint8)))
    assert black.mean() < 0.001
    assert measure_text_height(black) == 0.0
