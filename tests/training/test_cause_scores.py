"""Reports drawn to be misread or to contradict themselves, and the causes named for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Cell, Finding, Report
from gouji.training.corpus.contradictions.misreadings import Misread, draw_misread
from gouji.training.corpus.reports.marks import marker, marks_in_text
from gouji.training.evaluation.cause_scores import find_true_cause, score_causes


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="module")
def drawn(kit: Kit) -> list[Misread]:
    return [draw_misread(Random(f"t/{n}"), kit.forms, str(n)) for n in range(40)]


def test_one_seed_draws_one_report(kit: Kit, drawn: list[Misread]) -> None:
    again = draw_misread(Random("t/3"), kit.forms, "3")
    assert again.sample.data == drawn[3].sample.data
    assert again.figures.cells == drawn[3].figures.cells


def test_some_lose_fields_and_some_have_numbers_run_together(drawn: list[Misread]) -> None:
    kinds = Counter[str]()
    for one in drawn:
        marks = len(one.sample.marks)
        left = sum(head in one.sample.marked_text for head in _heads(one))
        kinds["lost" if left < marks else "whole"] += 1
        kinds["glued"] += any(_runs_together(one))
    assert min(kinds["lost"], kinds["whole"], kinds["glued"]) >= 4, kinds


def _heads(one: Misread) -> list[str]:
    return [marker(index, 1) for index in one.sample.marks]


def _runs_together(one: Misread) -> list[bool]:
    places = [found.span() for found in marks_in_text().finditer(one.sample.marked_text)]
    return [a[1] == b[0] for a, b in pairwise(places)]


def test_whose_slip_it_is_lies_in_the_printed_figures(kit: Kit, drawn: list[Misread]) -> None:
    one = next(one for one in drawn if not one.sample.damages)
    report = extract(one.sample.data, one.sample.name, kit)
    key = next(cell.key for cell in report.cells if cell.key in one.figures.cells)
    printed = [_as_printed(cell, one) for cell in report.cells]
    finding = Finding("r", "s", "broken", "error", "", "", cells=(key,))
    right = _with_cells(report, printed)
    wrong = _with_cells(report, [c._replace(value=None) if c.key == key else c for c in printed])
    assert find_true_cause(finding, right, one.figures, contradicts=True) == "source"
    assert find_true_cause(finding, wrong, one.figures, contradicts=False) == "reading"
    if one.figures.cells[key].value is not None:
        assert find_true_cause(finding, wrong, one.figures, contradicts=True) is None


def _as_printed(cell: Cell, one: Misread) -> Cell:
    return cell._replace(value=one.figures.cells[cell.key].value)


def _with_cells(report: Report, cells: list[Cell]) -> Report:
    return replace(report, cells=tuple(cells))


def test_a_cause_that_is_named_is_right(kit: Kit) -> None:
    """The first reports of a seed; a floor somewhat below what `gouji evaluate` finds."""
    source, reading = score_causes(kit, seed=4, count=50)
    assert (source.rule, reading.rule) == ("cause_source", "cause_reading")
    assert source.true >= 25
    assert source.precision >= 0.9 and source.recall >= 0.8, source.row()
    assert reading.precision >= 0.75, reading.row()
