"""A picture to a sheet: its ink without skew and perspective, its rulings, and where seals are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox
from gouji.pipeline.ingest.scan.pixels.deskew import measure_skew, rotate
from gouji.pipeline.ingest.scan.pixels.grey_seals import fade_seals, find_boxes
from gouji.pipeline.ingest.scan.pixels.ink import (
    find_black,
    is_black_and_white,
    measure_ink,
    measure_text_height,
    soften,
)
from gouji.pipeline.ingest.scan.pixels.perspective import Matrix, measure_perspective, straighten
from gouji.pipeline.ingest.scan.pixels.rulings import PixelRulings, find_pixel_rulings
from gouji.pipeline.ingest.scan.text_lines import Blots, find_blots

_LEAST_HEIGHT = 15.0  # Height, in pixels, of characters below which a picture is enlarged.
_ENLARGED = 2
_FEWEST_RULINGS = 3  # Fewest rulings in each direction that are a table.
_ERASED = 1  # Pixels around a ruling that are erased with it.


class Straightening(NamedTuple):
    """What was done to a picture: the pixels to one of it, the degrees clockwise that were taken
    out, and the homography that was, in pixels from the middle, None where the skew was all.
    `may_be_broken`: a threshold has made the picture, which breaks rulings."""

    enlarged: int
    skew: float
    perspective: Matrix | None
    may_be_broken: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ink of a page without skew, the height of its characters in pixels, its rulings, its ink
    without these as OCR is given it, the blots of that, and 1 where grey seals are. `turn`: the
    quarter turns clockwise that it was given."""

    straightening: Straightening
    ink: Ink
    text_height: float
    rulings: PixelRulings
    clean: Ink
    blots: Blots
    seal: Ink | None
    turn: int = 0

    @property
    def doubted(self) -> list[PixelBox]:
        """Where no cell is sure: the whole page where its rulings are broken, else under seals."""
        height, width = self.ink.shape
        if self.rulings.is_broken:
            return [(0, 0, width, height)]
        return [] if self.seal is None else find_boxes(self.seal)


def make_sheet(picture: Picture) -> Sheet:
    """The sheet that a picture shows, as it lies."""
    ink = measure_ink(picture.pixels)
    black = find_black(ink)
    text_height, enlarged = measure_text_height(black), 1
    if 0 < text_height < _LEAST_HEIGHT:
        ink, enlarged = _enlarge(ink), _ENLARGED
        black = find_black(ink)
        text_height = measure_text_height(black)
    skew = measure_skew(black)
    perspective = measure_perspective(ink, text_height, skew)
    straightening = Straightening(enlarged, skew, perspective, is_black_and_white(ink))
    straight = rotate(ink, skew) if perspective is None else straighten(ink, perspective)
    return _inspect(straight, straightening)


def turn_sheet(sheet: Sheet, turn: int) -> Sheet:
    """A sheet after quarter turns clockwise."""
    if not turn:
        return sheet
    turned = _inspect(np.ascontiguousarray(np.rot90(sheet.ink, -turn)), sheet.straightening)
    # The seals have gone from its ink.
    seal = None if sheet.seal is None else np.ascontiguousarray(np.rot90(sheet.seal, -turn))
    return replace(turned, seal=seal, turn=turn)


def shows_table(picture: Picture) -> bool:
    """Whether there are rulings of a table on a picture."""
    rulings = make_sheet(picture).rulings
    return min(len(rulings.horizontal), len(rulings.vertical)) >= _FEWEST_RULINGS


def _enlarge(ink: Ink) -> Ink:
    import cv2

    size = ink.shape[1] * _ENLARGED, ink.shape[0] * _ENLARGED
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _inspect(ink: Ink, straightening: Straightening) -> Sheet:
    text_height = measure_text_height(find_black(ink))
    ink, seal = fade_seals(ink, text_height) or (ink, None)
    rulings = find_pixel_rulings(ink, text_height, may_be_broken=straightening.may_be_broken)
    clean = _erase(ink, rulings)
    blots = find_blots(find_black(clean))
    if straightening.may_be_broken:
        clean = soften(clean)
    return Sheet(straightening, ink, text_height, rulings, clean, blots, seal)


def _erase(ink: Ink, rulings: PixelRulings) -> Ink:
    clean = ink.copy()
    for x0, y0, x1, y1 in (*rulings.horizontal, *rulings.vertical):
        rows = slice(max(0, y0 - _ERASED), y1 + _ERASED)
        clean[rows, max(0, x0 - _ERASED) : x1 + _ERASED] = 0
    return clean
