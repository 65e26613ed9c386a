"""A second reading of pages as an alternative inside the document of the first one.

Both readings print the same characters. Each fragment of the second one is looked up in the text of
the first, by its page, its box and its characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gouji.pipeline.boxes import is_same_place
from gouji.pipeline.records import Alternative, Document, Fragment

ByPage = Mapping[int | None, Sequence[Fragment]]


def add_alternative(document: Document, other: Document, pages: Iterable[int]) -> Document:
    """`document` with the fragments of `other`, which differ on `pages`, as an alternative."""
    fragments = tuple(_locate_all(document, other.fragments))
    return replace(document, alternatives=(Alternative(fragments, tuple(pages)),))


def _locate_all(document: Document, others: Iterable[Fragment]) -> Iterator[Fragment]:
    """`others` with their places in the text of `document`; an empty place after the fragment
    before where the text is not found, or is found more than once."""
    same: defaultdict[tuple[int | None, str], list[Fragment]] = defaultdict(list)
    by_page: defaultdict[int | None, list[Fragment]] = defaultdict(list)
    for fragment in document.fragments:
        if fragment.text:
            same[fragment.page, fragment.text].append(fragment)
            by_page[fragment.page].append(fragment)
    end = 0
    for other in others:
        start = _find(other, same[other.page, other.text], by_page) if other.text else None
        end = end if start is None else start + len(other.text)
        yield other._replace(start=end if start is None else start, end=end)


def _find(other: Fragment, equal: Sequence[Fragment], by_page: ByPage) -> int | None:
    """Where the text of a fragment is, None where that is nowhere or in doubt."""
    places = {f.start for f in equal if is_same_place(f.cell_box, other.cell_box)}
    if len(places) != 1:
        places = set(_search(other, by_page[other.page]))
    return places.pop() if len(places) == 1 else None


def _search(other: Fragment, fragments: Sequence[Fragment]) -> Iterator[int]:
    """Where the text is a piece of fragments at the same place, no figure cut in two."""
    text = re.compile(rf"(?<![\d.,]){re.escape(other.text)}(?![\d.,])")
    for fragment in fragments:
        if other.text in fragment.text and is_same_place(fragment.cell_box, other.cell_box):
            yield from (fragment.start + match.start() for match in text.finditer(fragment.text))
