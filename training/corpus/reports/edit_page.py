"""Changes the text around the sections of a page: its opening, its paragraphs, the site's links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from gouji.training.corpus.reports.page import PagePart, ReportPage, Role, TextLine


def text_lines(text: str, role: Role) -> list[TextLine]:
    """The lines of a text, each with this role."""
    return [TextLine(line, role) for line in text.split("\n") if line]


def find_body(parts: tuple[PagePart, ...]) -> int:
    """The index of the first table or section heading."""
    return next(
        index for index, part in enumerate(parts) if not isinstance(part, TextLine) or part.section
    )


def replace_opening(page: ReportPage, opening: Iterable[TextLine]) -> ReportPage:
    """The page with `opening` as its title and preamble. Its navigation stays in front."""
    start = find_body(page.parts)
    navigation = [
        part
        for part in page.parts[:start]
        if isinstance(part, TextLine) and part.role == "navigation"
    ]
    return replace(page, parts=(*navigation, *opening, *page.parts[start:]))


def add_paragraphs(page: ReportPage, texts: Iterable[str]) -> ReportPage:
    """The page with these paragraphs behind its first heading, the last one first."""
    parts, start = list(page.parts), find_body(page.parts)
    for text in texts:
        parts.insert(start + 1, TextLine(text, "paragraph"))
    return replace(page, parts=tuple(parts))


def add_signature(page: ReportPage, text: str) -> ReportPage:
    """The page with the lines of a signature behind its last section."""
    parts = list(page.parts)
    end = len(parts)
    while end and isinstance(part := parts[end - 1], TextLine) and part.role == "footer":
        end -= 1
    return replace(page, parts=(*parts[:end], *text_lines(text, "footer"), *parts[end:]))


def add_links(rng: Random, page: ReportPage, texts: Iterable[str]) -> ReportPage:
    """The page with lines of navigation before it or behind it."""
    parts = list(page.parts)
    for text in texts:
        lines = text_lines(text, "navigation")
        parts = [*lines, *parts] if rng.random() < 0.4 else [*parts, *lines]
    return replace(page, parts=tuple(parts))
