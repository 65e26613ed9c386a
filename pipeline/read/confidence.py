"""The evidence for each cell, and the probability that it is read right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from models import confidence as model
from models.confidence import Features
from models.trees import Trees
from pipeline.records import Cell, CellKey, Grid
from pipeline.rules import Identity

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


def weigh(
    cells: Sequence[Cell],
    grids: Sequence[Grid],
    identities: Sequence[Identity],
    media: str,
    trees: Trees,
) -> tuple[Cell, ...]:
    """The cells with their confidence."""
    features = cell_features(cells, grids, identities, media)
    found = model.predict(trees, features)
    return tuple(
        replace(cell, confidence=round(float(p), 6)) for cell, p in zip(cells, found, strict=True)
    )


def cell_features(
    cells: Sequence[Cell], grids: Sequence[Grid], identities: Sequence[Identity], media: str
) -> list[Features]:
    """One for each cell. Grids hold their cells in the same order."""
    support = [dict(placed.support) for grid in grids for placed in grid.cells]
    verdicts = _verdicts(identities, {cell.key: cell.value for cell in cells})
    tables = _tables(cells, support, verdicts)
    return [
        _features(cell, own, verdicts[cell.key], tables[cell.key.table], media)
        for cell, own in zip(cells, support, strict=True)
    ]


def _features(
    cell: Cell,
    support: Mapping[str, float],
    verdicts: Counter[str],
    table: Mapping[str, float],
    media: str,
) -> Features:
    return Features(
        status=cell.status,
        table=cell.key.table,
        media=media,
        spelling=_spelling(cell.raw),
        held=verdicts["held"],
        failed=verdicts["failed"],
        open=verdicts["open"],
        **{name: support.get(name, missing) for name, missing in _SUPPORT.items()},
        table_row=table["row"],
        table_column=table["column"],
        table_filled=table["filled"],
        table_failed=table["failed"],
        table_held=table["held"],
        zero=cell.value == 0,
    )


def _spelling(raw: str | None) -> str:
    if raw is None:
        return "none"
    return next((name for name, form in _SPELLINGS if form.fullmatch(raw)), "other")


def _verdicts(
    identities: Sequence[Identity], values: Mapping[CellKey, Decimal | None]
) -> dict[CellKey, Counter[str]]:
    """For each cell how its identities come out: held, failed, open; zeros on both sides not."""
    verdicts: dict[CellKey, Counter[str]] = defaultdict(Counter)
    for identity in identities:
        known = [key for key in identity.cells if values.get(key) is not None]
        left = sum((values[key] or Decimal(0) for key in identity.left), Decimal(0))
        right = sum((values[key] or Decimal(0) for key in identity.right), Decimal(0))
        if len(known) < len(identity.cells):
            name = "open" if left != right else "quiet"
        else:
            name = "failed" if left != right else "held" if left else "quiet"
        for key in identity.cells:
            verdicts[key][name] += 1
    return verdicts


def _tables(
    cells: Sequence[Cell],
    support: Sequence[Mapping[str, float]],
    verdicts: Mapping[CellKey, Counter[str]],
) -> dict[str, dict[str, float]]:
    """Means over each table's placed cells."""
    names = dict.fromkeys(cell.key.table for cell in cells)
    tables = {}
    for name in names:
        own = [s for c, s in zip(cells, support, strict=True) if c.key.table == name and "row" in s]
        count = max(1, len(own))
        tables[name] = {
            "row": sum(s["row"] for s in own) / count,
            "column": sum(s["column"] for s in own) / count,
            "filled": sum(s["filled"] for s in own) / count,
            "failed": sum(verdicts[c.key]["failed"] for c in cells if c.key.table == name) / 8,
            "held": _share_held([verdicts[c.key] for c in cells if c.key.table == name]),
        }
    return tables


def _share_held(verdicts: Sequence[Counter[str]]) -> float:
    held = sum(one["held"] for one in verdicts)
    told = held + sum(one["failed"] + one["open"] for one in verdicts)
    return held / told if told else -1.0
