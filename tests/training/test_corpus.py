"""The synthetic corpus: its truth must match the page, whatever damage the page has."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import find_identities, load_rules
from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.numerals import parse_cell
from gouji.training.corpus.build import build, load
from gouji.training.corpus.drawing import DAMAGES, draw_sample
from gouji.training.corpus.renderings.text_renderings import RENDERINGS
from gouji.training.corpus.reports.marks import Mark, marker, unmark
from gouji.training.corpus.reports.spelling import FORM_UNIT
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return load_forms(CONFIGS / "forms")


@pytest.fixture(scope="module")
def samples(forms: dict[str, Form]) -> list[Sample]:
    return [draw_sample(Random(f"test/{n}"), forms, str(n)) for n in range(60)]


def test_markers_are_replaced_by_their_originals() -> None:
    marks = {0: Mark("cell", "减 232"), 7: Mark("cell", "0"), 9: Mark("heading", "二")}
    page = f"行政许可\t{marker(0, 5)}\t{marker(7, 1)}\n{marker(9, 1)}、主动公开"
    text, spans = unmark(page, marks)
    assert text == "行政许可\t减 232\t0\n二、主动公开"
    assert {index: text[slice(*copies[0])] for index, copies in spans.items()} == {
        0: "减 232",
        7: "0",
        9: "二",
    }


def test_a_torn_marker_has_no_span_and_a_copied_one_has_two() -> None:
    marks = {0: Mark("cell", "1204"), 1: Mark("cell", "33")}
    torn = marker(0, 4)
    text, spans = unmark(f"{torn[:2]}\n{torn[2:]} {marker(1, 2)} {marker(1, 2)}", marks)
    assert text == "12\n04 33 33"
    assert spans == {1: ((6, 8), (9, 11))}


@pytest.mark.parametrize("encoding", ["gbk", "big5", "gb18030", "utf-8"])
def test_markers_survive_every_encoding(encoding: str) -> None:
    markers = "".join(marker(index, 2) for index in range(600))
    assert markers.encode(encoding).decode(encoding) == markers


def test_the_same_seed_gives_the_same_corpus(forms: dict[str, Form], tmp_path: Path) -> None:
    first = build(6, 11, tmp_path / "a", forms)
    again = build(6, 11, tmp_path / "b", forms, jobs=2)
    assert first == again
    assert load(tmp_path / "a") == load(tmp_path / "b")
    assert build(6, 12, tmp_path / "b", forms) != first


def test_an_existing_corpus_is_not_drawn_again(forms: dict[str, Form], tmp_path: Path) -> None:
    build(2, 1, tmp_path, forms)
    written = (tmp_path / "samples.jsonl.gz").stat().st_mtime_ns
    build(2, 1, tmp_path, forms)
    assert (tmp_path / "samples.jsonl.gz").stat().st_mtime_ns == written


def test_the_text_contains_each_figure_at_its_offset(samples: list[Sample]) -> None:
    placed = [(s, truth) for s in samples for truth in s.cells.values() if truth.start is not None]
    assert len(placed) > 2000
    for sample, truth in placed:
        assert sample.text is not None and truth.raw is not None and truth.start is not None
        assert sample.text[truth.start : truth.start + len(truth.raw)] == truth.raw


def test_the_status_matches_the_value_and_the_raw_text(samples: list[Sample]) -> None:
    for truth in (truth for sample in samples for truth in sample.cells.values()):
        assert (truth.value is not None) == (truth.status == "read")
        assert truth.raw is None if truth.status == "absent" else truth.raw is not None
        assert truth.status not in truth.accepted


def test_every_cell_of_every_table_has_a_truth(
    samples: list[Sample], forms: dict[str, Form]
) -> None:
    for sample in samples:
        keys = {
            key
            for table, version in sample.forms.items()
            for key, _, _ in forms[version].table(table).cells()
        }
        assert set(sample.cells) == keys


def test_a_file_and_its_marked_copy_give_the_same_text(samples: list[Sample]) -> None:
    for sample in samples:
        document = ingest(sample.data, sample.name)
        marked = ingest(sample.marked, sample.name)
        assert unmark(marked.text, sample.marks).text == document.text, sample.rendering
        assert sample.text is None or sample.text == document.text


def test_every_printed_figure_of_a_clean_page_is_found_once(forms: dict[str, Form]) -> None:
    sample = draw_sample(Random(3), forms, rendering="html-word", damages=())
    document = ingest(sample.marked, sample.name)
    spans = unmark(document.text, sample.marks).spans
    assert set(spans) == set(sample.marks)
    assert all(len(copies) == 1 for copies in spans.values())


def test_no_page_is_huge(samples: list[Sample]) -> None:
    assert max(len(sample.marked_text) for sample in samples) < 120_000


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_every_rendering_keeps_figures(rendering: str, forms: dict[str, Form]) -> None:
    drawn = [draw_sample(Random(n), forms, "x", rendering, ()) for n in range(3)]
    truths = [truth for sample in drawn for truth in sample.cells.values()]
    lost = sum(truth.status == "absent" for truth in truths)
    assert lost < len(truths) / 2
    assert all(sample.rendering == rendering for sample in drawn)


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_can_be_applied(damage: str, forms: dict[str, Form]) -> None:
    for rendering in ("tabs", "trailing-pipes", "bar-lines", "lines"):
        sample = draw_sample(Random(damage), forms, "x", rendering, (damage,))
        clean = draw_sample(Random(damage), forms, "x", rendering, ())
        assert sample.damages == (damage,)
        assert len(sample.cells) == len(clean.cells)


def test_a_lost_column_is_absent_and_an_empty_field_blank(forms: dict[str, Form]) -> None:
    statuses = {
        truth.status
        for n in range(12)
        for truth in draw_sample(Random(n), forms, "x", "tabs", ("lost-column",)).cells.values()
    }
    assert {"read", "absent", "blank"} <= statuses


def test_collapsed_rows_keep_their_total_and_accept_absent_elsewhere(
    forms: dict[str, Form],
) -> None:
    rows = 0
    for n in range(12):
        sample = draw_sample(Random(n), forms, "x", "tabs", ("totals-only",))
        for row in {key.row for key in sample.cells if key.table == "requests"}:
            truths = {k.column: t for k, t in sample.cells.items() if k[:2] == ("requests", row)}
            emptied = [t for column, t in truths.items() if column != "total"]
            if truths["total"].status == "read" and all(t.status == "blank" for t in emptied):
                assert all("absent" in t.accepted for t in emptied)
                rows += 1
    assert rows > 5


def test_most_reports_add_up_and_some_do_not(forms: dict[str, Form]) -> None:
    rules = load_rules(CONFIGS / "rules")
    broken = 0
    for n in range(120):
        figures = draw_figures(Random(n), forms)
        form = forms[figures.versions["requests"]]
        identities = find_identities(form, rules, "requests")
        identities += find_identities(form, rules, "remedies")
        broken += any(
            sum(figures.counts[key] for key in identity.left)
            != sum(figures.counts[key] for key in identity.right)
            for identity in identities
        )
    assert 20 <= broken <= 55


def test_money_is_in_the_unit_of_its_column(forms: dict[str, Form]) -> None:
    """A unit in the cell overrides that of the form: 251000元 is 25.1 in a column of 万元."""
    power = {"元": 0, "万元": 4, "亿元": 8}
    compared = 0
    for n in range(150):
        figures = draw_figures(Random(n), forms, plain=True)
        for key, cell in figures.cells.items():
            kind = forms[figures.versions[key.table]].columns[key].kind
            unit = cell.raw.lstrip("0123456789０１２３４５６７８９.．,， ")
            if kind in FORM_UNIT and cell.value and unit in power:
                digits = cell.raw.removesuffix(unit).replace(",", "").replace("，", "")
                scale = power[unit] - power[FORM_UNIT[kind]]
                assert cell.value == Decimal(digits.replace("．", ".").strip()).scaleb(scale)
                compared += 1
    assert compared > 10


def test_spelled_cells_are_parsed_with_their_status_and_value(forms: dict[str, Form]) -> None:
    """The truth of a cell is drawn, not parsed, so both must agree."""
    for n in range(150):
        figures = draw_figures(Random(n), forms, plain=True)
        for key, cell in figures.cells.items():
            kind = forms[figures.versions[key.table]].columns[key].kind
            assert parse_cell(cell.raw, kind) == (cell.status, cell.value), cell.raw
