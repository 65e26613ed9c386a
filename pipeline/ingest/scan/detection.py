"""Where the texts of a picture are, and which way up it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gouji.pipeline.ingest.scan.ocr import HEIGHT, Ink, Ocr, PixelBox

_DETECTED_HEIGHT = 18.0  # Height, in pixels, of characters at which the detector looks at a page.
_MOST_READ = 6  # Most texts that are read for it.
_LONG = 3.0  # Least ratio of the sides of a text that tells along which side it runs.
_CLEAR = 0.9  # Mean probability of characters from which a picture is upright.
_LONGEST = 20  # Most heights of a text that are read of it.


def find_texts(ocr: Ocr, ink: Ink, text_height: float) -> list[PixelBox]:
    """The texts that the detector finds, at the size at which it needs to see the page."""
    import cv2

    if not text_height:
        return []
    factor = min(1.0, _DETECTED_HEIGHT / text_height)
    size = max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    boxes = ocr.find_texts(np.asarray(small))
    return [_scale_box(box, 1 / factor) for box in boxes]


def _scale_box(box: PixelBox, factor: float) -> PixelBox:
    x0, y0, x1, y1 = (round(end * factor) for end in box)
    return x0, y0, x1, y1


def find_turn(ocr: Ocr, ink: Ink, found: Sequence[PixelBox]) -> int:
    """The quarter turns clockwise after which a picture is upright. `found` are its texts."""
    long = [box for box in found if _ratio(box) > _LONG or _ratio(box) < 1 / _LONG]
    if not long:
        return 0
    lies = sum(_ratio(box) < 1 for box in long) * 2 > len(long)
    texts = sorted((box for box in long if (_ratio(box) < 1) == lies), key=_area)[-_MOST_READ:]
    cuts = [ink[max(0, y0) : y1, max(0, x0) : x1] for x0, y0, x1, y1 in texts]
    turns = (1, 3) if lies else (0, 2)
    best, score = 0, -1.0
    for turn in turns:
        mean = _mean_probability(ocr, [np.rot90(cut, -turn) for cut in cuts])
        if mean > score:
            best, score = turn, mean
        if mean >= _CLEAR:
            break
    return best


def _ratio(box: PixelBox) -> float:
    return (box[2] - box[0]) / max(1, box[3] - box[1])


def _area(box: PixelBox) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _mean_probability(ocr: Ocr, cuts: Sequence[Ink]) -> float:
    readings = ocr.read([_to_line(cut) for cut in cuts])
    values = [char.probability for reading in readings for char in reading.characters]
    return float(np.mean(values)) if values else 0.0


def _to_line(cut: Ink) -> Ink:
    import cv2

    line = cut[:, : _LONGEST * cut.shape[0]]
    width = max(HEIGHT, round(line.shape[1] * HEIGHT / max(1, line.shape[0])))
    return np.asarray(cv2.resize(np.ascontiguousarray(line), (width, HEIGHT)))
