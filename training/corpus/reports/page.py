"""A report as written, before any damage: lines of prose and tables in order, figures marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from gouji.training.corpus.reports.grammar import write, write_lines
from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.layout import draw_style, lay_out
from gouji.training.corpus.reports.marks import Mark, marker, unmark
from gouji.training.corpus.reports.values import Figures

Role = Literal["title", "heading", "subheading", "paragraph", "navigation", "footer", "noise"]
SECTIONS = ("overview", "proactive", "requests", "remedies", "problems", "other")
Numbering = Callable[[int], str]
_NUMERALS = "一二三四五六七"
_NUMBERINGS: tuple[Numbering, ...] = (
    *[lambda at: f"{_NUMERALS[at]}、"] * 6,
    *[lambda at: f"（{_NUMERALS[at]}）"] * 2,
    lambda at: f"{at + 1}.",
    lambda at: f"{at + 1}、",
    lambda at: f"第{_NUMERALS[at]}部分 ",
    lambda at: f"{_NUMERALS[at]} 、 ",
    lambda at: f"{_NUMERALS[at]}.",
    lambda at: "",
    lambda at: f"{_NUMERALS[0 if at % 2 else at]}、",
)
# Heads inside a section are numbered unlike the sections, as a rule in brackets.
_INNER: tuple[Numbering, ...] = (
    *[lambda at: f"（{_NUMERALS[at]}）"] * 4,
    lambda at: f"({_NUMERALS[at]})",
    lambda at: f"{_NUMERALS[at]}是",
    lambda at: f"{_NUMERALS[at]}、",
    lambda at: f"{at + 1}.",
    lambda at: f"({at + 1})",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text. `section` is set for the heading that opens one."""

    text: str
    role: Role
    section: str = ""


Part = Line | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """A report's parts in order; `named` and `dated`: agency and year stand somewhere in it."""

    parts: tuple[Part, ...]
    marks: dict[int, Mark]
    named: bool
    dated: bool

    @property
    def grids(self) -> list[Grid]:
        return [part for part in self.parts if isinstance(part, Grid)]

    def map_lines(self, change: Callable[[Line], Line]) -> Page:
        parts = [change(part) if isinstance(part, Line) else part for part in self.parts]
        return replace(self, parts=tuple(parts))


def draw_page(rng: Random, figures: Figures) -> Page:
    """A report with these figures, its cells marked."""
    facts = _facts(figures)
    marks = {
        index: Mark("cell", cell.raw, key=key)
        for index, (key, cell) in enumerate(figures.cells.items())
        if cell.raw
    }
    texts = dict.fromkeys(figures.cells, "")
    texts |= {mark.key: marker(i, len(mark.original)) for i, mark in marks.items() if mark.key}
    style = draw_style(rng, figures.unit)
    grids = {name: lay_out(rng, form, texts, style) for name, form in figures.forms.items()}
    opening = list(_opening(rng, facts))
    numbering = rng.choice(_NUMBERINGS)
    body = [
        part
        for section in _draw_order(rng)
        for part in _section(rng, section, facts, grids, numbering)
    ]
    openings = [i for i, one in enumerate(body) if _opens(one)]
    if openings and rng.random() < 0.06:
        at = rng.choice(openings)
        body[at:at] = _extra(rng, facts)
    text = "".join(line.text for line in opening if line.role != "navigation")
    closing = [Line(write(rng, "footer", facts), "footer") for _ in range(rng.choice((0, 0, 1, 5)))]
    parts = (*opening, *_number(rng, body, numbering), *closing)
    return Page(parts, marks, figures.agency in text, str(figures.year) in text)


def _opens(part: Part) -> bool:
    return isinstance(part, Line) and part.role == "heading"


def _extra(rng: Random, facts: dict[str, str]) -> list[Part]:
    """A part that the form does not know, numbered like the others."""
    title = Line(write(rng, "extra_title", facts), "heading")
    return [title, Line(write(rng, "overview_line", facts), "paragraph")]


