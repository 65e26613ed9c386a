"""Seals on photocopies: text below them stays, their ink goes, and what they cover is in doubt."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.pixels.grey_seals import fade_seals
from tests.ingest.scan.pages import draw, save, to_pixels

HEIGHT = 25.0  # pixels of a character


def stamp(ink: Ink, middle: tuple[int, int], level: int) -> Ink:
    """Ink below the star and the ring of a seal."""
    seal = np.zeros_like(ink)
    angles = np.deg2rad(np.arange(5) * 144 - 90)
    star = np.stack([np.cos(angles), np.sin(angles)], axis=1) * 56 + middle
    cv2.fillPoly(seal, [star.astype(np.int32)], level)
    cv2.circle(seal, middle, 150, level, 5)
    return np.maximum(ink, seal)


def test_the_ink_of_a_seal_goes_and_text_stays() -> None:
    ink = np.zeros((600, 600), np.uint8)
    cv2.putText(ink, "3085", (270, 310), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 250, 3)
    seal = fade_seals(stamp(ink, (300, 300), 110), HEIGHT)
    assert seal is not None
    assert (seal.ink[ink == 250] > 200).all()
    others = (ink == 0) & (seal.mask > 0)
    assert (seal.ink[others] > 60).mean() < 0.02


def test_a_seal_without_a_star_is_found() -> None:
    ink = np.zeros((600, 600), np.uint8)
    cv2.circle(ink, (300, 280), 140, 120, 5)
    seal = fade_seals(ink, HEIGHT)
    assert seal is not None
    assert seal.mask[280, 300]
    assert (seal.ink > 60).mean() < 0.002


def test_the_star_makes_no_ruling_longer() -> None:
    ink = np.zeros((700, 700), np.uint8)
    cv2.line(ink, (100, 300), (600, 300), 220, 2)
    cv2.line(ink, (300, 300), (300, 650), 220, 2)
    seal = fade_seals(stamp(ink, (300, 300), 110), HEIGHT)
    assert seal is not None
    assert (seal.ink[:, 300][310:650] > 100).mean() > 0.98
    assert (seal.ink[300, 100:600] > 100).mean() > 0.98
    assert (seal.ink[255:290, 295:306] < 60).all()


def test_text_shaded_fields_and_black_circles_are_no_seals() -> None:
    ink = np.zeros((600, 600), np.uint8)
    for y in range(40, 600, 40):
        text = "3085 MQBG 9618 " * 4
        cv2.putText(ink, text, (20, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 120, 3)
    ink[300:340, 50:550] = 110  # a shaded row
    cv2.circle(ink, (300, 280), 140, 250, 5)
    assert fade_seals(ink, HEIGHT) is None


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_figure_under_a_grey_seal_is_read_and_in_doubt(turn: int) -> None:
    page = draw()
    plain = ingest(save(page, "PNG", dpi=(200, 200)), "a.png")
    [box] = [f.text_box for f in plain.fragments if f.text == "3085"]
    assert box
    x, y = (round((box[n] + box[n + 2]) / 2 * 200 / 72) for n in (0, 1))
    ink = 255 - to_pixels(page.convert("L"))
    stamped = Image.fromarray(255 - stamp(ink, (x, y - 110), 110)).rotate(turn, expand=True)
    document = ingest(save(stamped, "PNG", dpi=(200, 200)), "a.png")
    scores = {f.text: f.score for f in document.fragments}
    assert scores["3085"] <= 0.8
    [blank] = [f for f in document.fragments if f.cell_box and not f.text]
    assert blank.score <= 0.8, "a figure below the seal may have gone with its ink"
