"""The evidence for each cell, and the probability that it is read right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

import numpy as np

from gouji.models import confidence as model
from gouji.models.confidence import Features
from gouji.models.trees import Floats, Trees
from gouji.pipeline.identities.ledger import Balance, Ledger
from gouji.pipeline.read.alternatives import ALONE, SAME
from gouji.pipeline.records import Cell, Grid, Placed

_SPELLINGS = (
    ("empty", re.compile(r"\s*")),
    ("zero", re.compile(r"[0０]")),
    ("digits", re.compile(r"[\d０-９]{1,4}")),
    ("long", re.compile(r"[\d０-９]+")),
    ("mark", re.compile(r"[-—－–/／\\]+")),
    ("decimal", re.compile(r"[\d０-９.．,，]+")),
)


# The evidence that rebuilding gives, and what stands for it at a cell whose row was not found.
_NONE, _UNKNOWN = 0.0, -1.0
_SUPPORT = {
    **dict.fromkeys(("row", "column", "exact", "whole", "alone", "adds", "fails"), _NONE),
    **dict.fromkeys(("full", "filled", "labelled", "touching", "blurred", "streamed"), _NONE),
    **dict.fromkeys(("dropped", "values", "weakest", "stray", "doubled", "unlabelled"), _NONE),
    **dict.fromkeys(("gap_above", "gap_below"), _NONE),
    **dict.fromkeys(("alike", "agree", "above", "below", "lost", "least"), _UNKNOWN),
}
_in_order = itemgetter(*_SUPPORT)
_MEANS = ("table_row", "table_column", "table_filled", "table_failed", "table_held")


def weigh(
    cells: Sequence[Cell],
    grids: Sequence[Grid],
    ledgers: Sequence[Ledger],
    media: str,
    trees: Trees,
    agreement: Sequence[float] = (),
) -> tuple[Cell, ...]:
    """The cells with their confidence; `agreement` as in `cell_features`."""
    features = cell_features(cells, grids, ledgers, media, agreement)
    found = model.predict(trees, features).tolist()
    return tuple(
        cell._replace(confidence=round(p, 6)) for cell, p in zip(cells, found, strict=True)
    )


def cell_features(
    cells: Sequence[Cell],
    grids: Sequence[Grid],
    ledgers: Sequence[Ledger],
    media: str,
    agreement: Sequence[float] = (),
) -> Features:
    """The evidence for each cell. Grids hold their cells in the same order. `agreement`: how each
    cell stands to another reading of its page, as `compare` tells; nothing where there is none."""
    support = _support([placed for grid in grids for placed in grid.cells])
    verdicts = _verdicts(ledgers, cells)
    sizes = [len(grid.cells) for grid in grids]
    agrees = list(agreement) or [ALONE] * len(cells)
    return Features(
        status=[cell.status for cell in cells],
        table=[cell.key.table for cell in cells],
        media=[media] * len(cells),
        spelling=[_spelling(cell.raw) for cell in cells],
        zero=[cell.value == 0 for cell in cells],
        agrees=agrees,
        table_agrees=_share_same(agrees, sizes),
        **verdicts,
        **{name: support[name] for name in _SUPPORT},
        **_tables(sizes, support, verdicts),
    )


def _share_same(agrees: Sequence[float], sizes: Sequence[int]) -> Floats:
    """For the cells of each table the share on which both readings agree, of those read twice."""
    shares = []
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        own = [one for one in agrees[end - size : end] if one != ALONE]
        shares.append(own.count(SAME) / len(own) if own else ALONE)
    return np.repeat(shares, sizes)


def _support(placed: Sequence[Placed]) -> dict[str, Floats]:
    """What rebuilding says of each cell, by name; `found` tells whether its row was found."""
    rows = []
    for one in placed:
        own = dict(one.support)
        rows.append([*_in_order(_SUPPORT | own), "row" in own])
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), len(_SUPPORT) + 1).T
    return dict(zip((*_SUPPORT, "found"), columns, strict=True))


@lru_cache(maxsize=4096)
def _spelling(raw: str | None) -> str:
    if raw is None:
        return "none"
    return next((name for name, form in _SPELLINGS if form.fullmatch(raw)), "other")


def _verdicts(ledgers: Sequence[Ledger], cells: Sequence[Cell]) -> dict[str, Floats]:
    """For each cell how many of its identities held, failed, or are open because a cell of theirs
    was not read; identities whose sums are both zero say nothing."""
    index = {cell.key: i for i, cell in enumerate(cells)}
    counts = {name: np.zeros(len(cells)) for name in ("held", "failed", "open")}
    for identity, balance in (pair for ledger in ledgers for pair in ledger.balances()):
        name = _verdict(balance)
        if name:
            for key in identity.cells:
                counts[name][index[key]] += 1
    return counts


def _verdict(balance: Balance) -> str | None:
    if balance.gap:
        return "open" if balance.has_unread else "failed"
    return "held" if balance.left and not balance.has_unread else None


def _tables(
    sizes: Sequence[int], support: Mapping[str, Floats], verdicts: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Means over the found cells of each table, and how its identities come out."""
    found = support["found"]
    means: dict[str, list[float]] = {name: [] for name in _MEANS}
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        own = slice(end - size, end)
        count = max(1.0, found[own].sum())
        for name in ("row", "column", "filled"):
            means[f"table_{name}"].append(float(support[name][own] @ found[own]) / count)
        means["table_failed"].append(float(verdicts["failed"][own].sum()) / 8)
        means["table_held"].append(_share_held({n: v[own] for n, v in verdicts.items()}))
    return {name: np.repeat(own, sizes) for name, own in means.items()}


def _share_held(verdicts: Mapping[str, Floats]) -> float:
    held = float(verdicts["held"].sum())
    told = held + float(verdicts["failed"].sum() + verdicts["open"].sum())
    return held / told if told else -1.0
