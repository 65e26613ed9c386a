"""Image files that are damaged, very large, animated, empty, or show something else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from tests.hostile.hostile_file import HostileFile, hostile


def save(image: Image.Image, form: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises a size, with hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(64)))
    return b"\x89PNG\r\n\x1a\n" + body + _chunk(b"IEND", b"")


def noise(height: int, width: int) -> Image.Image:
    """Something that is no page."""
    values = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(values)


def damaged_pictures() -> Iterator[HostileFile]:
    white = Image.new("RGB", (300, 400), "white")
    for form, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif"), ("WEBP", "webp")):
        data = save(noise(200, 200), form)
        yield hostile(f"half.{suffix}", data[: len(data) // 2], "damaged")
        yield hostile(f"start.{suffix}", data[:40], "damaged")
    yield hostile("blank.png", save(white, "PNG"), "empty")
    yield hostile("blank-named.tif", save(white, "JPEG"), "empty")
    yield hostile("pixel.png", save(Image.new("L", (1, 1)), "PNG"), "empty")
    yield hostile("line.png", save(Image.new("L", (5000, 1)), "PNG"), "empty")
    yield hostile("noise.jpg", save(noise(300, 300), "JPEG"), "empty", "not_a_report")
    yield hostile("black.bmp", save(Image.new("RGB", (300, 400)), "BMP"), "empty", "not_a_report")


def large_pictures() -> Iterator[HostileFile]:
    yield hostile("200-megapixels.png", png_of_size(14_000, 14_300), "too_large")
    yield hostile("bomb.png", png_of_size(100_000, 100_000), "too_large")


def animated_pictures() -> Iterator[HostileFile]:
    frames = [noise(50, 50), Image.new("RGB", (50, 50))]
    for form, suffix in (("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif")):
        data = save(frames[0], form, save_all=True, append_images=frames[1:])
        yield hostile(f"animated-{suffix}.png", data, "unsupported")


FAMILIES = (damaged_pictures, large_pictures, animated_pictures)
