"""A report as written, before any damage: text lines and tables in order, with marked figures."""

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
_SECTIONS_WITH_TABLE = ("proactive", "requests", "remedies")
Numbering = Callable[[int], str]
_NUMERALS = "一二三四五六七"
_SECTION_NUMBERINGS: tuple[Numbering, ...] = (
    *[lambda i: f"{_NUMERALS[i]}、"] * 6,
    *[lambda i: f"（{_NUMERALS[i]}）"] * 2,
    lambda i: f"{i + 1}.",
    lambda i: f"{i + 1}、",
    lambda i: f"第{_NUMERALS[i]}部分 ",
    lambda i: f"{_NUMERALS[i]} 、 ",
    lambda i: f"{_NUMERALS[i]}.",
    lambda i: "",
    lambda i: f"{_NUMERALS[0 if i % 2 else i]}、",
)
# Headings inside a section use another numbering than the sections, mostly one in brackets.
_SUBHEADING_NUMBERINGS: tuple[Numbering, ...] = (
    *[lambda i: f"（{_NUMERALS[i]}）"] * 4,
    lambda i: f"({_NUMERALS[i]})",
    lambda i: f"{_NUMERALS[i]}是",
    lambda i: f"{_NUMERALS[i]}、",
    lambda i: f"{i + 1}.",
    lambda i: f"({i + 1})",
)
# Headings are numbered behind the cells, with this many numbers kept free between them.
_HEADING_INDEX_GAP = 200


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text. `section` is set for a heading that opens a section."""

    text: str
    role: Role
    section: str = ""

    @property
    def is_heading(self) -> bool:
        return self.role == "heading"


PagePart = TextLine | Grid


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The parts of a report in order.

    `marks` gives, for each marker index, the item that it replaces. `names_agency` and
    `names_year` say whether the page contains the agency's name and the year.
    """

    parts: tuple[PagePart, ...]
    marks: dict[int, Mark]
    names_agency: bool
    names_year: bool

    @property
    def grids(self) -> list[Grid]:
        return [part for part in self.parts if isinstance(part, Grid)]

    def map_lines(self, change: Callable[[TextLine], TextLine]) -> ReportPage:
        """The page with `change` applied to each text line."""
        parts = [change(part) if isinstance(part, TextLine) else part for part in self.parts]
        return replace(self, parts=tuple(parts))


def draw_page(rng: Random, figures: Figures) -> ReportPage:
    """A report with these figures. Its cells hold markers, its headings do not yet."""
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
    numbering = rng.choice(_SECTION_NUMBERINGS)
    body = [
        part
        for section in _draw_order(rng)
        for part in _section(rng, section, facts, grids, numbering)
    ]
    headings = [i for i, part in enumerate(body) if _is_heading(part)]
    if headings and rng.random() < 0.06:
        index = rng.choice(headings)
        body[index:index] = _extra_section(rng, facts)
    text = "".join(line.text for line in opening if line.role != "navigation")
    footers = [
        TextLine(write(rng, "footer", facts), "footer") for _ in range(rng.choice((0, 0, 1, 5)))
    ]
    parts = (*opening, *_number_headings(rng, body, numbering), *footers)
    return ReportPage(parts, marks, figures.agency in text, str(figures.year) in text)


def _is_heading(part: PagePart) -> bool:
    return isinstance(part, TextLine) and part.is_heading


def _extra_section(rng: Random, facts: dict[str, str]) -> list[PagePart]:
    """A section that the form does not have, numbered like the others."""
    title = TextLine(write(rng, "extra_title", facts), "heading")
    return [title, TextLine(write(rng, "overview_line", facts), "paragraph")]


def _facts(figures: Figures) -> dict[str, str]:
    facts = {row: str(figures.total(row)) for row in ("received", "carried_in", "granted")}
    facts |= {row: str(figures.total(row)) for row in ("handled", "carried_out")}
    rows = ("litigation_direct", "litigation_after_reconsideration")
    litigations = sum(figures.total(row, table="remedies") for row in rows)
    facts["reconsiderations"] = str(figures.total("reconsideration", table="remedies"))
    facts |= {"litigations": str(litigations), "agency": figures.agency, "year": str(figures.year)}
    return facts | {"year_next": str(figures.year + 1)}


