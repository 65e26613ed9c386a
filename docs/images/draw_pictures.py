"""Draws the pictures of the READMEs: `make pictures`. Needs Chromium and the Debian package
fonts-noto-cjk, whose Chinese characters are exactly as wide as two Latin ones.

page.png is a page of a report, printed to PDF, with the cells that were read from it. show.png is
what `gouji show` prints of a sample whose figures contradict one another. review-rule.png is the
review page over that sample, review.png and review-sheet.png are the page over a scan.
"""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

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
SCAN = "11-scan-with-seal.pdf"
REVIEW_HOURS = 0.2  # of the scan, so that some of its cells are reviewed
# The pictures of the review page: the address, and the keys that are pressed there.
OF_SCAN = {"review": ("/work?doubt=cell", ()), "review-sheet": ("/sheet", ("3", "Enter"))}
OF_SHOWN = {"review-rule": ("/work?doubt=finding", ())}
PIXELS = 1100  # the width of the pictures
EDGE = 16  # pixels around what is drawn


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_page(folder)
        draw_terminal(folder)
        draw_review(folder)


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


def draw_review(folder: Path) -> None:
    """Take pictures of the review page over a scan, and over the sample with a contradiction."""
    gouji.run([SAMPLES / SCAN], folder / "scan", jobs=0, review_hours=REVIEW_HOURS)
    draw_pages(folder / "scan", OF_SCAN)
    draw_pages(folder / "shown", OF_SHOWN)


def draw_pages(out: Path, pictures: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """Take pictures of what a reviewer of `out` sees."""
    from playwright.sync_api import sync_playwright

    with serve(out) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{site}/sign-in")
        page.fill("input[name=name]", "张三")
        page.click("main button")
        for name, (address, keys) in pictures.items():
            page.goto(site + address, wait_until="networkidle")
            for key in keys:
                page.keyboard.press(key)
            page.screenshot(path=out / f"{name}.png")
            save(Image.open(out / f"{name}.png"), HERE / f"{name}.png", colours=256)
        browser.close()


@contextlib.contextmanager
def serve(out: Path) -> Iterator[str]:
    """The address of `gouji review` over `out`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["-m", "gouji", "review", str(out), "--no-browser", "--port", str(port)]
    site = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                with contextlib.suppress(URLError):
                    urlopen(f"{site}/sign-in").close()
                    break
                time.sleep(0.1)
            yield site
        finally:
            server.terminate()


def save(picture: Image.Image, path: Path, colours: int = 64) -> None:
    """Save a picture with a narrow margin, no wider than a README shows it."""
    grey = picture.convert("L").point(lambda value: 255 if value < 250 else 0)
    picture = ImageOps.expand(picture.convert("RGB").crop(grey.getbbox()), EDGE, "white")
    picture.thumbnail((PIXELS, PIXELS * 2))
    picture.quantize(colours).save(path, optimize=True)


if __name__ == "__main__":
    main()
