"""Figures and headings of a printed page, found again by the links that were set on them.

A marker would be wider than the figure it stands for, and the page be set otherwise. A link changes
nothing of what is printed, and a PDF tells on which page it lies, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from markupsafe import Markup, escape

from gouji.pipeline.records import Box, Document, Fragment, Span
from gouji.training.corpus.reports.marks import Mark, split_marks, unmark

_SCHEME = "mark:"
STYLE = "a { color: inherit; text-decoration: none; }"


class Link(NamedTuple):
    """The mark that a link stands for, the number of its page and its box on it as shown."""

    mark: int
    page: int
    box: Box


def link_marks(text: str, marks: Mapping[int, Mark]) -> Markup:
    """A text as HTML, what is marked in it as printed and linked."""
    pieces = []
    for piece, marked in split_marks(text):
        if marked:
            printed, places = unmark(piece, marks)
            link = Markup('<a href="{}{}">{}</a>')
            pieces.append(link.format(_SCHEME, next(iter(places)), printed))
        else:
            pieces.append(escape(piece))
    return Markup("").join(pieces)


def find_linked(
    data: bytes, document: Document, marks: Mapping[int, Mark]
) -> dict[int, tuple[Span, ...]]:
    """Where the marked items of a PDF stand in the text that was read from it; those that are not
    whole in one fragment have no place."""
    places: dict[int, tuple[Span, ...]] = {}
    behind: dict[int, int] = {}
    for link in sorted(_find_links(data)):
        fragment = _find_fragment(link, document.fragments)
        original = marks[link.mark].original
        if fragment is None or link.mark in places:
            continue
        at = fragment.text.find(original, behind.get(fragment.start, 0))
        if at >= 0:
            behind[fragment.start] = at + len(original)
            start = fragment.start + at
            places[link.mark] = (Span(start, start + len(original)),)
    return places


def _find_links(data: bytes) -> Iterator[Link]:
    from pikepdf import Pdf

    with Pdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            top = float(page.mediabox[3])
            for note in page.get("/Annots", ()):
                target = str(note.A.URI) if "/A" in note and "/URI" in note.A else ""
                if target.startswith(_SCHEME):
                    x0, y0, x1, y1 = map(float, note.Rect)
                    box = (min(x0, x1), top - max(y0, y1), max(x0, x1), top - min(y0, y1))
                    yield Link(int(target.removeprefix(_SCHEME)), number, box)


def _find_fragment(link: Link, fragments: Sequence[Fragment]) -> Fragment | None:
    """The smallest fragment around the middle of a link."""
    x, y = (link.box[0] + link.box[2]) / 2, (link.box[1] + link.box[3]) / 2
    around = [
        (_area(one.cell_box), one)
        for one in fragments
        if one.page == link.page and one.cell_box and _holds(one.cell_box, x, y) and one.text
    ]
    return min(around, key=lambda pair: pair[0])[1] if around else None


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
