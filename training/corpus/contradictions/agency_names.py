"""Draws reports in which half name a wrong agency in one of the places for their own name.

All of them also name other agencies in places where other agencies belong. Many use the short form
of their own name, and some have no title but a link to the report of another agency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.edit_page import (
    add_links,
    add_paragraphs,
    add_signature,
    find_body,
    replace_opening,
)
from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.reports.page import ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

_NAME_PATTERNS = (
    *["{county}{bureau}"] * 4,
    *("{prefecture}{bureau}", "{county}人民政府", "{county}{township}人民政府"),
    *("{county}人民政府{street}办事处", "{county}人民政府办公室"),
)
# Where a report names its agency.
_SLOTS = ("title", "preamble", "contact", "line", "line", "signature")
_PLACES = ("prefecture", "county", "township", "street")
_NAME_PARTS = (*_PLACES, "bureau")
# The share of reports whose title is lost, with a link where it was.
_UNTITLED = 0.12
# Tags and marks, which may cut names in two.
_NO_TEXT = re.compile(r"<[^>]*>|[^一-鿿]")
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MisnamedReport:
    """A report of `agency`. In the place `slot` it names `wrong_name` instead.

    `slot` is None if the report names its own agency in all places, also where the rendering lost
    the wrong name.
    """

    sample: Sample
    agency: str
    wrong_name: str
    slot: str | None


def draw_misnamed_report(
    rng: Random, forms: Mapping[str, Form], stem: str = "report"
) -> MisnamedReport:
    """A report without damage, in any rendering."""
    plan = draw_plan(rng, damages=())
    pattern, parts = rng.choice(_NAME_PATTERNS), {name: write(rng, name) for name in _NAME_PARTS}
    figures = replace(
        draw_figures(rng, forms, plain=True), agency=write(rng, "", {"": pattern, **parts})
    )
    place = next(parts[name] for name in reversed(_PLACES) if f"{{{name}}}" in pattern)
    short = ("街道" if place.endswith("街道") else place[-1]) + figures.agency.split(place)[-1]
    wrong_name = _draw_wrong_name(rng, pattern, parts)
    slot = rng.choice(_SLOTS) if rng.random() < 0.5 else None
    facts = parts | {"agency": figures.agency, "year": str(figures.year)}
    facts |= {"year_next": str(figures.year + 1), "received": str(figures.total("received"))}
    facts |= {"short": short}
    page = _name_agency(rng, draw_page(rng, figures), facts, wrong_name, slot)
    page = _name_others(rng, page, facts)
    sample = render_page(rng, stem, figures, page, plan)
    text = fold(unescape(unmark(sample.marked_text, sample.marks).text))
    is_printed = wrong_name in _NO_TEXT.sub("", text)
    return MisnamedReport(sample, figures.agency, wrong_name, slot if is_printed else None)


def _draw_wrong_name(rng: Random, pattern: str, parts: Facts) -> str:
    """The same kind of agency in another place, as in a copied report, or another local agency."""
    changed = parts
    if "bureau" in pattern and rng.random() < 0.2:
        while changed["bureau"] == parts["bureau"]:
            changed = {**parts, "bureau": write(rng, "bureau")}
        return write(rng, "", {"": pattern, **changed})
    elsewhere = {name: write(rng, name) for name in _NAME_PARTS if name != "bureau"}
    return write(rng, "", {"": pattern, **parts, **elsewhere})


def _name_agency(
    rng: Random, page: ReportPage, facts: Facts, wrong_name: str, slot: str | None
) -> ReportPage:
    """The page with a name of the agency in all places, and `wrong_name` in the place `slot`."""

    def write_line(name: str) -> TextLine:
        line_facts = {**facts, "agency": wrong_name} if name == slot else facts
        text = write(rng, f"named_{name}", line_facts)
        return TextLine(text, "title" if name == "title" else "paragraph")

    is_titled = slot == "title" or rng.random() > _UNTITLED
    opening = [write_line("title"), write_line("preamble")][not is_titled :]
    opening += [write_line("contact")] if slot == "contact" or rng.random() < 0.4 else []
    page = replace_opening(page, opening)
    parts = list(page.parts)
    parts.insert(find_body(page.parts) + 1, write_line("line"))
    page = replace(page, parts=tuple(parts), names_agency=True, names_year=True)
    if slot == "signature" or rng.random() < 0.3:
        page = add_signature(page, write_line("signature").text)
    return page if is_titled else _add_lone_link(rng, page, facts)


def _add_lone_link(rng: Random, page: ReportPage, facts: Facts) -> ReportPage:
    """The page with one link to the report of another agency above its text."""
    link = TextLine(write(rng, "lone_link", _with_other(rng, facts)), "navigation")
    parts = list(page.parts)
    is_navigation = [isinstance(p, TextLine) and p.role == "navigation" for p in parts]
    parts.insert(is_navigation.index(False), link)
    return replace(page, parts=tuple(parts))


def _name_others(rng: Random, page: ReportPage, facts: Facts) -> ReportPage:
    """The page with other agencies in its running text and in the navigation around it."""
    lines = write_lines(rng, "others_line", _with_other(rng, facts), rng.randint(1, 5))
    lines += write_lines(rng, "short_line", facts, rng.choice((0, 1, 2)))
    page = add_paragraphs(page, lines)
    links = write_lines(rng, "others_links", _with_other(rng, facts), rng.randint(0, 4))
    return add_links(rng, page, links)


def _with_other(rng: Random, facts: Facts) -> Facts:
    return {**facts, "other": write(rng, "agency")}
