"""What reviewed cells teach the confidence: `gouji train --calibrate-only`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from gouji.models.confidence import NO_CORRECTION, shift_odds
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.corpus.samples import CellTruth, Sample
from gouji.training.correction_training import gather_cells, learn_correction
from gouji.training.evaluation.learning.simulated_review import review_sample
from gouji.training.evaluation.scoring import score_cell
from gouji.training.reviewed_reports import ReviewedReport

# Most doubtful cells of this style are right: rows that the agency left out.
LEFT_OUT = "rows-left-out"
# Half of the figures of this style are those of the year before, which the trees do not tell apart.
TWO_YEARS = "two-years"


def _draw(kit: Kit, style: str, number: int) -> Sample:
    return draw_house_sample(Random(f"8/{number}"), kit.forms, style, "tabs")


def _review(kit: Kit, style: str, count: int) -> list[ReviewedReport]:
    """Reports of as many agencies, all cells of which were decided."""
    reports = (review_sample(_draw(kit, style, number), kit) for number in range(count))
    return [
        replace(report, report=replace(report.report, agency=f"agency {number}"))
        for number, report in enumerate(reports)
        if report
    ]


@pytest.fixture(scope="module")
def reviewed(kit: Kit) -> list[ReviewedReport]:
    return _review(kit, LEFT_OUT, 8)


def _count_doubted(kit: Kit, numbers: Sequence[int]) -> tuple[int, int]:
    """The right cells below the threshold, and the wrong cells at or above it."""
    doubted = silent = 0
    for number in numbers:
        sample = _draw(kit, LEFT_OUT, number)
        for cell in extract(sample.data, sample.name, kit).cells:
            score = score_cell(cell, cell.key, sample.cells[cell.key])
            is_accepted = cell.confidence >= kit.config.trust
            doubted += score.right and not is_accepted
            silent += is_accepted and not score.right
    return doubted, silent


def test_doubts_that_reviewers_settled_are_fewer_in_the_next_reports(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    learned = learn_correction(reviewed, kit)
    assert learned.cells > 1000 and learned.after < 0.6 * learned.before
    corrected = replace(kit, models=replace(kit.models, correction=learned.correction))
    before, after = (_count_doubted(k, range(100, 105)) for k in (kit, corrected))
    assert before[0] > 80 and after[0] < 0.5 * before[0]
    assert after[1] <= before[1]


def test_cells_that_reviewers_found_wrong_are_less_sure_in_other_agencies(kit: Kit) -> None:
    reports = _review(kit, TWO_YEARS, 6)
    cells, learned = gather_cells(reports, kit), learn_correction(reports, kit)
    assert cells is not None and cells.right.mean() < cells.probability.mean() - 0.1
    assert learned.after < 0.8 * learned.before
    shifted = shift_odds(learned.correction, cells.terms, cells.probability)
    assert abs(shifted.mean() - cells.right.mean()) < 0.05


def test_wrong_labels_at_random_make_no_doubtful_cell_surer(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    """Of doubtful cells that are right, readers by chance say that half are wrong."""
    rng = Random(5)
    careless = [replace(r, truth={k: _spoil(t, rng) for k, t in r.truth.items()}) for r in reviewed]
    cells, learned = gather_cells(careless, kit), learn_correction(careless, kit)
    assert cells is not None and 0.4 < cells.right.mean() < 0.6
    shifted = shift_odds(learned.correction, cells.terms, cells.probability)
    trust = kit.config.trust
    assert not ((cells.probability < trust) & (shifted >= trust)).any()
    assert (shifted >= trust).mean() < 0.2 < (cells.probability >= trust).mean()


def _spoil(truth: CellTruth, rng: Random) -> CellTruth:
    """The truth, or a status that no reading has, by chance."""
    return (
        truth if rng.random() < 0.5 else truth._replace(status="unreadable", accepted=frozenset())
    )


def test_an_agency_with_many_reports_weighs_no_more_than_twenty(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    """Sixty copies of a report of one agency stand for a thousand."""
    [first, *others] = reviewed[:4]
    copies = [replace(first, report_id=f"copy {n}") for n in range(60)]
    cells = gather_cells([*copies, *others], kit)
    assert cells is not None
    of_first = cells.agencies == first.report.agency
    alone = gather_cells([first], kit)
    assert alone is not None
    assert cells.weights[of_first].sum() == pytest.approx(20 * alone.weights.sum())
    assert alone.weights.sum() <= 20 + 1e-9
    assert set(cells.agencies[~of_first]) == {report.report.agency for report in others}


def test_one_agency_alone_corrects_nothing(kit: Kit, reviewed: list[ReviewedReport]) -> None:
    """It says nothing of the reports of others."""
    alone = [replace(r, report=replace(r.report, agency="one")) for r in reviewed[:4]]
    assert learn_correction(alone, kit).correction == NO_CORRECTION


def test_the_same_labels_give_the_same_correction(kit: Kit, reviewed: list[ReviewedReport]) -> None:
    first, second = (learn_correction(reviewed[:6], kit) for _ in range(2))
    assert first == second


def test_reports_without_decided_cells_teach_nothing(
    kit: Kit, reviewed: list[ReviewedReport]
) -> None:
    silent = [replace(report, readers={}) for report in reviewed[:3]]
    learned = learn_correction(silent, kit)
    assert (learned.correction, learned.cells) == (NO_CORRECTION, 0)