def _facts(figures: Figures) -> dict[str, str]:
    facts = {row: str(figures.total(row)) for row in ("received", "carried_in", "granted")}
    facts |= {row: str(figures.total(row)) for row in ("handled", "carried_out")}
    litigations = ("litigation_direct", "litigation_after_reconsideration")
    suits = sum(figures.total(row, table="remedies") for row in litigations)
    facts["reconsiderations"] = str(figures.total("reconsideration", table="remedies"))
    facts |= {"litigations": str(suits), "agency": figures.agency, "year": str(figures.year)}
    return facts | {"year_next": str(figures.year + 1)}


def _opening(rng: Random, facts: dict[str, str]) -> Iterator[Line]:
    if rng.random() < 0.2:
        for _ in range(rng.randint(2, 9)):
            yield Line(write(rng, "navigation", facts), "navigation")
    if rng.random() < 0.85:
        yield Line(write(rng, "title", facts), "title")
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
        yield Line(write(rng, "preamble", facts), "paragraph")


def _draw_order(rng: Random) -> list[str]:
    order = [name for name in SECTIONS if name in _TABLED or rng.random() > 0.04]
    if rng.random() < 0.03:
        first, second = rng.sample(range(len(order)), 2)
        order[first], order[second] = order[second], order[first]
    if rng.random() < 0.03:
        at = rng.randrange(len(order))
        order.insert(at, order[at])
    return [name for name in order if rng.random() > 0.01] or order


_TABLED = ("proactive", "requests", "remedies")


def _section(
    rng: Random, name: str, facts: dict[str, str], grids: dict[str, Grid], numbering: Numbering
) -> Iterator[Part]:
    if name not in _TABLED or rng.random() > 0.02:
        yield Line(write(rng, f"{name}_title", facts), "heading", name)
    if name not in _TABLED:
        yield from _prose(rng, name, facts, numbering)
        return
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        yield Line(write(rng, f"{name}_line", facts), "paragraph")
    if name in grids:
        yield grids.pop(name)
    if rng.random() < 0.06:
        yield Line(write(rng, "filled", facts), "paragraph")


def _prose(rng: Random, name: str, facts: dict[str, str], numbering: Numbering) -> Iterator[Line]:
    size = {"overview": 14, "problems": 7}.get(name, 2)
    sentences = write_lines(rng, f"{name}_line", facts, rng.randint(1, size))
    inner = rng.choice([one for one in _INNER if one(0) != numbering(0)])
    headed = name != "other" and rng.random() < 0.5
    for at in range(7):
        many = 1 if name == "other" else rng.choice((1, 1, 2, 3))
        text, sentences = "".join(sentences[:many]), sentences[many:]
        if headed and text:
            head = inner(at) + write(rng, f"{name}_head", facts)
            if rng.random() < 0.6:
                yield Line(head, "subheading")
            else:
                text = head + rng.choice(("。", "：", " ", "。 ")) + text
        if text:
            yield Line(text, "paragraph")


def _number(rng: Random, parts: list[Part], numbering: Numbering) -> Iterator[Part]:
    at = 0
    tail = rng.choice(("",) * 9 + ("：",))
    for part in parts:
        if isinstance(part, Line) and _opens(part):
            part, at = replace(part, text=numbering(at) + part.text + tail), min(at + 1, 6)
        yield part


def mark_headings(page: Page) -> Page:
    """The first character of every section heading replaced by a marker."""
    marks = dict(page.marks)
    count = sum(len(grid.keys) for grid in page.grids) + 200

    def change(line: Line) -> Line:
        if not line.section or not line.text:
            return line
        index = count + len(marks)
        marks[index] = Mark("heading", line.text[0], section=line.section)
        return replace(line, text=marker(index, 1) + line.text[1:])

    marked = page.map_lines(change)
    return replace(marked, marks=marks)


def without_marks(page: Page) -> Page:
    """The page with its figures and headings as printed."""

    def clean(text: str) -> str:
        return unmark(text, page.marks)[0]

    printed = page.map_lines(lambda line: replace(line, text=clean(line.text)))
    parts = []
    for part in printed.parts:
        if isinstance(part, Grid):
            boxes = {box: replace(box, text=clean(box.text)) for row in part.rows for box in row}
            part = part.swap(boxes)
        parts.append(part)
    return replace(printed, parts=tuple(parts))
