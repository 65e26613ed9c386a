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


def tiff_of_size(width: int, height: int) -> bytes:
    """A TIFF of one compressed strip whose header promises a size, with hardly any data."""
    data = zlib.compress(bytes(1000))
    entries = (
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 8), (262, 3, 1), (273, 4, 8),
        (277, 3, 1), (278, 4, height), (279, 4, len(data)),
    )  # fmt: skip
    listed = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    start = struct.pack("<I", 8 + len(data))
    return b"II*\0" + start + data + struct.pack("<H", len(entries)) + listed + bytes(4)


def endless_tiff() -> bytes:
    """A TIFF whose only directory is followed by itself."""
    data = tiff_of_size(10, 10)
    return data[:-4] + data[4:8]


def png_with_bomb(name: bytes, before: bytes = b"") -> bytes:
    """A small PNG with a chunk of 200 MB once it is unpacked."""
    header = struct.pack(">IIBBBBB", 50, 50, 8, 0, 0, 0, 0)
    bomb = _chunk(name, before + zlib.compress(bytes(200_000_000)))
    pixels = _chunk(b"IDAT", zlib.compress(bytes(51 * 50)))
    chunks = bomb if name == b"IDAT" else bomb + pixels
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + chunks + _chunk(b"IEND", b"")


def bombs() -> Iterator[HostileFile]:
    """Small files that promise, or unpack to, far more than a page."""
    yield hostile("200-megapixels.tif", tiff_of_size(14_000, 14_300), "too_large")
    yield hostile("bomb.tif", tiff_of_size(100_000, 100_000), "too_large")
    yield hostile("largest.tif", tiff_of_size(2**32 - 1, 2**32 - 1), "too_large", "damaged")
    yield hostile("endless.tif", endless_tiff(), "empty", "damaged")
    yield hostile("text.png", png_with_bomb(b"zTXt", b"a\0\0"), "damaged")
    yield hostile("colours.png", png_with_bomb(b"iCCP", b"a\0\0"), "damaged")
    yield hostile("pixels.png", png_with_bomb(b"IDAT"), "empty", "damaged")
    pages = {"1.png": png_of_size(100_000, 100_000), "2.png": png_of_size(14_000, 14_300)}
    yield hostile("bombs.zip", zipped(pages), "too_large")


def sizes_of_zero() -> Iterator[HostileFile]:
    yield hostile("zero.png", png_of_size(0, 10), "damaged")
    yield hostile("zero.tif", tiff_of_size(0, 10), "damaged")
    flat = bytearray(save(Image.new("RGB", (4, 4)), "BMP"))
    flat[18:22] = bytes(4)
    yield hostile("zero.bmp", bytes(flat), "damaged")


def foreign_images() -> dict[str, tuple[str, bytes]]:
    """Images of formats that are not read, and their names, by the names of the files."""
    picture = noise(50, 50)
    boxes = {brand: b"\0\0\0\x18ftyp" + brand + bytes(200) for brand in (b"heic", b"mif1")}
    return {
        "phone.heic": ("HEIC", boxes[b"heic"]),
        "phone.jpg": ("HEIC", boxes[b"mif1"]),
        "page.avif": ("AVIF", save(picture, "AVIF")),
        "page.jp2": ("JPEG 2000", save(picture, "JPEG2000")),
        "still.gif": ("GIF", save(picture, "GIF")),
        "icon.ico": ("ICO", save(picture, "ICO")),
        "drawing.emf": ("EMF", b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(100)),
        "drawing.wmf": ("WMF", b"\xd7\xcd\xc6\x9a" + bytes(100)),
        "drawing.svg": ("SVG", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
        "layers.psd": ("PSD", b"8BPS\0\1" + bytes(100)),
        "page.jb2": ("JBIG2", b"\x97JB2\r\n\x1a\n" + bytes(100)),
        "book.djvu": ("DjVu", b"AT&TFORM" + bytes(100)),
    }


def other_formats() -> Iterator[HostileFile]:
    for name, (_, data) in foreign_images().items():
        yield hostile(name, data, "unsupported")


def something_else() -> Iterator[HostileFile]:
    """Pages of noise, dots, lines, or one very long line: many blots, and no report."""
    kinds = "empty", "not_a_report", "timeout"
    rng = np.random.default_rng(1)
    page = rng.integers(0, 256, (2339, 1654), np.uint8)
    yield hostile("noise.png", save(Image.fromarray(page), "PNG"), *kinds, is_heavy=True)
    black = np.where(page > 200, np.uint8(0), np.uint8(255))
    yield hostile("specks.png", save(Image.fromarray(black), "PNG"), *kinds, is_heavy=True)
    for step in (12, 24):
        dots = np.full((2339, 1654), 255, np.uint8)
        for row in range(step // 2):
            for column in range(step // 2):
                dots[row::step, column::step] = 0
        yield hostile(f"dots-{step}.png", save(Image.fromarray(dots), "PNG"), *kinds, is_heavy=True)
    lines = np.full((2339, 1654), 255, np.uint8)
    lines[::24], lines[:, ::24] = 0, 0
    yield hostile("lines.png", save(Image.fromarray(lines), "PNG"), *kinds, is_heavy=True)
    strokes = np.full((200, 60_000), 255, np.uint8)
    for x in range(0, 60_000, 25):
        strokes[90:110, x : x + 3] = 0
    wide = Image.fromarray(strokes)
    yield hostile("wide.png", save(wide, "PNG"), *kinds, is_heavy=True)
    yield hostile("tall.png", save(wide.rotate(90, expand=True), "PNG"), *kinds, is_heavy=True)


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
    bombs,
    sizes_of_zero,
    other_formats,
    something_else,
    animated_pictures,
    many_pictures,
    pictures_in_documents,
)
