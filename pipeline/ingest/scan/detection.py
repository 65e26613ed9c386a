"""Where the texts of a picture are, and which way up it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from gouji.pipeline.ingest.scan.ocr import HEIGHT, Ink, Ocr, PixelBox
from gouji.pipeline.ingest.scan.text_lines import Blots

_DETECTED_HEIGHT = 12.0  # Height, in pixels, of characters at which the detector looks at a page.
_BAND_MARGIN = 0.5  # Paper around the ink of a band, in heights of characters.
_ROOM = 0.15  # Room around the box of a line, in its heights.
_SAME_BAND = 3.0  # Gap between two bands, in heights of characters, that are looked at together.
_READ = 3  # Texts that are read for it.
_FEWEST_CHARACTERS = 4  # Fewest characters that tell which way up a text is.
_HAN = re.compile("[㐀-鿿]")
_SYMMETRIC = frozenset("一二三十口日田中回王工土申米非川人八")  # Alike after some turns.
_LONG = 3.0  # Least ratio of the sides of a text that tells along which side it runs.
_CLEAR = 0.9  # Mean probability of Chinese characters from which a picture is upright.
_READABLE = 0.7  # The same from which no other texts are looked at.
_LONGEST = 12  # Most heights of a text that are read of it.
_THICKEST = 2.0  # Heights of characters from which a text may be several lines, read as none.


def find_texts(ocr: Ocr, ink: Ink, blots: Blots, text_height: float) -> list[PixelBox]:
    """The texts that the detector finds in the bands of a page that have blots."""
    boxes: list[PixelBox] = []
    for top, bottom in _find_bands(blots, text_height, ink.shape[0]):
        found = _detect(ocr, ink[top:bottom], text_height)
        boxes += [(x0, y0 + top, x1, y1 + top) for x0, y0, x1, y1 in found]
    return boxes


def _find_bands(blots: Blots, text_height: float, height: int) -> list[tuple[int, int]]:
    """The upper and the lower edges of bands with blots, from top to bottom."""
    margin, gap = round(_BAND_MARGIN * text_height), _SAME_BAND * text_height
    bands: list[tuple[int, int]] = []
    for top, bottom in sorted(zip(*blots.boxes[:, [1, 3]].T.tolist(), strict=True)):
        if bands and top - margin - bands[-1][1] <= gap:
            bands[-1] = bands[-1][0], min(height, max(bands[-1][1], bottom + margin))
        else:
            bands.append((max(0, top - margin), min(height, bottom + margin)))
    return bands


def _detect(ocr: Ocr, ink: Ink, text_height: float) -> list[PixelBox]:
    """The texts on a band, looked at in the size that the detector needs."""
    import cv2

    factor = min(1.0, _DETECTED_HEIGHT / text_height)
    size = max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    return [_enlarge(_scale_box(box, 1 / factor)) for box in ocr.find_texts(np.asarray(small))]


def _enlarge(box: PixelBox) -> PixelBox:
    """The box of a line with room for the strokes at its upper and lower edges."""
    x0, y0, x1, y1 = box
    room = round(_ROOM * (y1 - y0))
    return x0 - room, y0 - room, x1 + room, y1 + room


def _scale_box(box: PixelBox, factor: float) -> PixelBox:
    x0, y0, x1, y1 = (round(end * factor) for end in box)
    return x0, y0, x1, y1


def find_turn(ocr: Ocr, ink: Ink, found: Sequence[PixelBox], text_height: float) -> int:
    """The quarter turns clockwise after which a picture is upright. `found` are its texts, or what
    may be some; where they tell nothing, those of the detector are taken."""
    turn, share = _find_best(ocr, ink, found, text_height)
    if share >= _READABLE or not text_height:
        return turn
    again, again_share = _find_best(ocr, ink, _detect(ocr, ink, text_height), text_height)
    return again if again_share > share else turn


def _find_best(
    ocr: Ocr, ink: Ink, found: Sequence[PixelBox], text_height: float
) -> tuple[int, float]:
    """The turn after which texts are read best, and how surely. Texts across most of the others,
    as heads of narrow columns are, tell only where the others do not."""
    long = [box for box in found if _ratio(box) > _LONG or _ratio(box) < 1 / _LONG]
    thickest = _THICKEST * text_height
    long = [box for box in long if min(_sides(box)) <= thickest] or long
    lies = sum(_length(box) for box in long if _ratio(box) < 1) * 2 > sum(map(_length, long))
    best, most = 0, 0.0
    for turns in ((1, 3), (0, 2)) if lies else ((0, 2), (1, 3)):
        texts = sorted((box for box in long if (_ratio(box) < 1) == (turns[0] == 1)), key=_area)
        cuts = [ink[max(0, y0) : y1, max(0, x0) : x1] for x0, y0, x1, y1 in texts[-_READ:]]
        for turn in turns:
            share = _measure_legibility(ocr, cuts, turn) if most < _CLEAR else 0.0
            best, most = (turn, share) if share > most else (best, most)
        if most >= _READABLE:
            break
    return best, most


def _ratio(box: PixelBox) -> float:
    return (box[2] - box[0]) / max(1, box[3] - box[1])


def _sides(box: PixelBox) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


def _length(box: PixelBox) -> int:
    return max(_sides(box))


def _area(box: PixelBox) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _measure_legibility(ocr: Ocr, cuts: Sequence[Ink], turn: int) -> float:
    """How surely the Chinese characters of texts are read after quarter turns clockwise, from 0 to
    1. Digits and strokes look alike after some turns, and tell nothing."""
    readings = ocr.read([_to_line(np.rot90(cut, -turn)) for cut in cuts])
    values = [
        char.probability
        for reading in readings
        for char in reading.characters
        if _HAN.match(char.text) and char.text not in _SYMMETRIC
    ]
    return float(np.mean(values)) if len(values) >= _FEWEST_CHARACTERS else 0.0


def _to_line(cut: Ink) -> Ink:
    import cv2

    line = cut[:, : _LONGEST * cut.shape[0]]
    width = max(HEIGHT, round(line.shape[1] * HEIGHT / max(1, line.shape[0])))
    return np.asarray(cv2.resize(np.ascontiguousarray(line), (width, HEIGHT)))
