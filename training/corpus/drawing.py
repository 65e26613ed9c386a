"""Draws one text sample: figures, page, damage, rendering, encoding and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.damage.tables import TABLE_DAMAGES, damage_table
from gouji.training.corpus.damage.text import TEXT_DAMAGES
from gouji.training.corpus.damage.words import WORD_DAMAGES, damage_words
from gouji.training.corpus.renderings.html import STYLES
from gouji.training.corpus.renderings.html_to_text import TOOLS
from gouji.training.corpus.renderings.text_renderings import ENCODINGS, RENDERINGS, Rendering
from gouji.training.corpus.renderings.text_writers import WRITERS
from gouji.training.corpus.reports.page import ReportPage, draw_page, mark_headings
from gouji.training.corpus.reports.truth import RenderedPage, make_sample
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample

DAMAGES = (*WORD_DAMAGES, *TABLE_DAMAGES, *TEXT_DAMAGES)
_TEXT_ENCODINGS = ("utf-8",) * 12 + ("utf-8-sig", "gb18030", "gbk", "utf-16")


@dataclass(frozen=True, slots=True)
class RenderingPlan:
    """How a page becomes a file: its rendering, its encoding and its damages.

    `charset` is the charset that the file declares, "" if it declares none.
    """

    rendering: str
    charset: str
    encoding: str
    damages: tuple[str, ...]


class _Encoding(NamedTuple):
    """The charset that a file declares, and the encoding that it is written in."""

    charset: str
    encoding: str


def draw_sample(
    rng: Random,
    forms: Mapping[str, Form],
    stem: str = "report",
    rendering: str | None = None,
    damages: tuple[str, ...] | None = None,
) -> Sample:
    """One report, with the given rendering and damages or with random ones.

    Damages that the rendering cannot have are left out.
    """
    plan = draw_plan(rng, rendering, damages)
    figures = draw_figures(rng, forms, plain=bool(plan.damages))
    return render_page(rng, stem, figures, draw_page(rng, figures), plan)


def draw_plan(
    rng: Random, rendering: str | None = None, damages: tuple[str, ...] | None = None
) -> RenderingPlan:
    """A plan with the given rendering and damages, or with random ones."""
    name = rendering or _draw_rendering(rng)
    chosen_rendering = RENDERINGS[name]
    charset, encoding = _draw_encoding(rng, chosen_rendering)
    chosen = _draw_damages(rng) if damages is None else damages
    chosen = (*chosen, "traditional") if charset == "big5" else chosen
    chosen = tuple(d for d in DAMAGES if d in chosen and _is_possible(d, chosen_rendering))
    return RenderingPlan(name, charset, encoding, chosen)


def render_page(
    rng: Random, stem: str, figures: Figures, page: ReportPage, plan: RenderingPlan
) -> Sample:
    """The page as a file, with the truth of what is left in it."""
    rendering, damages, encoding = RENDERINGS[plan.rendering], plan.damages, plan.encoding
    page = _damage_page(rng, page, damages)
    marked_text = _write(rng, page, rendering, plan.charset, damages)
    rendered = RenderedPage(
        figures,
        page,
        marked_text,
        keeps_blanks=rendering.keeps_blanks,
        keeps_empty_rows=rendering.is_html,
        has_offsets=not rendering.is_html,
        damages=damages,
    )
    fitted = encoding if rendering.is_html else _fit_encoding(rendered.text, encoding)
    return make_sample(rendered, stem + rendering.suffix, plan.rendering, fitted)


def _draw_rendering(rng: Random) -> str:
    """One third HTML, one third text from outside tools, one third text from our own writers."""
    html = [f"html-{style}" for style in STYLES]
    family = rng.choice((html, TOOLS, WRITERS))
    return rng.choice(list(family))


def _draw_encoding(rng: Random, rendering: Rendering) -> _Encoding:
    if rendering.is_html:
        name = rng.choice([*["utf-8"] * len(ENCODINGS), *ENCODINGS])
        return _Encoding(*ENCODINGS[name])
    return _Encoding("", rng.choice(_TEXT_ENCODINGS))


def _fit_encoding(text: str, encoding: str) -> str:
    """`encoding`, or GB 18030 if `encoding` cannot represent the text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "gb18030"
    return encoding


def _draw_damages(rng: Random) -> tuple[str, ...]:
    """Up to three damages. Half of them are damages of tables, because tables are the hard part."""
    count = rng.choice((0, 0, 1, 1, 1, 2, 2, 3))
    families = (*[[*TABLE_DAMAGES]] * 3, *[[*TEXT_DAMAGES]] * 2, [*WORD_DAMAGES])
    return tuple(rng.choice(rng.choice(families)) for _ in range(count))


def _is_possible(damage: str, rendering: Rendering) -> bool:
    """Whether a rendering can have this damage.

    Damages of text do not apply to HTML. Where a rendering copies merged fields, a merged total
    would be printed as the value of all seven columns.
    """
    if damage in TEXT_DAMAGES:
        return not rendering.is_html
    return not (damage == "merged-totals" and rendering.copies_merged)


def _damage_page(rng: Random, page: ReportPage, damages: tuple[str, ...]) -> ReportPage:
    for damage in damages:
        if damage in WORD_DAMAGES:
            page = damage_words(rng, page, WORD_DAMAGES[damage])
        elif damage in TABLE_DAMAGES:
            page = damage_table(rng, page, TABLE_DAMAGES[damage])
    return mark_headings(page)


def _write(
    rng: Random, page: ReportPage, rendering: Rendering, charset: str, damages: tuple[str, ...]
) -> str:
    if rendering.is_html:
        return rendering.write(rng, page, charset=charset)
    text = rendering.write(rng, page)
    for damage in damages:
        text = TEXT_DAMAGES[damage](rng, text) if damage in TEXT_DAMAGES else text
    return text
