"""Prints a page to PDF with ReportLab.

A ruling is a stroke over the whole table, and a line of text is an object of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from io import BytesIO
from random import Random
from typing import Any, Literal

from markupsafe import Markup

from gouji.training.corpus.renderings.links import link_marks
from gouji.training.corpus.renderings.office import list_boxes
from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.marks import Mark
from gouji.training.corpus.reports.page import ReportPage

Command = tuple[Any, ...]
Alignment = Literal[0, 1, 2]  # left, centred, right, as ReportLab numbers them
_ALIGNMENTS: Sequence[Alignment] = (0, 1, 1, 2)
# Commands that draw rulings, as ReportLab names them, by which rulings of a table they draw.
RULINGS: Mapping[str, Sequence[Sequence[str]]] = {
    "ruled": (("GRID",), ("INNERGRID", "BOX")),
    "unruled": ((), ("LINEBELOW",)),
    "partly-ruled": (
        ("BOX",),
        ("LINEABOVE", "BOX"),
        ("LINEBEFORE",),
        ("LINEBEFORE", "BOX"),
        ("INNERGRID",),
    ),
}
_LINK = Markup('<a href="{1}" color="black">{0}</a>')
_FONT = "WenQuanYi Micro Hei"
_FIRST, _LAST = (0, 0), (-1, -1)
_MARGIN = 40  # points
_FRAME_PADDING = 6  # of the frame of a page on each side, in points
_LABEL_SHARE = 0.45  # of the width of a table that its columns of labels have


def print_with_reportlab(rng: Random, page: ReportPage, rulings: str) -> bytes:
    """A page as PDF, with a style of RULINGS.

    ReportLab does not split a cell over several rows. A table that is too high for the paper is
    printed on a larger one.
    """
    from reportlab.lib.pagesizes import A2, A3, A4, landscape
    from reportlab.platypus.doctemplate import LayoutError

    style, seed = rng.choice(RULINGS[rulings]), rng.random()
    for paper in (rng.choice((A4, A4, landscape(A4))), A3):
        try:
            return _print_on(paper, Random(seed), page, style)
        except LayoutError:
            continue
    return _print_on(A2, Random(seed), page, style)


def _print_on(
    paper: tuple[float, float], rng: Random, page: ReportPage, rulings: Sequence[str]
) -> bytes:
    from reportlab.platypus import SimpleDocTemplate

    stream = BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=paper, leftMargin=_MARGIN, rightMargin=_MARGIN, invariant=1
    )
    width = paper[0] - 2 * (_MARGIN + _FRAME_PADDING)
    document.build(list(_write_parts(rng, page, width, rulings)))
    return stream.getvalue()


def _write_parts(
    rng: Random, page: ReportPage, width: float, rulings: Sequence[str]
) -> Iterator[Any]:
    """The paragraphs and tables of a page."""
    size = rng.choice((7, 8, 9))
    alignment, vertical = rng.choice(_ALIGNMENTS), rng.choice(("MIDDLE", "TOP", "BOTTOM"))
    common = [*_to_commands(rulings), ("VALIGN", _FIRST, _LAST, vertical)]
    padding = rng.choice((1, 2, 4))
    common += [(f"{side}PADDING", _FIRST, _LAST, padding) for side in ("LEFT", "RIGHT")]
    repeats_header = rng.random() < 0.4
    for part in page.parts:
        if isinstance(part, Grid):
            write = partial(_make_paragraph, marks=page.marks, size=size, alignment=alignment)
            yield _make_table(part, write, width, common, repeats_header=repeats_header)
        else:
            scale = {"title": 1.5, "heading": 1.2}.get(part.role, 1.0)
            yield _make_paragraph(part.text, page.marks, size * scale + 1, 0)


def _to_commands(rulings: Sequence[str]) -> list[Command]:
    return [(name, _FIRST, _LAST, 0.5, "black") for name in rulings]


def _make_table(
    grid: Grid,
    write: Callable[[str], Any],
    width: float,
    common: Sequence[Command],
    *,
    repeats_header: bool,
) -> Any:
    """A table of this width in points. `write` makes the paragraph of a cell."""
    from reportlab.platypus import Table

    data: list[list[Any]] = [[""] * grid.width for _ in grid.rows]
    commands = list(common)
    for box, place in list_boxes(grid):
        data[place.top][place.left] = write(box.text) if box.text else ""
        if (place.top, place.left) != (place.bottom, place.right):
            commands.append(("SPAN", (place.left, place.top), (place.right, place.bottom)))
    widths = _share_width(grid, width)
    repeated = grid.head if repeats_header else 0
    return Table(data, widths, style=commands, repeatRows=repeated, spaceBefore=4, spaceAfter=4)


def _share_width(grid: Grid, width: float) -> list[float]:
    """The widths of the columns: those of labels share a part of the table, the others the rest."""
    figures = grid.width - grid.labels
    share = _LABEL_SHARE if grid.labels and figures else float(bool(grid.labels))
    labels = [share * width / grid.labels] * grid.labels if grid.labels else []
    return [*labels, *[(1 - share) * width / max(1, figures)] * figures]


def _make_paragraph(text: str, marks: Mapping[int, Mark], size: float, alignment: Alignment) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "report",
        fontName=_register_font(),
        fontSize=size,
        leading=1.3 * size,
        alignment=alignment,
        wordWrap="CJK",
    )
    lines = (link_marks(line, marks, _LINK) for line in text.split("\n"))
    return Paragraph(str(Markup("<br/>").join(lines)), style)


@cache
def _register_font() -> str:
    """The name of the font, once ReportLab knows its file, which fontconfig names."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    command = ["fc-match", "--format=%{file}", _FONT]
    found = subprocess.run(command, capture_output=True, check=True, timeout=60)
    pdfmetrics.registerFont(TTFont(_FONT, found.stdout.decode(), subfontIndex=0))
    return _FONT
