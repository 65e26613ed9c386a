"""Locates figures and headings of a printed page by the links that are set on them.

A marker is wider than the figure that it replaces and would change the layout of the page. A link
changes nothing that is printed, and a PDF gives its page and its box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from markupsafe import Markup, escape

from gouji.pipeline.records import Box, Document, Fragment, Span
from gouji.training.corpus.reports.marks import Mark, split_marks, unmark

_SCHEME = "mark:"
_LINK = Markup('<a href="{1}">{0}</a>')
STYLE = "a { color: inherit; text-decoration: none; }"


class MarkLink(NamedTuple):
    """A link on a marked item: the index of its mark, its page number and its box as shown."""

    mark: int
    page: int
    box: Box


class PrintedPiece(NamedTuple):
    """A piece of a text as it is printed, and the target of its link, "" for none."""

    text: str
    target: str = ""


def split_linked(text: str, marks: Mapping[int, Mark]) -> Iterator[PrintedPiece]:
    """The pieces of a text. Its marked items are printed as they were and carry links."""
    for piece in split_marks(text):
        if piece.is_marker:
            printed, spans = unmark(piece.text, marks)
            yield PrintedPiece(printed, f"{_SCHEME}{next(iter(spans))}")
        elif piece.text:
            yield PrintedPiece(piece.text)


def link_marks(text: str, marks: Mapping[int, Mark], link: Markup = _LINK) -> Markup:
    """A text as markup. Its marked items are printed as they were and carry links.

    `link` is the markup of a link, with {0} for its text and {1} for its target."""
    pieces = (
        link.format(*piece) if piece.target else escape(piece.text)
        for piece in split_linked(text, marks)
    )
    return Markup("").join(pieces)


def find_linked(
    data: bytes, document: Document, marks: Mapping[int, Mark]
) -> dict[int, tuple[Span, ...]]:
    """The spans of the marked items of a PDF in the text that was read from it, by mark index.

    An item that is not whole in one fragment has no span.
    """
    spans: dict[int, tuple[Span, ...]] = {}
    searched: dict[int, int] = {}  # offset in each fragment behind its last item
    for link in sorted(_find_links(data)):
        fragment = _find_fragment(link, document.fragments)
        original = marks[link.mark].original
        if fragment is None or link.mark in spans:
            continue
        offset = fragment.text.find(original, searched.get(fragment.start, 0))
        if offset >= 0:
            searched[fragment.start] = offset + len(original)
            start = fragment.start + offset
            spans[link.mark] = (Span(start, start + len(original)),)
    return spans


def _find_links(data: bytes) -> Iterator[MarkLink]:
    from pikepdf import Pdf

    with Pdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            page_top = float(page.mediabox[3])
            for annotation in page.get("/Annots", ()):
                has_target = "/A" in annotation and "/URI" in annotation.A
                target = str(annotation.A.URI) if has_target else ""
                if target.startswith(_SCHEME):
                    x0, y0, x1, y1 = map(float, annotation.Rect)
                    top, bottom = page_top - max(y0, y1), page_top - min(y0, y1)
                    box = (min(x0, x1), top, max(x0, x1), bottom)
                    yield MarkLink(int(target.removeprefix(_SCHEME)), number, box)


def _find_fragment(link: MarkLink, fragments: Sequence[Fragment]) -> Fragment | None:
    """The smallest fragment that contains the centre of a link."""
    x, y = (link.box[0] + link.box[2]) / 2, (link.box[1] + link.box[3]) / 2
    candidates = [
        (_area(fragment.cell_box), fragment)
        for fragment in fragments
        if fragment.page == link.page
        and fragment.cell_box
        and _contains(fragment.cell_box, x, y)
        and fragment.text
    ]
    return min(candidates, key=lambda pair: pair[0])[1] if candidates else None


def _contains(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
