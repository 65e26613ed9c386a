"""Image files that are damaged, very large, animated, empty, or show something else."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO

import docx
import numpy as np
from docx.shared import Mm
from PIL import Image

from tests.hostile.hostile_file import HostileFile, hostile
from tests.hostile.packages import with_parts, zipped


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
    most = save(Image.new("1", (10_000, 9_900), 1), "PNG")  # 32 kB
    yield hostile("99-megapixels.png", most, "empty", "memory", "timeout", is_heavy=True)


def animated_pictures() -> Iterator[HostileFile]:
    frames = [noise(50, 50), Image.new("RGB", (50, 50))]
    for form, suffix in (("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif")):
        data = save(frames[0], form, save_all=True, append_images=frames[1:])
        yield hostile(f"animated-{suffix}.png", data, "unsupported")


def many_pictures() -> Iterator[HostileFile]:
    dot = Image.new("1", (1, 1))
    tiff = save(dot, "TIFF", save_all=True, append_images=[dot] * 1999)
    yield hostile("2000.tif", tiff, "too_large")
    members = {f"{number}.png": save(dot, "PNG") for number in range(2000)}
    yield hostile("2000-pages.zip", zipped(members), "too_large")
    yield hostile("hundred.zip", zipped(dict(list(members.items())[:100])), "empty")
    broken = {f"{number}.jpg": b"\xff\xd8\xff" * number for number in range(1, 9)}
    yield hostile("broken-pages.zip", zipped(broken), "damaged")


_DOT = save(Image.new("1", (1, 1)), "PNG")


def pictures_in_documents() -> Iterator[HostileFile]:
    """Pictures that cannot be read, in files whose text is none of a report."""
    noises = save(noise(700, 700), "PNG")
    pictures = {
        "bomb": png_of_size(100_000, 100_000),
        "half": noises[: len(noises) // 2],
        "noise": noises,
    }
    for name, data in pictures.items():
        document = docx.Document()
        document.add_paragraph("附图")
        document.add_picture(BytesIO(_DOT), width=Mm(150), height=Mm(150))
        stream = BytesIO()
        document.save(stream)
        replaced = with_parts(stream.getvalue(), {"word/media/image1.png": data})
        yield hostile(f"{name}.docx", replaced, "not_a_report")
        source = f"data:image/png;base64,{b64encode(data).decode()}"
        page = f"<html><body><p>{name}</p><p><img src='{source}'></p></body></html>"
        yield hostile(f"{name}.html", page, "not_a_report")
    away = (
        "<p><img src='../../../../etc/passwd.png'></p><p><img src='http://127.0.0.1:9/a.png'></p>"
    )
    yield hostile("away.html", f"<html><body><p>附图</p>{away}</body></html>", "not_a_report")
    small = b64encode(save(noise(120, 300), "JPEG")).decode()
    images = f"<p><img src='data:image/jpeg;base64,{small}'></p>" * 500
    yield hostile("500.html", f"<html><body><p>附图</p>{images}</body></html>", "not_a_report")


FAMILIES = (
    damaged_pictures,
    large_pictures,
    animated_pictures,
    many_pictures,
    pictures_in_documents,
)
