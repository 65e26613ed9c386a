"""A part of a document as a document of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from pipeline.records import Document, Fragment, Span


def cut_document(document: Document, starts: Sequence[int]) -> tuple[Document, ...]:
    """The text to the first of `starts`, from there to the next …: all of it, each part with the
    fragments that stand in it. Pages keep the numbers that they have in the file."""
    fragments = document.fragments
    places = [fragment.start for fragment in fragments]
    cuts = [0, *(bisect_left(places, start) for start in starts), len(places)]
    pages = [0, *(fragments[at].page or 0 for at in cuts[1:-1]), inf]
    spans = pairwise([0, *starts, len(document.text)])
    return tuple(
        _part(document, Span(*span), fragments[slice(*own)], on)
        for span, own, on in zip(spans, pairwise(cuts), pairwise(pages), strict=True)
    )


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
