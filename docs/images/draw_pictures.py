"""Draws the pictures of the READMEs: `make pictures`. Needs Chromium and the Debian package
fonts-noto-cjk, whose Chinese characters are exactly as wide as two Latin ones.

page.png is a page of a report, printed to PDF, with the cells that were read from it. show.png is
what `gouji show` prints of a sample whose figures contradict one another.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
from io import StringIO
from pathlib import Path

from PIL import Image, ImageOps
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

import gouji
from gouji.page_image import draw_report
from gouji.terminal.report_view import print_report
from gouji.training.corpus.renderings.printers import find_chromium, print_with_weasyprint

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "data" / "samples"
PRINTED, PAGE = "05-official-layout.html", 2
SHOWN, LINES = "03-bar-lines-contradiction.txt", 44
PIXELS = 1100  # the width of the pictures
EDGE = 16  # pixels around what is drawn


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_page(folder)
        draw_terminal(folder)


def draw_page(folder: Path) -> None:
    """Print a web page as its article alone, read the PDF, and draw the page with the tables."""
    html = (SAMPLES / PRINTED).read_text("utf-8")
    article = html[html.index("<h1>") : html.index("</article>")]
    style = "table { border-collapse: collapse } td, th { border: 0.7pt solid; padding: 3pt }"
    (folder / "report.pdf").write_bytes(print_with_weasyprint(f"<style>{style}</style>{article}"))
    gouji.run([folder / "report.pdf"], folder / "out", jobs=0)
    draw_report(folder / "out", "report.pdf", PAGE, folder / "page.png")
    save(Image.open(folder / "page.png"), HERE / "page.png")


def draw_terminal(folder: Path) -> None:
    with contextlib.chdir(SAMPLES.parents[1]):
        gouji.run([SAMPLES.relative_to(Path.cwd()) / SHOWN], folder / "shown", jobs=0)
    console = Console(record=True, width=120, file=StringIO(), force_terminal=True)
    print_report(folder / "shown", SHOWN, console)
    html = console.export_html(theme=DEFAULT_TERMINAL_THEME, inline_styles=True)
    head, _, tail = html.partition("<code")
    tail = re.sub("[“”…─]", r"<b>\g<0></b>", tail)  # a terminal shows them as wide as Latin letters
    style = "<style>* { font-family: 'Noto Sans Mono CJK SC', monospace !important } "
    style += "b { font-family: 'DejaVu Sans Mono' !important; font-weight: normal; "
    style += "display: inline-block; width: 0.5em }</style>"
    (folder / "shown.html").write_text(
        style + head + "<code" + "\n".join(tail.split("\n")[:LINES]), "utf-8"
    )
    chromium = find_chromium()
    assert chromium, "Chromium is not installed"
    words = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    words += [f"--user-data-dir={folder}/profile", "--window-size=1200,1100"]
    words += [f"--screenshot={folder}/shown.png", f"file://{folder}/shown.html"]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    save(Image.open(folder / "shown.png"), HERE / "show.png")


def save(picture: Image.Image, path: Path) -> None:
    """Save a picture with a narrow margin, no wider than a README shows it."""
    grey = picture.convert("L").point(lambda value: 255 if value < 250 else 0)
    picture = ImageOps.expand(picture.convert("RGB").crop(grey.getbbox()), EDGE, "white")
    picture.thumbnail((PIXELS, PIXELS * 2))
    picture.quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main()
