"""The doubt that OCR leaves: no cell and no claim is surer than the reading of its characters.

The score of a figure is that of the less sure one of two readings, and low where they differ. The
score of a label is that of its least sure character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Cell, Claim, Fragment, Table

# Score from which a text that was read twice alike adds no doubt.
_SURE = 0.9
# Score below which a label may be another one.
_GUESSED = 0.5
_LOST = "\ufffd"


def doubt_recognised(
    cells: Sequence[Cell], tables: Sequence[Table], fragments: Iterable[Fragment], doubted: float
) -> tuple[Cell, ...]:
    """The cells of `tables`, in the same order, with the doubt of OCR.

    A cell is no surer than the score of its text, where that is low (in every medium for a cell
    without text), and has the confidence `doubted` at most where a label of its row was guessed.
    `fragments` are those of the document.
    """
    placed = chain.from_iterable(table.cells for table in tables)
    guessed = _find_guessed_rows(fragments)
    return tuple(
        _doubt(cell, one.fragment, doubted if _place(one.fragment) in guessed else 1.0)
        if one.fragment
        else cell
        for cell, one in zip(cells, placed, strict=True)
    )


def _find_guessed_rows(fragments: Iterable[Fragment]) -> frozenset[tuple[int | None, int]]:
    """The printed rows, by page and row, with a label that OCR has guessed."""
    return frozenset(
        _place(one)
        for one in fragments
        if one.source == "ocr" and one.score < _GUESSED and not looks_like_value(one.text)
    )


def _place(fragment: Fragment) -> tuple[int | None, int]:
    """The page and the printed row of a fragment."""
    return fragment.page, fragment.row


def _doubt(cell: Cell, fragment: Fragment, limit: float) -> Cell:
    is_unsure = fragment.source == "ocr" or not fragment.text
    if is_unsure and fragment.score < _SURE:
        limit = min(limit, fragment.score)
    return cell.with_confidence(round(limit, 6)) if limit < cell.confidence else cell


def doubt_claims(
    claims: Iterable[Claim], fragments: Iterable[Fragment], text: str
) -> tuple[Claim, ...]:
    """The claims; those in a line whose digits OCR has read are no surer than its score, where that
    is low. A figure behind a lost character of `text` was guessed: its first digit may be lost."""
    doubtful = [one for one in fragments if one.source == "ocr" and one.score < _SURE]
    return tuple(
        replace(claim, confidence=min([claim.confidence, *_scores(claim, doubtful, text)]))
        for claim in claims
    )


def _scores(claim: Claim, fragments: Iterable[Fragment], text: str) -> Iterator[float]:
    if claim.start and text[claim.start - 1] == _LOST:
        yield _GUESSED
    yield from (one.score for one in fragments if one.start < claim.end and claim.start < one.end)
