"""Draws reports in which half name a wrong agency in one of the places for their own name.

All of them also name other agencies in places where other agencies belong.
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
    find_body,
    replace_opening,
)
from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.page import ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

_NAME_PATTERNS = (
    *["{county}{bureau}"] * 4,
    *("{prefecture}{bureau}", "{county}人民政府", "{county}{township}人民政府"),
    *("{county}人民政府{street}办事处", "{county}人民政府办公室"),
)
_SLOTS = ("title", "preamble", "contact", "line", "line")  # where a report names its agency
_NAME_PARTS = ("county", "prefecture", "township", "street", "bureau")
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MisnamedReport:
    """A report of `agency`. In the place `slot` it names `wrong_name` instead.

    `slot` is None if the report names its own agency in all places.
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
    wrong_name = _draw_wrong_name(rng, pattern, parts)
    slot = rng.choice(_SLOTS) if rng.random() < 0.5 else None
    facts = parts | {"agency": figures.agency, "year": str(figures.year)}
    facts |= {"year_next": str(figures.year + 1), "received": str(figures.total("received"))}
    page = _name_agency(rng, draw_page(rng, figures), facts, wrong_name, slot)
    page = _name_others(rng, page, facts)
    sample = render_page(rng, stem, figures, page, plan)
    return MisnamedReport(sample, figures.agency, wrong_name, slot)


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

    opening = [write_line("title"), write_line("preamble")]
    opening += [write_line("contact")] if slot == "contact" or rng.random() < 0.4 else []
    page = replace_opening(page, opening)
    parts = list(page.parts)
    parts.insert(find_body(page.parts) + 1, write_line("line"))
    return replace(page, parts=tuple(parts), names_agency=True, names_year=True)


def _name_others(rng: Random, page: ReportPage, facts: Facts) -> ReportPage:
    """The page with other agencies in its running text and in the navigation around it."""
    lines = write_lines(rng, "others_line", _with_other(rng, facts), rng.randint(1, 5))
    page = add_paragraphs(page, lines)
    links = write_lines(rng, "others_links", _with_other(rng, facts), rng.randint(0, 4))
    return add_links(rng, page, links)


def _with_other(rng: Random, facts: Facts) -> Facts:
    return {**facts, "other": write(rng, "agency")}
