"""Under any damage a printed field belongs to one cell at most, and no number is invented."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.pipeline.errors import NotAReport
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, Report
from gouji.training.corpus.drawing import DAMAGES, draw_sample
from gouji.training.corpus.renderings.text_renderings import RENDERINGS
from gouji.training.corpus.samples import Sample
from tests.truth import FORMS

# Units of money in a column header. The unit of the header scales the number in the cell.
UNITS = ("", "元", "千元", "万元", "百万元", "千万元", "亿元")

seeds = st.integers(0, 2**32)
renderings = st.sampled_from(sorted(RENDERINGS))
damages = st.lists(st.sampled_from(DAMAGES), max_size=4, unique=True).map(tuple)


@settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seeds, renderings, damages)
def test_places_values_and_cells_are_consistent_under_any_damage(
    kit: Kit, seed: int, rendering: str, damages: tuple[str, ...]
) -> None:
    sample = draw_sample(Random(seed), FORMS, "name", rendering=rendering, damages=damages)
    try:
        report = extract(sample.data, sample.name, kit)
    except NotAReport:
        return
    check_spans(report)
    check_values(report)
    check_form(report)


def check_spans(report: Report) -> None:
    """`text[start:end] == raw`, and no character of the text belongs to two cells."""
    text = report.document.text
    cells = [cell for cell in report.cells if cell.raw is not None]
    assert [text[cell.start : cell.end] for cell in cells] == [cell.raw for cell in cells]
    spans = sorted(spans_of(cells))
    assert len(set(spans)) == len(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def spans_of(cells: list[Cell]) -> Iterator[tuple[int, int]]:
    for cell in cells:
        assert cell.start is not None
        assert cell.end is not None
        yield cell.start, cell.end


def check_values(report: Report) -> None:
    """Status and value follow from `raw` and the unit of the header, or the cell is unreadable."""
    for cell in report.cells:
        if cell.raw is None:
            assert (cell.status, cell.value, cell.start, cell.end) == ("absent", None, None, None)
            continue
        if cell.status == "unreadable":
            assert cell.value is None
            continue
        kind = FORMS[cell.form].columns[cell.key].kind
        units = UNITS if kind in ("yuan", "wan_yuan") else ("",)
        assert (cell.status, cell.value) in [parse_cell(cell.raw, kind, unit) for unit in units]


def check_form(report: Report) -> None:
    """Each table has every cell of its form once. Only unread cells have suggestions."""
    for table in ("proactive", "requests", "remedies"):
        cells = [cell for cell in report.cells if cell.key.table == table]
        (form,) = {cell.form for cell in cells}
        assert [cell.key for cell in cells] == [
            key for key, _, _ in FORMS[form].table(table).cells()
        ]
    assert all(0 <= cell.confidence <= 1 for cell in report.cells)
    assert all(cell.suggested is None for cell in report.cells if cell.status == "read")


@pytest.mark.parametrize("seed", range(3))
def test_reading_is_deterministic(kit: Kit, seed: int) -> None:
    sample: Sample = draw_sample(Random(seed), FORMS, "name")
    assert extract(sample.data, sample.name, kit) == extract(sample.data, sample.name, kit)
