"""The confidence of each cell: the probability that its status and value are right.

The evidence of a cell is what rebuilding says of its row and column, how its text is spelled, how
its identities come out, and the same for its table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np

from gouji.models import confidence as model
from gouji.models.artefacts import Models
from gouji.models.confidence import Features
from gouji.models.estimators.trees import Floats, Trees
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.ledger import Balance, Ledger
from gouji.pipeline.language.numerals import may_be_several
from gouji.pipeline.read.alternatives import ALONE, SAME
from gouji.pipeline.records import Cell, Placed, Table

_SPELLINGS = (
    ("empty", re.compile(r"\s*")),
    ("zero", re.compile(r"[0０]")),
    ("digits", re.compile(r"[\d０-９]{1,4}")),
    ("long", re.compile(r"[\d０-９]+")),
    ("mark", re.compile(r"[-—－–/／\\]+")),
    ("decimal", re.compile(r"[\d０-９.．,，]+")),
)
# The evidence of rebuilding for a row, by name, with its value where the row was not found.
_NONE, _UNKNOWN = 0.0, -1.0
_SUPPORT = {
    **dict.fromkeys(("row", "whole", "alone", "adds", "fails"), _NONE),
    **dict.fromkeys(("full", "filled", "labelled", "touching", "blurred", "streamed"), _NONE),
    **dict.fromkeys(("dropped", "values", "weakest", "stray", "doubled", "unlabelled"), _NONE),
    **dict.fromkeys(("gap_above", "gap_below"), _NONE),
    **dict.fromkeys(("alike", "agree", "above", "below", "lost", "least"), _UNKNOWN),
}
_in_order = itemgetter(*_SUPPORT)
# The confidence of a cell that label and head name in a layout that the trees do not know.
_PAIRED = 0.97
# What an identity that fails takes from the log odds of a cell in a known layout. The cell is below
# the trust threshold unless more than 34 reviewed reports agree on it.
_FAILED_KNOWN = 2.5
_MEANS = ("table_row", "table_column", "table_filled", "table_failed", "table_held")
# The number that brings the failed identities of a table to the size of the other evidence.
_FAILED_SCALE = 8


def weigh(
    cells: Sequence[Cell],
    tables: Sequence[Table],
    features: Features,
    models: Models,
    doubted: float,
) -> tuple[Cell, ...]:
    """The cells with their confidence; `features` is the evidence for them.

    A cell whose printed label or head is that of another cell, or whose number may be a list of
    several, has the confidence `doubted` at most, whatever else there is for it.
    """
    placed = [placed for table in tables for placed in table.cells]
    expected = expect(placed, features, models.confidence)
    corrected = model.correct(models.correction, expected, features, find_known(placed))
    return tuple(
        cell.with_confidence(round(min(p, doubted) if _is_doubted(cell, at) else p, 6))
        for cell, p, at in zip(cells, corrected.tolist(), placed, strict=True)
    )


def _is_doubted(cell: Cell, placed: Placed) -> bool:
    return placed.contradicted or (cell.raw is not None and may_be_several(cell.raw))


def expect(placed: Sequence[Placed], features: Features, trees: Trees) -> Floats:
    """The probability of each cell by its evidence and by known layouts, before any correction."""
    probabilities = model.predict(trees, features).tolist()
    failed = np.maximum(0, np.asarray(features.failed) - np.asarray(features.held)).tolist()
    cells = zip(probabilities, placed, failed, strict=True)
    return np.array([_expect(p, at, count) for p, at, count in cells])


def _expect(probability: float, placed: Placed, failed: float) -> float:
    """`failed` is the number of identities of the cell that fail beyond those that hold."""
    if placed.known is not None:
        odds = placed.known / (1 - placed.known) * math.exp(-_FAILED_KNOWN * failed)
        return max(probability, odds / (1 + odds))
    return _PAIRED if placed.is_paired else probability


def find_known(placed: Sequence[Placed]) -> Floats:
    """Which cells a known layout places: 1 or 0."""
    return np.array([float(cell.known is not None) for cell in placed])


def cell_features(
    cells: Sequence[Cell],
    tables: Sequence[Table],
    ledgers: Sequence[Ledger],
    media: str,
    agreement: Sequence[float] = (),
) -> Features:
    """The evidence for each cell.

    `cells` are those of the tables `tables`, in the same order; `ledgers` hold the identities over
    them. `agreement` compares each cell with another reading of its page, as `compare` does; it is
    empty where there is no other reading.
    """
    support = _support([placed for table in tables for placed in table.cells])
    decided = _decide(ledgers)
    verdicts = _count_verdicts(decided, cells)
    sizes = [len(table.cells) for table in tables]
    agrees = list(agreement) or [ALONE] * len(cells)
    return Features(
        status=[cell.status for cell in cells],
        table=[cell.key.table for cell in cells],
        media=[media] * len(cells),
        spelling=_spellings(cells),
        zero=[cell.value == 0 for cell in cells],
        agrees=agrees,
        table_agrees=_share_same(agrees, sizes),
        **verdicts,
        **{name: support[name] for name in (*_SUPPORT, "column", "exact")},
        **_tables(sizes, support, verdicts),
        table_across=np.repeat(_shares_across(decided, len(sizes)), sizes),
    )


def _share_same(agrees: Sequence[float], sizes: Sequence[int]) -> Floats:
    """For the cells of each table the share on which both readings agree, of those read twice."""
    shares = []
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        compared = [value for value in agrees[end - size : end] if value != ALONE]
        shares.append(compared.count(SAME) / len(compared) if compared else ALONE)
    return np.repeat(shares, sizes)


def _support(placed: Sequence[Placed]) -> dict[str, Floats]:
    """The evidence of rebuilding for each cell, by name; `found`: its row was found."""
    rows, sizes = [], []
    for evidence, cells in groupby(placed, key=attrgetter("support")):
        support = dict(evidence)
        rows.append([*_in_order(_SUPPORT | support), "row" in support])
        sizes.append(len([*cells]))
    columns = np.repeat(np.array(rows, dtype=np.float64), sizes, axis=0).T
    return {
        **dict(zip((*_SUPPORT, "found"), columns, strict=True)),
        "column": np.array([cell.certainty for cell in placed]),
        "exact": np.array([cell.exactness for cell in placed]),
    }


def _spellings(cells: Sequence[Cell]) -> list[str]:
    """How the text of each cell is spelled; most cells of a report have the same few texts."""
    by_text = {raw: _spelling(raw) for raw in {cell.raw for cell in cells}}
    return [by_text[cell.raw] for cell in cells]


def _spelling(raw: str | None) -> str:
    if raw is None:
        return "none"
    return next((name for name, form in _SPELLINGS if form.fullmatch(raw)), "other")


class _Decided(NamedTuple):
    """An identity that says something, the index of its table, and its outcome."""

    table: int
    identity: Identity
    outcome: str


def _decide(ledgers: Sequence[Ledger]) -> list[_Decided]:
    """The identities that held, failed, or are open because a cell of theirs was not read; those
    whose sums are both zero say nothing."""
    return [
        _Decided(number, identity, outcome)
        for number, ledger in enumerate(ledgers)
        for identity, balance in ledger.balances()
        if (outcome := _outcome(balance))
    ]


def _count_verdicts(decided: Sequence[_Decided], cells: Sequence[Cell]) -> dict[str, Floats]:
    """For each cell the number of its identities by their outcome."""
    index = {cell.key: i for i, cell in enumerate(cells)}
    counts = {name: np.zeros(len(cells)) for name in ("held", "failed", "open")}
    for _, identity, outcome in decided:
        for key in identity.cells:
            counts[outcome][index[key]] += 1
    return counts


def _shares_across(decided: Sequence[_Decided], tables: int) -> list[float]:
    """For each table the share that held of the identities over the columns of a row."""
    across = [one for one in decided if one.identity.rule.each == "row"]
    outcomes = [[one.outcome for one in across if one.table == n] for n in range(tables)]
    return [names.count("held") / len(names) if names else _UNKNOWN for names in outcomes]


def _outcome(balance: Balance) -> str | None:
    if balance.gap:
        return "open" if balance.has_unread else "failed"
    return "held" if balance.left and not balance.has_unread else None


def _tables(
    sizes: Sequence[int], support: Mapping[str, Floats], verdicts: Mapping[str, Floats]
) -> dict[str, Floats]:
    """For the cells of each table the means over its found cells, and how its identities come
    out."""
    found = support["found"]
    means: dict[str, list[float]] = {name: [] for name in _MEANS}
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        span = slice(end - size, end)
        count = max(1.0, found[span].sum())
        for name in ("row", "column", "filled"):
            means[f"table_{name}"].append(float(support[name][span] @ found[span]) / count)
        means["table_failed"].append(float(verdicts["failed"][span].sum()) / _FAILED_SCALE)
        means["table_held"].append(_share_held({n: v[span] for n, v in verdicts.items()}))
    return {name: np.repeat(values, sizes) for name, values in means.items()}


def _share_held(verdicts: Mapping[str, Floats]) -> float:
    held = float(verdicts["held"].sum())
    decided = held + float(verdicts["failed"].sum() + verdicts["open"].sum())
    return held / decided if decided else _UNKNOWN
