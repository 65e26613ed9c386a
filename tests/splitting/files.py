"""Whole reports drawn from the corpus, under titles that a test gives them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from openpyxl import Workbook

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.training.corpus.reports.grid import Grid, list_texts
from gouji.training.corpus.reports.page import (
    PagePart,
    ReportPage,
    TextLine,
    draw_page,
    without_marks,
)
from gouji.training.corpus.reports.values import draw_figures
from tests.ingest.pdf.printed import save


@cache
def body(seed: int) -> tuple[PagePart, ...]:
    """A report from its first section on, with figures of its own: all six sections."""
    for attempt in range(100):
        rng = Random(f"{seed}/{attempt}")
        page = draw_page(rng, draw_figures(rng, load_forms(FOLDER / "forms"), plain=True))
        parts = without_marks(page).parts
        headings = [at for at, part in enumerate(parts) if _role(part) == "heading"]
        if len(headings) == 6 and len(page.grids) == 3:
            return tuple(one for one in parts[headings[0] :] if _role(one) != "footer")
    raise AssertionError(seed)


def _role(part: PagePart) -> str:
    return part.role if isinstance(part, TextLine) else "table"


def line(text: str) -> TextLine:
    return TextLine(text, "paragraph")


def page(*parts: PagePart | str | tuple[PagePart, ...]) -> ReportPage:
    """Lines, and bodies of reports, one below the other."""
    flat: list[PagePart] = []
    for part in parts:
        flat += (
            [line(part)] if isinstance(part, str) else part if isinstance(part, tuple) else [part]
        )
    return ReportPage(tuple(flat), {}, names_agency=True, names_year=True)


def to_text(*parts: PagePart | str | tuple[PagePart, ...]) -> bytes:
    return "\n".join("\t".join(row) for row in _rows(page(*parts))).encode()


def _rows(own: ReportPage) -> Iterator[list[str]]:
    for part in own.parts:
        if isinstance(part, Grid):
            yield from list_texts(part, "blank", "blank")
        else:
            yield [part.text]


def to_workbook(sheets: dict[str, ReportPage]) -> bytes:
    """A sheet for each page."""
    book = Workbook()
    book.remove(book.active)
    for name, own in sheets.items():
        sheet = book.create_sheet(name)
        for row in _rows(own):
            sheet.append([text or None for text in row])
    return save(book)
