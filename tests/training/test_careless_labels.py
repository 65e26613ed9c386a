"""Labels that are wrong: they teach nothing, they are named, and no version with them is promoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from gouji.models.layouts import Layouts
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.corpus.samples import CellTruth, Sample
from gouji.training.evaluation.learning.simulated_review import review_sample
from gouji.training.evaluation.scoring import CellScore, score_cell
from gouji.training.label_training import count_by_reader
from gouji.training.layout_training import learn_layouts
from gouji.training.promotion.gate import LABELS, decide
from gouji.training.promotion.labelled_reports import score_labelled
from gouji.training.reviewed_reports import ReviewedReport
from tests.promotion.scores import FLOORS, make_pairs

STYLE, REVIEWED = "figure-list", 8
READ = ("read",)


def _draw(kit: Kit, number: int) -> Sample:
    return draw_house_sample(Random(f"careless/{number}"), kit.forms, STYLE, "html-plain")


@pytest.fixture(scope="module")
def reviewed(kit: Kit) -> list[ReviewedReport]:
    reports = (review_sample(_draw(kit, number), kit) for number in range(REVIEWED))
    return [report for report in reports if report]


def _score_next(kit: Kit, layouts: Layouts) -> list[CellScore]:
    """The cells of three further reports of the layout."""
    learned = replace(kit, models=replace(kit.models, layouts=layouts))
    scores: list[CellScore] = []
    for number in range(100, 103):
        sample = _draw(kit, number)
        cells = {c.key: c for c in extract(sample.data, sample.name, learned).cells}
        scores += [score_cell(cells.get(key), key, truth) for key, truth in sample.cells.items()]
    return scores


def _count_silent(scores: Sequence[CellScore], trust: float) -> int:
    return sum(score.wrong_value and score.confidence >= trust for score in scores)


def _shuffle(reports: Sequence[ReviewedReport]) -> list[ReviewedReport]:
    """Each report with the labels of the next one."""
    return [
        replace(report, truth=other.truth, readers=other.readers, forms=other.forms)
        for report, other in zip(reports, [*reports[1:], reports[0]], strict=True)
    ]


def test_the_right_labels_are_learned_and_promoted(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    """What the other tests compare with."""
    scores = _score_next(kit, learn_layouts(reviewed, kit.forms).layouts)
    assert sum(score.right for score in scores) > 0.9 * len(scores)
    assert _is_promotable(kit, reviewed)


def test_shuffled_labels_teach_nothing_and_are_not_promoted(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    shuffled = _shuffle(reviewed)
    layouts = learn_layouts(shuffled, kit.forms).layouts
    assert _count_silent(_score_next(kit, layouts), kit.config.trust) == 0
    assert not _is_promotable(kit, shuffled)


def _is_promotable(kit: Kit, reports: Sequence[ReviewedReport]) -> bool:
    """Whether the gate lets a version through that learned from these labels, and that reads the
    frozen reports as before."""
    learned = replace(kit.models, layouts=learn_layouts(reports, kit.forms).layouts)
    pairs = score_labelled(reports, kit, kit.models, learned)
    floors = FLOORS.model_copy(update={"fewest_stratum_reports": len(reports)})
    decision = decide([*make_pairs(300, {"wrong": 3}, {"wrong": 3}), *pairs], floors)
    gains = {(gain.stratum.kind, gain.stratum.name) for gain in decision.gains}
    return ("set", LABELS) in gains and not decision.worse


def test_a_careless_reader_is_named_and_does_not_spoil_the_layout(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    """In two of eight reports a third of the numbers are made up."""
    rng = Random(3)
    spoilt = [_spoil(report, rng) for report in reviewed[:2]]
    wrong = [
        (report.report_id, str(key))
        for report, before in zip(spoilt, reviewed, strict=False)
        for key in report.truth
        if report.truth[key] != before.truth[key]
    ]
    learned = learn_layouts([*spoilt, *reviewed[2:]], kit.forms)
    scores = _score_next(kit, learned.layouts)
    assert _count_silent(scores, kit.config.trust) == 0
    assert sum(score.right for score in scores) > 0.9 * len(scores)
    assert set(count_by_reader(learned.doubtful)) == {"zhao"}
    listed = {(label.report_id, label.subject) for label in learned.doubtful}
    assert listed <= set(wrong) and len(listed) > 0.6 * len(wrong)


def _spoil(report: ReviewedReport, rng: Random) -> ReviewedReport:
    truth: dict[CellKey, CellTruth] = {
        key: replace_number(cell, rng) if cell.status in READ and rng.random() < 1 / 3 else cell
        for key, cell in report.truth.items()
    }
    return replace(report, truth=truth, readers=dict.fromkeys(report.readers, "zhao"))


def replace_number(cell: CellTruth, rng: Random) -> CellTruth:
    return cell._replace(value=Decimal(rng.randrange(1000, 9999)))
