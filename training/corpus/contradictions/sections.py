"""Draws reports in which half have a section twice.

All of them may have what only looks like a repeated section: a table of contents, headings of a
lower level with the words of sections, and one section under two headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.contradictions.periods import date_facts
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.edit_page import find_body
from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.page import SECTIONS, PagePart, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class RepeatingReport:
    """A report, and the sections that it has more than once; headings that the rendering lost do
    not count."""

    sample: Sample
    repeated: frozenset[str]


def draw_repeating_report(
    rng: Random, forms: Mapping[str, Form], stem: str = "report"
) -> RepeatingReport:
    """A report without damage, in any rendering, whose sections are numbered."""
    plan, figures = draw_plan(rng, damages=()), draw_figures(rng, forms, plain=True)
    facts = date_facts(figures.year) | {"agency": figures.agency}
    page = draw_page(rng, figures)
    parts = [_strip_number(part) for part in page.parts]
    if rng.random() < 0.5:
        parts = _repeat_section(rng, parts, facts)
    repeated = _find_repeated(parts)
    for name in ("problems", "remedies"):
        if name not in repeated and rng.random() < 0.2:
            parts = _split_heading(rng, parts, name, facts)
    if rng.random() < 0.3:
        parts = _add_subheadings(rng, parts, facts)
    parts = _number(parts)
    if rng.random() < 0.2:
        parts = _add_contents(parts)
    page = replace(page, parts=tuple(parts))
    sample = render_page(rng, stem, figures, page, plan)
    printed = Counter(heading.section for heading in sample.headings)
    return RepeatingReport(sample, frozenset(name for name in repeated if printed[name] > 1))


def _section(part: PagePart) -> str:
    return part.section if isinstance(part, TextLine) else ""


def _strip_number(part: PagePart) -> PagePart:
    """A heading of a section without its number; other parts as they are."""
    if not isinstance(part, TextLine) or not part.is_heading:
        return part
    text = part.text.lstrip("0123456789. （）、第部分" + _NUMERALS)
    return replace(part, text=text or part.text)


def _find_repeated(parts: list[PagePart]) -> frozenset[str]:
    counts = Counter(filter(None, map(_section, parts)))
    return frozenset(name for name, count in counts.items() if count > 1)


def _repeat_section(rng: Random, parts: list[PagePart], facts: Mapping[str, str]) -> list[PagePart]:
    """A section that is there, again with other words: in front of any section behind it."""
    openings = [index for index, part in enumerate(parts) if _section(part)]
    name = _section(parts[rng.choice(openings)])
    first = next(index for index in openings if _section(parts[index]) == name)
    places = [index for index in openings if index > first] or [len(parts)]
    # 存在的问题 and 改进措施 would be the two parts of one section.
    title = "whole_problems" if name == "problems" else f"{name}_title"
    heading = TextLine(write(rng, title, facts), "heading", name)
    lines = [write(rng, f"{name}_line", facts) for _ in range(rng.randint(1, 3))]
    body = [TextLine(line, "paragraph") for line in lines]
    place = rng.choice(places)
    return [*parts[:place], heading, *body, *parts[place:]]


def _split_heading(
    rng: Random, parts: list[PagePart], name: str, facts: Mapping[str, str]
) -> list[PagePart]:
    """The section `name` under two headings with half of its subject each."""
    index = next((i for i, part in enumerate(parts) if _section(part) == name), None)
    if index is None:
        return parts
    first, second = write(rng, f"split_{name}", facts).split("\n")
    line = TextLine(write(rng, f"{name}_line", facts), "paragraph")
    return [
        *parts[:index],
        TextLine(first, "heading", name),
        line,
        TextLine(second, "heading"),
        *parts[index + 1 :],
    ]


def _add_subheadings(
    rng: Random, parts: list[PagePart], facts: Mapping[str, str]
) -> list[PagePart]:
    """（一）主动公开 and so on inside the overview."""
    index = next((i for i, part in enumerate(parts) if _section(part) == "overview"), None)
    if index is None:
        return parts
    names = rng.sample(SECTIONS[1:4], rng.randint(1, 3))
    lines: list[PagePart] = []
    for number, name in enumerate(sorted(names, key=SECTIONS.index)):
        heading = f"（{_NUMERALS[number]}）{write(rng, f'{name}_title', facts)}"
        lines += [TextLine(heading, "subheading")]
        lines += [TextLine(write(rng, "overview_line", facts), "paragraph")]
    return [*parts[: index + 1], *lines, *parts[index + 1 :]]


def _number(parts: list[PagePart]) -> list[PagePart]:
    """The headings numbered in their order, otherwise than those inside the sections."""
    inner = any(isinstance(p, TextLine) and not p.is_heading and p.text[1:2] == "、" for p in parts)
    pattern = "第{}部分 {}" if inner else "{}、{}"
    count, numbered = 0, list[PagePart]()
    for part in parts:
        if isinstance(part, TextLine) and part.is_heading:
            part = replace(part, text=pattern.format(_NUMERALS[min(count, 8)], part.text))
            count += 1
        numbered.append(part)
    return numbered


def _add_contents(parts: list[PagePart]) -> list[PagePart]:
    """The headings with page numbers as a table of contents above the first one."""
    headings = [part for part in parts if isinstance(part, TextLine) and part.is_heading]
    contents = [
        TextLine(f"{heading.text}{'…' * 8}{page}", "paragraph")
        for page, heading in enumerate(headings, 1)
    ]
    start = find_body(tuple(parts))
    return [*parts[:start], TextLine("目录", "paragraph"), *contents, *parts[start:]]
