"""Cuts a document into documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from gouji.pipeline.records import Alternative, Document, Fragment, Span


def cut_document(document: Document, starts: Sequence[int]) -> tuple[Document, ...]:
    """Cut `document` at the offsets `starts`: each piece has its text and the fragments in it.

    Pages keep the numbers that they have in the file. The title of the file is that of the first
    piece.
    """
    spans = [Span(*span) for span in pairwise([0, *starts, len(document.text)])]
    first_pages = [_first_page(document, span) for span in spans[1:]]
    pages = pairwise([0, *first_pages, inf])
    return tuple(_cut(document, span, *ends) for span, ends in zip(spans, pages, strict=True))


def _first_page(document: Document, span: Span) -> int:
    """The first page of a piece, 0 in media without pages. In documents whose pages are pictures
    between lines of text, that is the first picture at or after its start."""
    pages = (f.page for f in document.fragments if f.start >= span.start and f.page)
    return next(pages, 0)


def _cut(document: Document, span: Span, first_page: float, end_page: float) -> Document:
    """The piece of `document` in `span`, from `first_page` to the page before `end_page`."""
    start, end = span
    return replace(
        document,
        text=document.text[start:end],
        fragments=_fragments_in(document.fragments, span),
        title=None if start else document.title,
        unread_pages=tuple(n for n in document.unread_pages if first_page <= n < end_page),
        sheets=tuple((at - start, name) for at, name in document.sheets if start <= at < end),
        alternatives=tuple(
            Alternative(_fragments_in(alternative.fragments, span), alternative.pages)
            for alternative in document.alternatives
        ),
    )


def _fragments_in(fragments: Sequence[Fragment], span: Span) -> tuple[Fragment, ...]:
    start, end = span
    return tuple(f.shift(start) for f in fragments if start <= f.start < end)
