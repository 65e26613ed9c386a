"""Where on the pages claims stand, in media that have pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from gouji.pipeline.records import Claim, Document


def on_pages(document: Document, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with the page, and the box of the line, that their figures stand on."""
    if document.pages is None:
        return tuple(claims)
    starts = [fragment.start for fragment in document.fragments]
    lines = [document.fragments[max(0, bisect_right(starts, one.start) - 1)] for one in claims]
    return tuple(
        replace(claim, page=line.page, box=line.cell_box)
        for claim, line in zip(claims, lines, strict=True)
    )
