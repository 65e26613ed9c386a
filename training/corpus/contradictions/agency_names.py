"""Reports that name many bodies where these belong and, in half of them, one where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.build import draw_manner, print_page
from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.page import Line, Page, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

_KINDS = (
    *["{county}{bureau}"] * 4,
    *("{prefecture}{bureau}", "{county}人民政府", "{county}{township}人民政府"),
    *("{county}人民政府{street}办事处", "{county}人民政府办公室"),
)
_SLOTS = ("title", "preamble", "contact", "line", "line")
_PLACES = ("county", "prefecture", "township", "street", "bureau")
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A report of `agency`; `slot` is where `other` stands for it, "" in an honest report."""

    sample: Sample
    agency: str
    other: str
    slot: str


def draw_misnamed(rng: Random, forms: Mapping[str, Form], stem: str = "report") -> Misnamed:
    """A report without damage, in any rendering."""
    manner = draw_manner(rng, damages=())
    kind, own = rng.choice(_KINDS), {name: write(rng, name) for name in _PLACES}
    figures = replace(
        draw_figures(rng, forms, plain=True), agency=write(rng, "", {"": kind, **own})
    )
    other, slot = _draw_other(rng, kind, own), rng.choice(_SLOTS) if rng.random() < 0.5 else ""
    facts = own | {"agency": figures.agency, "year": str(figures.year)}
    facts |= {"year_next": str(figures.year + 1), "received": str(figures.total("received"))}
    page = _name(rng, draw_page(rng, figures), facts, other, slot)
    page = _surround(rng, page, facts)
    return Misnamed(print_page(rng, stem, figures, page, manner), figures.agency, other, slot)


def _draw_other(rng: Random, kind: str, own: Names) -> str:
    """The same body elsewhere, as in a report that was copied; or, of the same place, another."""
    places = own
    if "bureau" in kind and rng.random() < 0.2:
        while places["bureau"] == own["bureau"]:
            places = {**own, "bureau": write(rng, "bureau")}
        return write(rng, "", {"": kind, **places})
    elsewhere = {name: write(rng, name) for name in _PLACES if name != "bureau"}
    return write(rng, "", {"": kind, **own, **elsewhere})


def _name(rng: Random, page: Page, facts: Names, other: str, slot: str) -> Page:
    """The report says whose it is in all slots; `other` takes the agency's place in one."""

    def say(name: str) -> Line:
        told = {**facts, "agency": other} if name == slot else facts
        return Line(write(rng, f"named_{name}", told), "title" if name == "title" else "paragraph")

    opening = [say("title"), say("preamble")]
    opening += [say("contact")] if slot == "contact" or rng.random() < 0.4 else []
    at = next(i for i, part in enumerate(page.parts) if _is_body(part))
    kept = [part for part in page.parts[:at] if isinstance(part, Line) and part.role != "title"]
    kept = [line for line in kept if line.role == "navigation"]
    body = list(page.parts[at:])
    body.insert(1, say("line"))
    return replace(page, parts=(*kept, *opening, *body), named=True, dated=True)


def _is_body(part: object) -> bool:
    return not isinstance(part, Line) or bool(part.section)


def _surround(rng: Random, page: Page, facts: Names) -> Page:
    """Others where they belong: in the running text, and in the page around the report."""
    parts = list(page.parts)
    at = next(i for i, part in enumerate(parts) if _is_body(part))
    for line in write_lines(rng, "others_line", _strange(rng, facts), rng.randint(1, 5)):
        parts.insert(at + 1, Line(line, "paragraph"))
    for link in write_lines(rng, "others_links", _strange(rng, facts), rng.randint(0, 4)):
        lines = [Line(line, "navigation") for line in link.split("\n")]
        parts = [*lines, *parts] if rng.random() < 0.4 else [*parts, *lines]
    return replace(page, parts=tuple(parts))


def _strange(rng: Random, facts: Names) -> Names:
    return {**facts, "other": write(rng, "agency")}
