"""What reviewed reports of one agency teach: the layout of its next reports."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from gouji.models.layouts import NO_LAYOUTS, Layouts
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey, Report
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.corpus.samples import CellTruth, Sample
from gouji.training.evaluation.learning.learn_curve import (
    summarise_curve,
    trace_curve,
)
from gouji.training.evaluation.learning.simulated_review import review_sample
from gouji.training.layout_training import LearnedLayouts, learn_layouts
from gouji.training.reviewed_reports import ReviewedReport

REVIEWED = 12


def _draw(kit: Kit, style: str, number: int) -> Sample:
    return draw_house_sample(Random(f"1/{style}/{number}"), kit.forms, style, "html-plain")


def _reviewed(sample: Sample, kit: Kit) -> ReviewedReport:
    reviewed = review_sample(sample, kit)
    assert reviewed is not None
    return reviewed


def _learn(kit: Kit, style: str, count: int = REVIEWED) -> LearnedLayouts:
    samples = [_draw(kit, style, number) for number in range(count)]
    return learn_layouts([_reviewed(sample, kit) for sample in samples], kit.forms)


def _wrong(report: Report, sample: Sample) -> list[CellKey]:
    cells = {cell.key: cell for cell in report.cells}
    return [
        key
        for key, truth in sample.cells.items()
        if key not in cells
        or cells[key].status not in {truth.status, *truth.accepted}
        or (truth.status == "read" and cells[key].value != truth.value)
    ]


def _with(kit: Kit, layouts: Layouts) -> Kit:
    return replace(kit, models=replace(kit.models, layouts=layouts))


@pytest.mark.parametrize("style", ["own-words", "transposed", "two-years", "sentences"])
def test_the_next_reports_of_a_reviewed_layout_are_read(kit: Kit, style: str) -> None:
    learned = _with(kit, _learn(kit, style).layouts)
    tests = [_draw(kit, style, 100 + number) for number in range(3)]
    before = sum(len(_wrong(extract(s.data, s.name, kit), s)) for s in tests)
    after = [(s, extract(s.data, s.name, learned)) for s in tests]
    assert 5 * sum(len(_wrong(report, sample)) for sample, report in after) <= before
    for sample, report in after:
        wrong = set(_wrong(report, sample))
        trusted = {c.key for c in report.cells if c.confidence >= kit.config.trust}
        values = {c.key for c in report.cells if c.status == "read"}
        assert not wrong & trusted & values
        assert not [
            f for f in report.findings if f.verdict == "broken" and f.cells and not f.claims
        ]


def test_reports_of_other_layouts_are_read_as_before(kit: Kit) -> None:
    learned = _with(kit, _learn(kit, "transposed").layouts)
    for style in ("subtotals", "totals-first"):
        sample = _draw(kit, style, 7)
        assert extract(sample.data, sample.name, learned) == extract(
            sample.data, sample.name, _with(kit, NO_LAYOUTS)
        )


def test_a_careless_label_is_listed_and_does_not_spoil_the_layout(kit: Kit) -> None:
    samples = [_draw(kit, "figure-list", number) for number in range(REVIEWED)]
    reviewed = [_reviewed(sample, kit) for sample in samples]
    [key, truth] = next(
        (k, t) for k, t in samples[0].cells.items() if t.status == "read" and (t.value or 0) > 9
    )
    wrong = CellTruth("read", Decimal(truth.value or 0) + 1, None)
    careless = replace(
        reviewed[0],
        truth={**reviewed[0].truth, key: wrong},
        readers={**reviewed[0].readers, key: "careless"},
    )
    learned = learn_layouts([careless, *reviewed[1:]], kit.forms)
    assert [(d.subject, d.reader) for d in learned.doubtful] == [(str(key), "careless")]


def test_two_layouts_make_two_clusters(kit: Kit) -> None:
    samples = [_draw(kit, style, n) for style in ("own-words", "figure-list") for n in range(3)]
    learned = learn_layouts([_reviewed(sample, kit) for sample in samples], kit.forms)
    assert learned.clusters == 2


def test_errors_fall_with_the_number_of_reviewed_reports(kit: Kit) -> None:
    points = list(trace_curve(["figure-list"], [0, 3, 8], 3, [1], kit, show=lambda text: None))
    rows = summarise_curve(points)
    assert [row["reviewed"] for row in rows] == [0, 3, 8]
    assert rows[2]["wrong"] <= rows[1]["wrong"] < rows[0]["wrong"]
    assert rows[2]["silent"] == 0


def test_a_figure_that_a_layout_names_serves_no_cell_of_another_table(kit: Kit) -> None:
    """The table of remedies is left out, and the decoder takes rows of requests for it."""
    learned = _with(kit, _learn(kit, "transposed").layouts)
    taken = 0
    for number in range(100, 106):
        sample = _draw(kit, "transposed", number)
        text = sample.data.decode()
        tables = list(re.finditer(r"<table.*?</table>", text, re.S))
        [requests] = [t.end() for t in tables if "自然人" in t[0]][-1:]
        shortened = text[:requests] + re.sub(r"<table.*?</table>", "", text[requests:], flags=re.S)
        report = extract(shortened.encode(), sample.name, learned)
        starts = [c.start for c in report.cells if c.start is not None and c.raw]
        assert len(starts) == len(set(starts))
        taken += sum(c.key.table == "remedies" and c.status == "read" for c in report.cells)
    assert taken == 0
