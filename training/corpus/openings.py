"""Draws reports whose openings make the agency hard to find, beside plain ones.

Titles are broken over lines or name no agency, preambles quote the notices that prescribe the
report, the site's menu and links to the reports of others are around, and some reports name their
agency nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.contradictions.periods import date_facts
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.renderings.media import TRAINING_MEDIA, print_page
from gouji.training.corpus.reports.edit_page import (
    add_links,
    find_body,
    replace_opening,
    text_lines,
)
from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

# The share of reports with an opening of this module; the others are those of the corpus.
_HARD = 0.6
# Every fifth report is a file of a medium of the training corpus.
_EVERY = 5


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report of `agency` on `year`.

    `names_agency` says whether its title or preamble has the name, `names_year` whether its text
    has the year, links and footers aside.
    """

    sample: Sample
    agency: str
    year: int
    names_agency: bool
    names_year: bool


def draw_opened_report(
    rng: Random, forms: Mapping[str, Form], number: int, stem: str = "report"
) -> OpenedReport:
    """The report `number` of a series, in any rendering and with any damage."""
    is_file = number % _EVERY == _EVERY - 1
    plan = draw_plan(rng)
    figures = draw_figures(rng, forms, plain=is_file)
    page = draw_page(rng, figures)
    if rng.random() < _HARD:
        facts = date_facts(figures.year) | {"agency": figures.agency}
        page = _open(rng, page, facts | {"other": write(rng, "agency"), "us": write(rng, "us")})
    if is_file:
        medium = TRAINING_MEDIA[number // _EVERY % len(TRAINING_MEDIA)]
        sample = print_page(rng, stem, figures, page, medium)
    else:
        sample = render_page(rng, stem, figures, page, plan)
    opening = _own_text(page.parts[: find_body(page.parts)])
    names_year = f"{figures.year}年" in _own_text(page.parts)
    return OpenedReport(sample, figures.agency, figures.year, figures.agency in opening, names_year)


def _open(rng: Random, page: ReportPage, facts: Mapping[str, str]) -> ReportPage:
    """The page with another title and preamble, and with links to other reports."""
    title, preamble = rng.choice(
        (
            ("issuer_title", "issuer_preamble"),
            ("issuer_title", "nameless_preamble"),
            ("issuer_title", ""),
            ("nameless_title", "issuer_preamble"),
            ("nameless_title", "nameless_preamble"),
            ("", "issuer_preamble"),
            ("", "nameless_preamble"),
        )
    )
    opening = text_lines(write(rng, title, facts), "title") if title else []
    opening += text_lines(write(rng, preamble, facts), "paragraph") if preamble else []
    page = replace_opening(page, opening)
    return add_links(rng, page, write_lines(rng, "issuer_links", facts, rng.randint(0, 3)))


def _own_text(parts: tuple[PagePart, ...]) -> str:
    """The text of parts of a page without navigation and footers."""
    lines = (part for part in parts if isinstance(part, TextLine))
    return "\n".join(line.text for line in lines if line.role not in ("navigation", "footer"))
