"""Panels drawn for the rules across reports: their names, their faults, and the findings."""

from __future__ import annotations

from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.linkage import LinkedName, load_renamings
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.panels.agency_names import draw_names
from gouji.training.corpus.panels.faults import find_contradictions, plant_faults
from gouji.training.corpus.panels.panel import Panel, draw_panel, print_panel_report
from gouji.training.evaluation.panel_scores import (
    PANEL_RULES,
    score_linkage,
    score_panel,
    score_printed_panel,
)

RENAMINGS = load_renamings(FOLDER / "agencies.yaml")


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


def draw(seed: int, agencies: int = 40) -> Panel:
    rng = Random(seed)
    return draw_panel(rng, draw_names(rng, agencies, 5))


def test_names_change_and_no_two_agencies_share_one() -> None:
    for seed in range(6):
        names = draw_names(Random(seed), 200, 5)
        assert names == draw_names(Random(seed), 200, 5)
        ids = [{find_agency_id(name) for name in by_year} for by_year in names]
        assert 50 < sum(len(agency_ids) > 1 for agency_ids in ids) < 150
        assert len(set[str | None]().union(*ids)) == sum(map(len, ids))


def test_some_names_are_not_in_the_list_of_renamings() -> None:
    listed = {trade for trades in RENAMINGS.renamed for trade in trades}
    drawn = (draw_names(Random(seed), 200, 5) for seed in range(4))
    names = [name for agencies in drawn for by_year in agencies for name in by_year]
    for trade in ("自然资源和林业", "数据和信息化", "城市综合执法", "林业和园林"):
        assert trade not in listed
        assert any(trade in name for name in names)


def test_a_panel_without_planted_faults_has_no_contradictions() -> None:
    panel = draw(3)
    assert find_contradictions(panel) == set()
    planted = plant_faults(Random(3), panel)
    rules = {fault.rule for fault in planted | find_contradictions(panel)}
    assert rules == set(PANEL_RULES)


def test_pairs_of_names_are_counted() -> None:
    panel = draw(3, agencies=2)
    reports = [report for series in panel.values() for report in series]
    ids = sorted({str(find_agency_id(report.agency)) for report in reports})
    none_linked = score_linkage(panel, [LinkedName(name, name, ()) for name in ids])
    all_linked = score_linkage(panel, [LinkedName(name, ids[0], ()) for name in ids])
    assert none_linked.predicted == 0
    assert none_linked.true == all_linked.true == all_linked.correct
    assert all_linked.predicted == len(ids) * (len(ids) - 1) // 2


def test_a_printed_report_is_read_with_the_drawn_values(kit: Kit) -> None:
    [drawn, *_] = draw(5, agencies=1)["0"]
    sample = print_panel_report(Random(1), drawn, kit.forms)
    report = extract(sample.data, sample.name, kit)
    assert find_agency_id(report.agency) == find_agency_id(drawn.agency)
    assert report.year == drawn.year
    values = {str(cell.key): cell.value for cell in report.cells}
    assert {key: values[key] for key in drawn.values} == drawn.values


def test_planted_faults_are_found(kit: Kit) -> None:
    scores = score_panel(kit, RENAMINGS, seed=2, count=30)
    assert [score.rule for score in scores] == [*PANEL_RULES, "names_joined"]
    assert sum(score.true for score in scores[:-1]) >= 10
    for score in scores:
        assert score.precision >= 0.98, score.row()
        assert score.recall >= 0.9, score.row()


def test_faults_planted_in_files_are_found(kit: Kit) -> None:
    scores = score_printed_panel(kit, RENAMINGS, seed=5, count=6)
    assert [score.rule for score in scores[:2]] == [
        "cross_year_carry/files",
        "cross_year_in_force/files",
    ]
    assert sum(score.true for score in scores[:-1]) >= 2
    assert all(score.precision == 1 for score in scores), [score.row() for score in scores]
