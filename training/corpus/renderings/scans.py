"""Printed pages as scans and photos: each page becomes a picture, and the picture is spoiled."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random
from time import gmtime

import numpy as np
from numpy.typing import NDArray

from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.reports.page import ReportPage

Colours = NDArray[np.uint8]  # (height, width, 3): red, green, blue
Spoil = Callable[[Random, Colours, int], Colours]  # a page and its pixels per inch

_MOST_SKEW = 1.5  # Degrees.
_RED = (205, 40, 45)  # Red, green and blue of the ink of a seal.
_SEAL_SIZE = 1.6  # Diameter of a seal in inches.
_QUALITIES = (55, 70, 85, 92)  # Qualities of JPEG, of 100.


def print_scan(
    rng: Random, page: ReportPage, dpi: int, spoil: Spoil, printed: bytes | None = None
) -> bytes:
    """A PDF of pictures of the pages, `dpi` pixels per inch."""
    pictures = [
        spoil(rng, picture, dpi) for picture in draw_pages(printed or print_ruled(rng, page), dpi)
    ]
    return pictures_to_pdf(pictures, dpi, rng.choice(_QUALITIES))


def draw_pages(data: bytes, dpi: int) -> list[Colours]:
    """The pages of a PDF as clean pictures."""
    from gouji.pipeline.ingest.pdf.pdfium import open_pdf

    with open_pdf(data) as document:
        bitmaps = [page.render(scale=dpi / 72).to_numpy() for page in document]
    return [np.ascontiguousarray(bitmap[:, :, 2::-1]) for bitmap in bitmaps]


def pictures_to_pdf(pictures: list[Colours], dpi: int, quality: int) -> bytes:
    """A PDF with a picture on each page, always the same bytes for the same pictures."""
    from PIL import Image

    first, *rest = map(Image.fromarray, pictures)
    stream, date = BytesIO(), gmtime(0)
    first.save(
        stream, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=quality,
        creationDate=date, modDate=date,
    )  # fmt: skip
    return stream.getvalue()


def spoil_as_scan(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A page on a flatbed scanner: a little turned, with noise, blur and uneven light."""
    picture = _skew(rng, picture, _MOST_SKEW)
    picture = _light(rng, picture, 0.12)
    picture = _blur(picture, rng.uniform(0, 0.5) * dpi / 200)
    picture = _add_noise(rng, picture, rng.uniform(2, 9))
    return _to_grey(picture) if rng.random() < 0.5 else picture


def spoil_as_fax(rng: Random, picture: Colours, dpi: int) -> Colours:
    """Black and white by one threshold, after noise: strokes break or fill up."""
    picture = _skew(rng, picture, _MOST_SKEW)
    picture = _blur(picture, rng.uniform(0.3, 0.7))
    picture = _add_noise(rng, picture, rng.uniform(10, 25))
    black = _to_grey(picture) < rng.uniform(110, 175)
    return np.where(black, np.uint8(0), np.uint8(255))


def spoil_as_photo(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A page before a camera: in perspective, in uneven light, a little out of focus."""
    import cv2

    height, width = picture.shape[:2]
    off = 0.03 * min(height, width)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + np.array(
        [(rng.uniform(-off, off), rng.uniform(-off, off)) for _ in corners], np.float32
    )
    picture = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, moved), (width, height),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    picture = _light(rng, np.asarray(picture), 0.45)
    picture = _blur(picture, rng.uniform(0.4, 0.9) * dpi / 200)
    return _add_noise(rng, picture, rng.uniform(4, 10))


def spoil_with_seal(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A scan with a red seal over it."""
    return spoil_as_scan_in_colour(rng, _seal(rng, picture, dpi))


def spoil_with_grey_seal(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A photocopy of a page with a seal."""
    return _to_grey(spoil_as_scan_in_colour(rng, _seal(rng, picture, dpi)))


def spoil_by_low_light(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A dark page of low contrast."""
    picture = _skew(rng, picture, _MOST_SKEW)
    darker = 45 + picture.astype(np.float32) * rng.uniform(0.25, 0.4)
    picture = _light(rng, darker.astype(np.uint8), 0.3)
    return _add_noise(rng, _blur(picture, 0.4), rng.uniform(3, 7))


def spoil_as_scan_in_colour(rng: Random, picture: Colours) -> Colours:
    """A scan whose colours are kept."""
    picture = _light(rng, _skew(rng, picture, _MOST_SKEW), 0.1)
    return _add_noise(rng, _blur(picture, rng.uniform(0, 0.4)), rng.uniform(2, 6))


def _skew(rng: Random, picture: Colours, most: float) -> Colours:
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-most, most), 1.0)
    white = (255, 255, 255)
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    )


def _light(rng: Random, picture: Colours, most: float) -> Colours:
    """Light that falls off towards one side."""
    height, width = picture.shape[:2]
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    x, y = rng.uniform(-1, 1), rng.uniform(-1, 1)
    slope = (down - 0.5) * y + (right - 0.5) * x
    factor = 1 - rng.uniform(0, most) * (slope + 1) / 2
    return np.asarray((picture * factor[:, :, None]).clip(0, 255).astype(np.uint8))


def _blur(picture: Colours, sigma: float) -> Colours:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma)) if sigma > 0.05 else picture


def _add_noise(rng: Random, picture: Colours, sigma: float) -> Colours:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, picture.shape[:2])
    return (picture + noise[:, :, None]).clip(0, 255).astype(np.uint8)


def _to_grey(picture: Colours) -> Colours:
    grey: NDArray[np.float64] = picture @ np.array([0.299, 0.587, 0.114])
    return np.asarray(np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2), dtype=np.uint8)


def _seal(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A round seal somewhere on the page: its ring, its star, and strokes in place of its text."""
    import cv2

    height, width = picture.shape[:2]
    radius = round(_SEAL_SIZE * dpi / 2)
    ink = np.zeros((height, width), np.uint8)
    centre = rng.randint(width // 4, 3 * width // 4), rng.randint(height // 4, 3 * height // 4)
    cv2.circle(ink, centre, radius, 255, max(2, dpi // 40))
    angles = np.deg2rad(np.arange(5) * 144 - 90)
    star = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius * 0.35 + centre
    cv2.fillPoly(ink, [star.astype(np.int32)], 255)
    for angle in np.deg2rad(np.arange(150, 391, 20)):
        x = round(centre[0] + 0.75 * radius * np.cos(angle))
        y = round(centre[1] + 0.75 * radius * np.sin(angle))
        size = radius // 10
        cv2.line(ink, (x - size, y - size), (x + size, y + size), 255, max(1, dpi // 80))
        cv2.line(ink, (x - size, y + size), (x + size, y - size), 255, max(1, dpi // 80))
    share = (ink / 255 * rng.uniform(0.6, 0.95))[:, :, None]
    stamped = picture * np.array(_RED) / 255
    mixed: NDArray[np.float64] = picture * (1 - share) + stamped * share
    return mixed.clip(0, 255).astype(np.uint8)
