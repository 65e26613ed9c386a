"""Panels drawn for the rules over the years: their names, their faults, and what is found."""

from __future__ import annotations

from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.linkage import LinkedName, load_renamings
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.panels.faults import find_breaks, plant_faults
from gouji.training.corpus.panels.files import print_draft
from gouji.training.corpus.panels.panels import Panel, draw_panel
from gouji.training.corpus.panels.renaming import draw_names
from gouji.training.evaluation.panel_scores import (
    RULES,
    score_joins,
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


def test_names_change_and_no_two_bodies_share_one() -> None:
    for seed in range(6):
        names = draw_names(Random(seed), 200, 5)
        assert names == draw_names(Random(seed), 200, 5)
        ids = [{find_agency_id(name) for name in own} for own in names]
        assert 50 < sum(len(own) > 1 for own in ids) < 150
        assert len(set[str | None]().union(*ids)) == sum(map(len, ids))


def test_some_names_are_in_no_list_of_ours() -> None:
    listed = {trade for trades in RENAMINGS.renamed for trade in trades}
    drawn = (draw_names(Random(seed), 200, 5) for seed in range(4))
    names = [name for names in drawn for own in names for name in own]
    for trade in ("自然资源和林业", "数据和信息化", "城市综合执法", "林业和园林"):
        assert trade not in listed
        assert any(trade in name for name in names)


def test_before_faults_are_planted_the_years_agree() -> None:
    panel = draw(3)
    assert find_breaks(panel) == set()
    told = plant_faults(Random(3), panel)
    rules = {rule for _, rule, _ in told | find_breaks(panel)}
    assert rules == set(RULES)


def test_pairs_of_names_are_counted() -> None:
    panel = draw(3, agencies=2)
    ids = sorted({str(find_agency_id(one.agency)) for own in panel.values() for one in own})
    apart = score_joins(panel, [LinkedName(name, name, ()) for name in ids])
    one = score_joins(panel, [LinkedName(name, ids[0], ()) for name in ids])
    assert apart.found == 0 and apart.true == one.true == one.both
    assert one.found == len(ids) * (len(ids) - 1) // 2


def test_a_printed_report_says_what_was_drawn(kit: Kit) -> None:
    [draft, *_] = draw(5, agencies=1)["0"]
    sample = print_draft(Random(1), draft, kit.forms)
    report = extract(sample.data, sample.name, kit)
    assert (find_agency_id(report.agency), report.year) == (
        find_agency_id(draft.agency), draft.year,
    )  # fmt: skip
    values = {str(cell.key): cell.value for cell in report.cells}
    assert [values[key] for key in draft.values] == [draft.values[key] for key in draft.values]


def test_what_is_planted_is_found(kit: Kit) -> None:
    scores = score_panel(kit, RENAMINGS, seed=2, count=30)
    assert [one.rule for one in scores] == [*RULES, "names_joined"]
    assert sum(one.true for one in scores[:-1]) >= 10
    for one in scores:
        assert one.precision >= 0.98, one.row()
        assert one.recall >= 0.9, one.row()


def test_what_is_planted_in_files_is_found(kit: Kit) -> None:
    scores = score_printed_panel(kit, RENAMINGS, seed=5, count=6)
    assert [one.rule for one in scores[:2]] == [
        "cross_year_carry/files",
        "cross_year_in_force/files",
    ]
    assert sum(one.true for one in scores[:-1]) >= 2
    assert all(one.precision == 1 for one in scores), [one.row() for one in scores]
