"""Draws reports in which half state another year in one of the places for their own year.

All of them also name other years where these belong: for comparison, in plans, in the names of
documents, as dates, and in links to other reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.edit_page import (
    add_links,
    add_paragraphs,
    replace_opening,
    text_lines,
)
from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

# The places where a report states its year. A `story` is its overview.
_SLOTS = ("title", "report", "period", "story")
# The distance of a wrong year in years; most wrong years are left in from the year before.
_DISTANCES = (-1, -1, -1, -1, -2, 1)
# The share of reports without a paragraph for the slot, unless the wrong year is in it.
_LEFT_OUT = {"title": 0.1, "report": 0.4, "period": 0.3, "story": 0.3}
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MisdatedReport:
    """A report on `year`. In the place `slot` it states `wrong_year` instead.

    `slot` is None if the report states its own year in all places.
    """

    sample: Sample
    year: int
    wrong_year: int
    slot: str | None


def draw_misdated_report(
    rng: Random, forms: Mapping[str, Form], stem: str = "report"
) -> MisdatedReport:
    """A report without damage, in any rendering."""
    plan, figures = draw_plan(rng, damages=()), draw_figures(rng, forms, plain=True)
    wrong_year = figures.year + rng.choice(_DISTANCES)
    slot = rng.choice(_SLOTS) if rng.random() < 0.5 else None
    facts = date_facts(figures.year) | {"agency": figures.agency, "us": write(rng, "us")}
    page = draw_page(rng, figures)
    if slot == "story":
        page = _redate_overview(page, figures.year, wrong_year)
    page = _date(rng, page, facts, wrong_year, slot)
    page = _name_other_years(rng, page, facts)
    return MisdatedReport(
        render_page(rng, stem, figures, page, plan), figures.year, wrong_year, slot
    )


def date_facts(year: int) -> dict[str, str]:
    """The year of a report and the years around it, as facts of the grammar."""
    return {"year": str(year), "year_last": str(year - 1), "year_next": str(year + 1)}


def _redate_overview(page: ReportPage, year: int, wrong_year: int) -> ReportPage:
    """The page with another year in all paragraphs of its overview."""
    section, parts = "", list[PagePart]()
    for part in page.parts:
        if isinstance(part, TextLine):
            section = part.section or section
            if section == "overview":
                part = replace(part, text=part.text.replace(f"{year}年", f"{wrong_year}年"))
        parts.append(part)
    return replace(page, parts=tuple(parts))


def _date(
    rng: Random, page: ReportPage, facts: Facts, wrong_year: int, slot: str | None
) -> ReportPage:
    """The page with its year in the places for it, and `wrong_year` in the place `slot`."""
    texts = {}
    for name in _SLOTS:
        if name == slot or rng.random() > _LEFT_OUT[name]:
            stated = {**facts, **date_facts(wrong_year)} if name == slot else facts
            texts[name] = write(rng, f"dated_{name}", stated)
    story = texts.pop("story", None)
    opening = [
        line
        for name, text in texts.items()
        for line in text_lines(text, "title" if name == "title" else "paragraph")
    ]
    page = replace_opening(page, opening)
    return add_paragraphs(page, [story]) if story else page


def _name_other_years(rng: Random, page: ReportPage, facts: Facts) -> ReportPage:
    """The page with other years in its last section, in links, and below as the date of signing."""
    lines = [
        TextLine(text, "paragraph")
        for text in write_lines(rng, "dated_others", facts, rng.randint(1, 6))
    ]
    signature = write(rng, "dated_signature", facts) if rng.random() < 0.5 else ""
    page = _add_anywhere(rng, page, lines)
    page = replace(page, parts=(*page.parts, *text_lines(signature, "footer")))
    return add_links(rng, page, write_lines(rng, "dated_links", facts, rng.randint(0, 2)))


def _add_anywhere(rng: Random, page: ReportPage, lines: list[TextLine]) -> ReportPage:
    """The page with paragraphs behind other paragraphs, most of them in the overview and in
    `problems`."""
    parts = list(page.parts)
    for line in lines:
        places = [i for i, part in enumerate(parts) if _is_paragraph_of_body(parts, i)]
        parts.insert(rng.choice(places) + 1 if places else len(parts), line)
    return replace(page, parts=tuple(parts))


def _is_paragraph_of_body(parts: list[PagePart], index: int) -> bool:
    part = parts[index]
    is_paragraph = isinstance(part, TextLine) and part.role == "paragraph"
    return is_paragraph and any(isinstance(p, TextLine) and p.section for p in parts[:index])
