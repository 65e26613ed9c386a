"""Tables of docling with one cell that is missing, moved or doubled: no figure takes another place."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.renderings.media import draw_media_sample
from gouji.training.corpus.samples import Sample

Cell = dict[str, Any]
_SURE = 0.8
_SEEDS = range(14)


def drop(cells: list[Cell], cell: Cell) -> None:
    cells.remove(cell)


def drop_row(cells: list[Cell], cell: Cell) -> None:
    row = cell["start_row_offset_idx"]
    cells[:] = [one for one in cells if one["start_row_offset_idx"] != row or not is_figure(one)]


def move_right(cells: list[Cell], cell: Cell) -> None:
    cell["start_col_offset_idx"] += 1
    cell["end_col_offset_idx"] += 1


def move_down(cells: list[Cell], cell: Cell) -> None:
    cell["start_row_offset_idx"] += 1
    cell["end_row_offset_idx"] += 1


def widen(cells: list[Cell], cell: Cell) -> None:
    cell["end_col_offset_idx"] += 1
    cell["col_span"] += 1


def double(cells: list[Cell], cell: Cell) -> None:
    cells.append({**cell, "text": f"{cell['text']}1"})


def lose_text(cells: list[Cell], cell: Cell) -> None:
    del cell["text"]


DAMAGES = (drop, drop_row, move_right, move_down, widen, double, lose_text)


def is_figure(cell: Cell) -> bool:
    return bool(cell["text"].strip().isdigit())


def lists_empty(document: dict[str, Any]) -> bool:
    """Whether empty cells are listed: a figure that moves to a place without a cell contradicts
    nothing."""
    cells = (cell for table in document["tables"] for cell in table["data"]["table_cells"])
    return any(not cell["text"] for cell in cells)


def broken_rules(report: Report) -> set[tuple[str, str]]:
    return {(one.rule, one.scope) for one in report.findings if one.verdict == "broken"}


def wrong_values(report: Report, sample: Sample) -> list[str]:
    return [
        f"{cell.key}: {cell.value} for {sample.cells[cell.key].value}"
        for cell in report.cells
        if cell.value is not None
        and cell.confidence >= _SURE
        and cell.value != sample.cells[cell.key].value
    ]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_no_figure_is_wrong_and_no_rule_is_broken_by_a_damaged_table(
    damage: Callable[[list[Cell], Cell], None], kit: Kit
) -> None:
    for seed in _SEEDS:
        sample = draw_media_sample(Random(seed), kit.forms, "a", "json-docling")
        document, rng = json.loads(sample.data), Random(seed)
        if not lists_empty(document):
            continue
        for table in document["tables"]:
            cells = table["data"]["table_cells"]
            if figures := [cell for cell in cells if is_figure(cell)]:
                damage(cells, rng.choice(figures))
        whole = extract(sample.data, "a.json", kit)
        report = extract(json.dumps(document).encode(), "a.json", kit)
        assert wrong_values(report, sample) == []
        assert broken_rules(report) <= broken_rules(whole)
