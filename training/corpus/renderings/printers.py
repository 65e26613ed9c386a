"""Programs that print a page to PDF. Each draws rules and sets text in its own way."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gouji.pipeline.ingest.office.libreoffice import convert
from gouji.pipeline.ingest.office.libreoffice import find_program as find_libreoffice

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SECONDS = 60


def find_chromium() -> str | None:
    """The path of Chromium, None where it is not installed."""
    return next((path for name in _CHROMIUM if (path := shutil.which(name))), None)


def use_weasyprint(html: str) -> bytes:
    """Rules as strokes, a text as one run."""
    from weasyprint import HTML

    made = HTML(string=html, url_fetcher=_refuse).write_pdf(font_config=_fonts())
    return bytes(made or b"")


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(url)


def use_chromium(html: str) -> bytes:
    """Rules as filled rectangles, one a side of each cell; no rule where a page ends."""
    program = find_chromium()
    assert program, "chromium"
    with TemporaryDirectory(prefix="gouji-") as folder:
        source, made = Path(folder, "in.html"), Path(folder, "out.pdf")
        source.write_text(html, "utf-8")
        words = [program, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        words += ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses root with one
        words += ["--no-pdf-header-footer", f"--print-to-pdf={made}", source.as_uri()]
        subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS)
        return _settle(made.read_bytes())


def use_libreoffice(docx: bytes) -> bytes:
    """A Word file as LibreOffice prints it: rules as strokes over several cells."""
    return _settle(convert(docx, ".docx", "pdf"))


def _settle(data: bytes) -> bytes:
    """The same bytes each time: without dates, and without a number drawn by lot."""
    from pikepdf import Pdf

    with Pdf.open(BytesIO(data)) as pdf:
        for name in ("/Info", "/ID"):
            if name in pdf.trailer:
                del pdf.trailer[name]
        if "/Metadata" in pdf.Root:
            del pdf.Root.Metadata
        stream = BytesIO()
        pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


PROGRAMS = {"chromium": find_chromium, "LibreOffice": find_libreoffice}


def find_version(program: str) -> str:
    """What a program says of its version, "" for none."""
    path = PROGRAMS[program]() if program else None
    if path is None:
        return ""
    said = subprocess.run([path, "--version"], capture_output=True, timeout=_SECONDS, check=False)
    return said.stdout.decode("utf-8", "replace").strip()
