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
from gouji.training.corpus.contradictions.misreadings import MisreadReport, draw_misread_report
from gouji.training.corpus.reports.marks import marker, marks_in_text
from gouji.training.evaluation.cause_scores import find_true_cause, score_causes


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="module")
def drawn(kit: Kit) -> list[MisreadReport]:
    return [draw_misread_report(Random(f"t/{n}"), kit.forms, str(n)) for n in range(40)]


def test_one_seed_draws_one_report(kit: Kit, drawn: list[MisreadReport]) -> None:
    again = draw_misread_report(Random("t/3"), kit.forms, "3")
    assert again.sample.data == drawn[3].sample.data
    assert again.figures.cells == drawn[3].figures.cells


def test_some_reports_lose_fields_and_some_have_joined_numbers(
    drawn: list[MisreadReport],
) -> None:
    kinds = Counter[str]()
    for report in drawn:
        text = report.sample.marked_text
        left = sum(marker(index, 1) in text for index in report.sample.marks)
        kinds["lost" if left < len(report.sample.marks) else "whole"] += 1
        kinds["joined"] += _has_joined_markers(text)
    assert min(kinds["lost"], kinds["whole"], kinds["joined"]) >= 4, kinds


def _has_joined_markers(text: str) -> bool:
    spans = [match.span() for match in marks_in_text().finditer(text)]
    return any(left[1] == right[0] for left, right in pairwise(spans))


def test_the_printed_figures_give_the_true_cause(kit: Kit, drawn: list[MisreadReport]) -> None:
    undamaged = next(report for report in drawn if not report.sample.damages)
    figures = undamaged.figures
    report = extract(undamaged.sample.data, undamaged.sample.name, kit)
    key = next(cell.key for cell in report.cells if cell.key in figures.cells)
    printed = [cell._replace(value=figures.cells[cell.key].value) for cell in report.cells]
    misread = [cell._replace(value=None) if cell.key == key else cell for cell in printed]
    finding = Finding("r", "s", "broken", "error", "", "", cells=(key,))
    right, wrong = _with_cells(report, printed), _with_cells(report, misread)
    assert find_true_cause(finding, right, figures, contradicts=True) == "source"
    assert find_true_cause(finding, wrong, figures, contradicts=False) == "reading"
    if figures.cells[key].value is not None:
        assert find_true_cause(finding, wrong, figures, contradicts=True) is None


def _with_cells(report: Report, cells: list[Cell]) -> Report:
    return replace(report, cells=tuple(cells))


def test_most_named_causes_are_right(kit: Kit) -> None:
    """On the first reports of a seed. The floors are somewhat below the scores of evaluation."""
    source, reading = score_causes(kit, seed=4, count=50)
    assert (source.rule, reading.rule) == ("cause_source", "cause_reading")
    assert source.true >= 25
    assert source.precision >= 0.9 and source.recall >= 0.8, source.row()
    assert reading.precision >= 0.75, reading.row()
