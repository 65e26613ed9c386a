"""A part of a document as a document of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from gouji.pipeline.records import Document, Fragment, Second, Span


def cut_document(document: Document, starts: Sequence[int]) -> tuple[Document, ...]:
    """The text to the first of `starts`, from there to the next …: all of it, each part with the
    fragments that stand in it. Pages keep the numbers that they have in the file."""
    fragments = document.fragments
    places = [fragment.start for fragment in fragments]
    cuts = [0, *(bisect_left(places, start) for start in starts), len(places)]
    pages = [0, *(fragments[at].page or 0 for at in cuts[1:-1]), inf]
    spans = pairwise([0, *starts, len(document.text)])
    parts = tuple(
        _part(document, Span(*span), fragments[slice(*own)], on)
        for span, own, on in zip(spans, pairwise(cuts), pairwise(pages), strict=True)
    )
    return _with_seconds(parts, document.second) if document.second else parts


def _with_seconds(parts: Sequence[Document], second: Second) -> tuple[Document, ...]:
    """Parts with the same parts of the second reading: each begins at the same place on a page."""
    places = [_place(part.fragments[0]) for part in parts[1:]]
    whole, end = second.document.fragments, len(second.document.text)
    starts = [next((one.start for one in whole if _place(one) >= at), end) for at in places]
    others = cut_document(second.document, starts)
    return tuple(
        replace(part, second=replace(second, document=other))
        for part, other in zip(parts, others, strict=True)
    )


def _place(fragment: Fragment) -> tuple[int, float]:
    """Page and height of a fragment."""
    return fragment.page or 0, fragment.cell_box[1] if fragment.cell_box else 0.0


def _part(
    document: Document, span: Span, fragments: Sequence[Fragment], pages: tuple[float, float]
) -> Document:
    """`pages`: its first one, and that of the next part. The title of the whole is the first's."""
    first, end = span
    return replace(
        document,
        text=document.text[first:end],
        fragments=tuple(f._replace(start=f.start - first, end=f.end - first) for f in fragments),
        title=None if first else document.title,
        unread=tuple(page for page in document.unread if pages[0] <= page < pages[1]),
        sheets=tuple((at - first, name) for at, name in document.sheets if first <= at < end),
    )