def _opening(rng: Random, facts: dict[str, str]) -> Iterator[TextLine]:
    if rng.random() < 0.2:
        for _ in range(rng.randint(2, 9)):
            yield TextLine(write(rng, "navigation", facts), "navigation")
    if rng.random() < 0.85:
        yield TextLine(write(rng, "title", facts), "title")
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
        yield TextLine(write(rng, "preamble", facts), "paragraph")


def _draw_order(rng: Random) -> list[str]:
    """The sections in order. Rarely one is missing, two are swapped, or one is repeated."""
    order = [name for name in SECTIONS if name in _SECTIONS_WITH_TABLE or rng.random() > 0.04]
    if rng.random() < 0.03:
        first, second = rng.sample(range(len(order)), 2)
        order[first], order[second] = order[second], order[first]
    if rng.random() < 0.03:
        index = rng.randrange(len(order))
        order.insert(index, order[index])
    return [name for name in order if rng.random() > 0.01] or order


def _section(
    rng: Random, name: str, facts: dict[str, str], grids: dict[str, Grid], numbering: Numbering
) -> Iterator[PagePart]:
    """The parts of one section. A table is taken out of `grids` where it is first printed."""
    if name not in _SECTIONS_WITH_TABLE or rng.random() > 0.02:
        yield TextLine(write(rng, f"{name}_title", facts), "heading", name)
    if name not in _SECTIONS_WITH_TABLE:
        yield from _prose(rng, name, facts, numbering)
        return
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        yield TextLine(write(rng, f"{name}_line", facts), "paragraph")
    if name in grids:
        yield grids.pop(name)
    if rng.random() < 0.06:
        yield TextLine(write(rng, "filled", facts), "paragraph")


def _prose(
    rng: Random, name: str, facts: dict[str, str], numbering: Numbering
) -> Iterator[TextLine]:
    size = {"overview": 14, "problems": 7}.get(name, 2)
    sentences = write_lines(rng, f"{name}_line", facts, rng.randint(1, size))
    choices = [choice for choice in _SUBHEADING_NUMBERINGS if choice(0) != numbering(0)]
    subheading_numbering = rng.choice(choices)
    has_subheadings = name != "other" and rng.random() < 0.5
    for index in range(7):
        count = 1 if name == "other" else rng.choice((1, 1, 2, 3))
        text, sentences = "".join(sentences[:count]), sentences[count:]
        if has_subheadings and text:
            subheading = subheading_numbering(index) + write(rng, f"{name}_head", facts)
            if rng.random() < 0.6:
                yield TextLine(subheading, "subheading")
            else:
                text = subheading + rng.choice(("。", "：", " ", "。 ")) + text
        if text:
            yield TextLine(text, "paragraph")


def _number_headings(
    rng: Random, parts: list[PagePart], numbering: Numbering
) -> Iterator[PagePart]:
    index = 0
    tail = rng.choice(("",) * 9 + ("：",))
    for part in parts:
        if isinstance(part, TextLine) and part.is_heading:
            part = replace(part, text=numbering(index) + part.text + tail)
            index = min(index + 1, 6)
        yield part


def mark_headings(page: ReportPage) -> ReportPage:
    """The page with the first character of every section heading replaced by a marker."""
    marks = dict(page.marks)
    first_index = sum(len(grid.keys) for grid in page.grids) + _HEADING_INDEX_GAP

    def mark(line: TextLine) -> TextLine:
        if not line.section or not line.text:
            return line
        index = first_index + len(marks)
        marks[index] = Mark("heading", line.text[0], section=line.section)
        return replace(line, text=marker(index, 1) + line.text[1:])

    return replace(page.map_lines(mark), marks=marks)


def without_marks(page: ReportPage) -> ReportPage:
    """The page with its figures and headings as printed."""

    def clean(text: str) -> str:
        return unmark(text, page.marks).text

    printed = page.map_lines(lambda line: replace(line, text=clean(line.text)))
    parts = []
    for part in printed.parts:
        if isinstance(part, Grid):
            boxes = {box: replace(box, text=clean(box.text)) for row in part.rows for box in row}
            part = part.swap(boxes)
        parts.append(part)
    return replace(printed, parts=tuple(parts))
