"""Spoilings and faces of scans that no model is ever trained on, and no threshold is set on.

They tell how scans are read that are unlike those of the corpus.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from random import Random

import numpy as np

from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.renderings.printers import print_with_weasyprint
from gouji.training.corpus.renderings.scans import (
    Colours,
    Spoil,
    print_scan,
    spoil_as_scan,
)
from gouji.training.corpus.reports.page import ReportPage, without_marks

FACES = {"face-serif": "Noto Serif CJK SC", "face-sans": "WenQuanYi Zen Hei"}
_DPI = 200
_HOLE = 0.12  # Radius of a punch hole in inches.
_SCREEN = 53.0  # Lines of a halftone screen per inch.


def spoil_by_bleed_through(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A scan of thin paper: the print of its back shows through, mirrored and pale."""
    import cv2

    back = cv2.GaussianBlur(picture[:, ::-1], (0, 0), dpi / 120)
    share = rng.uniform(0.1, 0.25)
    mixed = picture.astype(np.float32) - (255 - np.asarray(back, np.float32)) * share
    return spoil_as_scan(rng, mixed.clip(0, 255).astype(np.uint8), dpi)


def spoil_by_halftone(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A print of a grey copy: its grey paper is a screen of dots."""
    height, width = picture.shape[:2]
    down, right = np.mgrid[0:height, 0:width].astype(np.float32) * (2 * np.pi * _SCREEN / dpi)
    turned = np.cos((right + down) / 2**0.5) * np.cos((right - down) / 2**0.5)
    dots = (turned > rng.uniform(0.75, 0.9)) * rng.uniform(40, 90)
    return spoil_as_scan(rng, (picture - dots[:, :, None]).clip(0, 255).astype(np.uint8), dpi)


def spoil_by_copying(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A photocopy of a sheet from a binder: a dark frame, and two punch holes."""
    import cv2

    height, copied = picture.shape[0], picture.copy()
    for edge in (copied[: dpi // 12], copied[-dpi // 12 :], copied[:, : dpi // 9]):
        edge[:] = rng.randint(20, 90)
    for share in (0.4, 0.6):
        middle = (round(0.35 * dpi), round(share * height))
        cv2.circle(copied, middle, round(_HOLE * dpi), (30, 30, 30), cv2.FILLED)
    return spoil_as_scan(rng, copied, dpi)


SPOILINGS: dict[str, Spoil] = {
    "bleed-through": spoil_by_bleed_through,
    "halftone": spoil_by_halftone,
    "photocopy": spoil_by_copying,
}


def print_held_out(rng: Random, page: ReportPage, name: str) -> bytes:
    """A scan with a spoiling of SPOILINGS, or in a face of FACES."""
    page = without_marks(page)
    if name in SPOILINGS:
        return print_scan(rng, page, _DPI, SPOILINGS[name])

    def print_in_face(html: str) -> bytes:
        family = f'font-family: "{FACES[name]}"'
        return print_with_weasyprint(re.sub(r'font-family: "[^"]*"', family, html, count=1))

    return print_scan(rng, page, _DPI, spoil_as_scan, print_ruled(rng, page, print_in_face))


@cache
def has_face(name: str) -> bool:
    """Whether a face of FACES is installed, as fontconfig says."""
    program = shutil.which("fc-list")
    if program is None:
        return False
    found = subprocess.run([program, FACES[name]], capture_output=True, check=False, timeout=60)
    return bool(found.stdout.strip())
