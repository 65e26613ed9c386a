"""Image files to pictures, within limits: PNG, JPEG, TIFF with several pages, WebP, BMP."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.errors import Damaged, ReportError, TooLarge, Unsupported
from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.pixels.ink import Colours
from gouji.pipeline.page_progress import report_page

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

# The first bytes of the image files that are read.
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM")
# GIF is read inside of documents only.
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
MOST_PIXELS = 100_000_000  # Most pixels of a picture; A3 at 600 dpi has 70 million.
MOST_IMAGES = 1000  # Most pictures in a file.
_RESOLUTIONS = (30.0, 2400.0)  # Pixels per inch between which a stated resolution is believed.
_NO_RESOLUTION = 72.0  # Pixels per inch of a picture that states none.
# The field of a TIFF that says what a picture is, and its bits for previews and masks.
_SUBFILE_TYPE, _PREVIEW_OR_MASK = 254, 0b101


class Picture(NamedTuple):
    """A picture of a page: its pixels as a person sees them, in colour or grey, and the size of a
    pixel in points."""

    pixels: Colours | Ink
    points_per_pixel: float


def is_image(data: bytes) -> bool:
    """Whether a file is an image of a format that is read, by its first bytes."""
    if data.startswith(b"BM"):
        return len(data) > 14 and data[6:10] == b"\0\0\0\0"
    return data.startswith(SIGNATURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def read_pictures(data: bytes) -> Iterator[Picture]:
    """The pictures of an image file, one after another. Raises ReportError."""
    with _open(data) as image:
        count = _count_pages(image)
        for number in range(count):
            if count > 1:
                report_page(number, count)
            image.seek(number)
            if not _is_preview(image):
                yield _read(image)


def _count_pages(image: PillowImage) -> int:
    """The pictures of an open file that may be pages. Raises Unsupported and TooLarge."""
    count: int = getattr(image, "n_frames", 1)
    if count == 1 or image.format == "MPO":
        return 1  # Phones add previews and maps of brightness to a JPEG picture.
    if image.format != "TIFF":
        raise Unsupported(f"animated {image.format}")
    if count > MOST_IMAGES:
        raise TooLarge(f"{count} > {MOST_IMAGES} images")
    return count


def _is_preview(image: PillowImage) -> bool:
    """Whether a picture of a TIFF is a smaller one of another page, or its mask."""
    tags: Mapping[int, int] = getattr(image, "tag_v2", {})
    return bool(tags.get(_SUBFILE_TYPE, 0) & _PREVIEW_OR_MASK)


def measure_image(data: bytes) -> tuple[int, int] | None:
    """The width and the height of an image file in pixels, by its header alone; None where it is
    none that is read."""
    try:
        with _open(data) as image:
            width, height = image.size
    except ReportError:
        return None
    return width, height


def draw_image(data: bytes, number: int) -> tuple[PillowImage, float]:
    """Picture `number` (from 1) of an image file as it is shown, and its pixels per point. Raises
    ReportError, and IndexError where there is no such picture."""
    from PIL import Image

    for place, picture in enumerate(read_pictures(data), 1):
        if place == number:
            return Image.fromarray(picture.pixels), 1 / picture.points_per_pixel
    raise IndexError(number)


@contextmanager
def _open(data: bytes) -> Iterator[PillowImage]:
    """The image in `data`. What goes wrong while it is read becomes a ReportError."""
    from PIL import Image, UnidentifiedImageError

    try:
        # Pillow warns of large pictures, which are refused here, and of damaged metadata.
        with (
            _without_truncated_images(),
            catch_warnings(action="ignore"),
            Image.open(BytesIO(data), formats=_FORMATS) as image,
        ):
            yield image
    except Image.DecompressionBombError as error:
        raise TooLarge(f"> {MOST_PIXELS} pixels") from error
    except UnidentifiedImageError as error:
        raise Damaged("image") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise Damaged(str(error)[:100]) from error


@contextmanager
def _without_truncated_images() -> Iterator[None]:
    """Have Pillow refuse truncated images. Some libraries have it fill them up with black."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _read(image: PillowImage) -> Picture:
    from PIL import ImageOps

    width, height = image.size
    if width * height > MOST_PIXELS:
        raise TooLarge(f"{width} × {height} pixels > {MOST_PIXELS}")
    resolution = _find_resolution(image)
    upright = ImageOps.exif_transpose(image)
    return Picture(_to_pixels(upright), 72 / resolution)


def _find_resolution(image: PillowImage) -> float:
    """Pixels per inch, as the file states it."""
    try:
        stated = float(image.info.get("dpi", (_NO_RESOLUTION,))[0])
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return _NO_RESOLUTION
    lowest, highest = _RESOLUTIONS
    return stated if lowest <= stated <= highest else _NO_RESOLUTION


def _to_pixels(image: PillowImage) -> Colours | Ink:
    """The pixels with 8 bits each, as on white paper."""
    from PIL import Image

    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _to_eight_bits(np.asarray(image).astype(np.float64))
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer)
    return np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"))


def _to_eight_bits(values: NDArray[np.float64]) -> Ink:
    """Brightness from 0 to 255. White is 1, or the largest number of as many bits as the brightest
    pixel has: scanners of 10, 12 and 14 bits write files of 16."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    most = float(values.max(initial=0.0))
    white = 1.0 if most <= 1 else 2.0 ** max(8, math.ceil(math.log2(most + 1))) - 1
    return np.clip(values * (255 / white), 0, 255).astype(np.uint8)
