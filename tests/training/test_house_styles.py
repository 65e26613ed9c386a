"""House styles: drawn with the figures of the report, and read with honest doubt."""

from __future__ import annotations

from random import Random

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.corpus.house_styles.styles import HOUSE_STYLES
from gouji.training.evaluation.house_style_scores import count_lost, score_house_styles


@pytest.mark.parametrize("style", HOUSE_STYLES)
def test_a_style_prints_the_figures_of_the_report(style: str, kit: Kit) -> None:
    sample = draw_house_sample(Random(f"1/{style}"), kit.forms, style, "html-plain")
    text = extract(sample.data, sample.name, kit).document.text
    figures = [truth.raw for truth in sample.cells.values() if truth.status == "read" and truth.raw]
    assert figures and all(raw in text for raw in figures)


def test_a_style_is_drawn_alike_from_the_same_seed(kit: Kit) -> None:
    first, second = (
        draw_house_sample(Random(5), kit.forms, "codes", "docx").data for _ in range(2)
    )
    assert first == second


def test_reports_in_house_styles_are_not_accused(kit: Kit) -> None:
    total, *by_style = score_house_styles(kit, 2, seed=31)
    assert [score.name for score in by_style] == list(HOUSE_STYLES)
    assert total.reports == 2 * len(HOUSE_STYLES) and total.unread == 0
    assert total.false_accusations == 0
    assert total.sure > 500 and total.sure_wrong == 0
    assert total.trusted_wrong <= 0.01 * total.trusted
    assert total.named >= 0.99 * total.lost > 500


def test_a_lost_figure_is_counted(kit: Kit) -> None:
    text = "2023年某县教育局政府信息公开工作年度报告\n一、总体情况\n全年公开政府信息5条。\n"
    table = "科目\t一班\t二班\n语文\t31\t32\n数学\t33\t34\n"
    report = extract((text + table + "三、依申请公开\n" + "四、复议诉讼\n").encode(), "a.tsv", kit)
    lost = count_lost(report)
    assert (lost.lost, lost.named) == (4, 4)
