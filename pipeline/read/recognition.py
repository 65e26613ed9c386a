"""The doubt that OCR leaves: no cell and no claim is surer than the reading of its characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from gouji.pipeline.records import Cell, Claim, Fragment, Table

# Score from which a text that was read twice alike adds no doubt.
_SURE = 0.9


def doubt_recognised(cells: Sequence[Cell], tables: Sequence[Table]) -> tuple[Cell, ...]:
    """The cells of `tables`, in the same order; those whose text OCR has read are no surer than
    its score where that is low."""
    placed = chain.from_iterable(table.cells for table in tables)
    return tuple(
        _doubt(cell, one.fragment) if one.fragment and one.fragment.source == "ocr" else cell
        for cell, one in zip(cells, placed, strict=True)
    )


def _doubt(cell: Cell, fragment: Fragment) -> Cell:
    if fragment.score >= _SURE or fragment.score >= cell.confidence:
        return cell
    return cell.with_confidence(round(fragment.score, 6))


def doubt_claims(claims: Iterable[Claim], fragments: Sequence[Fragment]) -> tuple[Claim, ...]:
    """The claims; those in a line whose digits OCR has read are no surer than its score where that
    is low."""
    doubtful = [one for one in fragments if one.source == "ocr" and one.score < _SURE]
    return tuple(
        replace(claim, confidence=min([claim.confidence, *_scores(claim, doubtful)]))
        for claim in claims
    )


def _scores(claim: Claim, fragments: Sequence[Fragment]) -> Iterator[float]:
    return (one.score for one in fragments if one.start < claim.end and claim.start < one.end)
