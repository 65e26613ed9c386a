"""The layouts that reviewed reports show: counts of cells by the texts around their figures."""

from __future__ import annotations

from gouji.models.estimators.agreement import Source
from gouji.models.layouts import NO_CELL, Example, Features, fit


def _example(
    row: str, label: str, report: str, *, above: str = "", number: int = 0, agency: str = ""
) -> Example:
    return Example(Features(row, "数量", above, number), label, Source(report, agency))


def test_a_single_report_makes_no_layout_known() -> None:
    layouts = fit([_example("涉密的", "requests/refused/total", "a")])
    assert layouts.find(Features("涉密的", "数量")) is None


def test_the_probability_grows_with_the_reports_that_agree() -> None:
    named = [
        fit([_example("涉密的", "x", str(n)) for n in range(count)]).find(
            Features("涉密的", "数量")
        )
        for count in (2, 20)
    ]
    assert [cell and round(cell.probability, 3) for cell in named] == [0.833, 0.976]


def test_a_careless_reader_lowers_the_probability_and_names_no_other_cell() -> None:
    examples = [_example("涉密的", "wrong" if n == 0 else "right", str(n)) for n in range(10)]
    cell = fit(examples).find(Features("涉密的", "数量"))
    assert cell is not None
    assert (cell.label, cell.agreeing, cell.reports) == ("right", 9, 10)


def test_reports_that_contradict_one_another_name_nothing() -> None:
    examples = [_example("其他", f"cell {n % 2}", str(n)) for n in range(10)]
    assert fit(examples).find(Features("其他", "数量")) is None


def test_rows_with_one_label_are_told_apart_by_the_row_above() -> None:
    examples = [
        _example("其他", f"behind {above}", str(n), above=above, number=number)
        for n in range(4)
        for number, above in enumerate(("甲", "乙"))
    ]
    cell = fit(examples).find(Features("其他", "数量", above="乙"))
    assert cell is not None and cell.label == "behind 乙"


def test_figures_that_are_no_cell_are_known_as_such() -> None:
    cell = fit([_example("上年", NO_CELL, str(n)) for n in range(3)]).find(Features("上年", "数量"))
    assert cell is not None and cell.label == NO_CELL


def test_the_place_of_a_figure_means_nothing_in_another_row() -> None:
    """The only figures of the rows of another table are no cells, and have no head either."""
    seen = Features("上年结余", "0/1", has_head=False)
    layouts = fit([Example(seen, NO_CELL, Source(str(n))) for n in range(9)])
    assert layouts.find(Features("行政复议", "0/1", has_head=False)) is None
    cell = layouts.find(seen)
    assert cell is not None and cell.label == NO_CELL


def test_an_agency_with_a_thousand_reports_does_not_name_the_cells_of_others() -> None:
    """The words 其他处理 are a cell here and another there: nobody knows what they are elsewhere."""
    many = [_example("其他处理", "other", f"a{n}", agency="甲县") for n in range(1000)]
    few = [_example("其他处理", "withdrawn", f"b{n}", agency="乙县") for n in range(5)]
    assert fit([*many, *few]).find(Features("其他处理", "数量")) is None
    alone = fit(many).find(Features("其他处理", "数量"))
    assert alone is not None and alone.label == "other"
    assert (alone.agreeing, alone.reports) == (100, 100), "more of the same is no more certain"


def test_a_careless_agency_among_ten_is_outvoted() -> None:
    examples = [
        _example(
            "其他处理", "wrong" if agency == 0 else "right", f"{agency}/{n}", agency=f"{agency}"
        )
        for agency in range(10)
        for n in range(30 if agency == 0 else 3)
    ]
    cell = fit(examples).find(Features("其他处理", "数量"))
    assert cell is None, "half of the reports are those of one agency, and differ"
    fewer = [e for e in examples if not (e.source.agency == "0" and int(e.source.report[2:]) > 2)]
    cell = fit(fewer).find(Features("其他处理", "数量"))
    assert cell is not None and (cell.label, cell.agreeing, cell.reports) == ("right", 27, 30)


def test_forms_that_mean_different_cells_by_the_same_texts_name_nothing() -> None:
    """Without heads 行政许可 0 is the number of items in one form, that of decisions in the other."""
    old = [_example("行政许可", "items", f"a{n}")._replace(source=Source(f"a{n}", "", "2019"))
           for n in range(11)]  # fmt: skip
    new = [_example("行政许可", "decisions", f"b{n}")._replace(source=Source(f"b{n}", "", "2021"))
           for n in range(2)]  # fmt: skip
    assert fit([*old, *new]).find(Features("行政许可", "数量")) is None
    alone = fit(old).find(Features("行政许可", "数量"))
    assert alone is not None and alone.label == "items"
