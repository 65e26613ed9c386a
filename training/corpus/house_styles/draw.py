"""Draws reports in house styles, in several media."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.house_styles.blocks import split_blocks
from gouji.training.corpus.house_styles.styles import HOUSE_STYLES, HouseStyle
from gouji.training.corpus.renderings.media import MEDIA
from gouji.training.corpus.renderings.text_renderings import RENDERINGS
from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.page import (
    PagePart,
    ReportPage,
    draw_page,
    mark_headings,
    without_marks,
)
from gouji.training.corpus.reports.truth import RenderedPage, make_sample
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample

# The renderings in which each style is drawn in turn.
_TEXTS = ("html-plain", "html-word", "html-thead", "pipes", "tabs")
_FILES = ("docx", "xlsx", "pdf-ruled")
TEXTS_AND_FILES = (*_TEXTS, *_FILES)


def draw_house_samples(count: int, seed: int, forms: Mapping[str, Form]) -> Iterator[Sample]:
    """Yield `count` reports of each house style; `rendering` of a sample names the style."""
    for style in HOUSE_STYLES:
        for number in range(count):
            rng = Random(f"{seed}/{style}/{number}")
            yield draw_house_sample(
                rng, forms, style, TEXTS_AND_FILES[number % len(TEXTS_AND_FILES)]
            )


def draw_house_sample(rng: Random, forms: Mapping[str, Form], style: str, rendering: str) -> Sample:
    """One report in a house style; `rendering` is a text rendering or a medium of the corpus."""
    figures = draw_figures(rng, forms, plain=True)
    page = mark_headings(restyle(rng, draw_page(rng, figures), figures, HOUSE_STYLES[style]))
    if rendering in MEDIA:
        medium, seed = MEDIA[rendering], rng.random()
        data = medium.write(Random(seed), without_marks(page))
        rendered = _render(figures, page, _list_marks(page), keeps_empty_rows=True)
        return make_sample(rendered, f"report{medium.suffix}", style, "utf-8", file=data)
    written = RENDERINGS[rendering]
    arguments = {"charset": "utf-8"} if written.is_html else {}
    text = written.write(rng, page, **arguments)
    rendered = _render(figures, page, text, keeps_empty_rows=written.is_html)
    return make_sample(rendered, f"report{written.suffix}", style, "utf-8")


def _render(
    figures: Figures, page: ReportPage, text: str, *, keeps_empty_rows: bool
) -> RenderedPage:
    return RenderedPage(figures, page, text, True, keeps_empty_rows, False, damages=())


def restyle(rng: Random, page: ReportPage, figures: Figures, style: HouseStyle) -> ReportPage:
    """The page with its tables in a house style."""
    parts: list[PagePart] = []
    for part in page.parts:
        if not isinstance(part, Grid):
            parts.append(part)
            continue
        boxes = {box.key: box for row in part.rows for box in row if box.key}
        for block in split_blocks(figures.forms[part.table], boxes):
            parts += style(rng, block)
    return replace(page, parts=tuple(parts))


def _list_marks(page: ReportPage) -> str:
    """The text of all parts, in which the marks of the page are found again."""
    texts = (
        "\t".join(box.text for row in part.rows for box in row)
        if isinstance(part, Grid)
        else part.text
        for part in page.parts
    )
    return "\n".join(texts)
