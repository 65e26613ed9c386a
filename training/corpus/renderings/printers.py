"""Prints pages to PDF with outside programs. Each draws rulings and sets text in its own way."""

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
    from pikepdf import Pdf
    from weasyprint.text.fonts import FontConfiguration

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
_TIMEOUT = 60  # seconds after which a program is stopped


def find_chromium() -> str | None:
    """The path of Chromium, None if it is not installed."""
    return next((path for name in _CHROMIUM if (path := shutil.which(name))), None)


def print_with_weasyprint(html: str) -> bytes:
    """Print HTML with WeasyPrint: rulings are strokes, a text is one run."""
    from weasyprint import HTML

    data = HTML(string=html, url_fetcher=_refuse).write_pdf(font_config=_fonts())
    return bytes(data or b"")


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """Nothing is fetched from outside: a corpus depends on its seed alone."""
    raise ValueError(url)


def print_with_chromium(html: str) -> bytes:
    """Print HTML with Chromium: rulings are filled rectangles, one for each side of a cell.

    Where a table continues on the next page, there is no ruling at the end of the page.
    """
    program = find_chromium()
    assert program, "chromium"
    with TemporaryDirectory(prefix="gouji-") as folder:
        source, target = Path(folder, "in.html"), Path(folder, "out.pdf")
        source.write_text(html, "utf-8")
        command = [program, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        # Chromium refuses to run as root with a sandbox.
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
        return _make_reproducible(target.read_bytes())


def print_with_libreoffice(docx: bytes) -> bytes:
    """Print a Word file with LibreOffice: rulings are strokes over several cells."""
    return _make_reproducible(convert(docx, ".docx", "pdf"))


def _make_reproducible(data: bytes) -> bytes:
    """The PDF without dates and random identifiers, so that equal pages give equal bytes."""
    from pikepdf import Pdf

    with Pdf.open(BytesIO(data)) as pdf:
        for name in ("/Info", "/ID", "/DocChecksum"):
            if name in pdf.trailer:
                del pdf.trailer[name]
        if "/Metadata" in pdf.Root:
            del pdf.Root.Metadata
        return save_pdf(pdf)


def save_pdf(pdf: Pdf) -> bytes:
    """The bytes of a PDF, the same for the same content."""
    stream = BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


# Functions that find the path of each program.
PROGRAMS = {"chromium": find_chromium, "LibreOffice": find_libreoffice}


def find_version(program: str | None) -> str:
    """The version line of a program of PROGRAMS, "" if it is not installed or None."""
    path = PROGRAMS[program]() if program else None
    if path is None:
        return ""
    result = subprocess.run([path, "--version"], capture_output=True, timeout=_TIMEOUT, check=False)
    return result.stdout.decode("utf-8", "replace").strip()
