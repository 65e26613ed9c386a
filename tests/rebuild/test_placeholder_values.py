"""Words in the place of values, with the shipped models."""

from __future__ import annotations

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.rebuild.row_sequences import vocabulary_of
from gouji.pipeline.records import Cell, CellKey

_REPORT = """\
某县人民政府2023年政府信息公开工作年度报告
二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t{regulations}
行政规范性文件\t1\t0\t5
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t{licensing}
四、政府信息公开行政复议、行政诉讼情况
行政复议\t行政诉讼
未经复议直接起诉\t复议后起诉
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
3\t1\t0\t{pending}\t6\t1\t0\t0\t0\t1\t0\t0\t0\t0\t0
五、存在的主要问题及改进情况
"""


def read(kit: Kit, **words: str) -> dict[CellKey, Cell]:
    printed = {"regulations": "7", "licensing": "55", "pending": "2"} | words
    report = extract(_REPORT.format(**printed).encode(), "a.tsv", kit)
    return {cell.key: cell for cell in report.cells}


@pytest.mark.parametrize(
    "word", ["待统计", "见附件", "＊", "？", "大", "不", "尚在统计", "不详", "……"]
)
@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("regulations", CellKey("proactive", "regulations", "in_force")),
        ("licensing", CellKey("proactive", "licensing", "decisions")),
        ("pending", CellKey("remedies", "reconsideration", "pending")),
    ],
)
def test_a_word_in_the_place_of_a_value_changes_no_other_cell(
    place: str, key: CellKey, word: str, kit: Kit
) -> None:
    found, whole = read(kit, **{place: word}), read(kit)
    assert (found[key].status, found[key].value, found[key].raw) == ("unreadable", None, word)
    others = {other: cell.value for other, cell in found.items() if other != key}
    assert others == {other: cell.value for other, cell in whole.items() if other != key}


def test_the_vocabulary_has_labels_also_broken_and_retyped(kit: Kit) -> None:
    vocabulary = vocabulary_of(kit.forms)
    for label in (
        "行政许可",
        "本年处理 决定数",
        "（四）无法提",
        "自然 人",
        "采购金额",
        "总",
        "尚未审结",
        "第20条第5项",
        "第二十條第(五)項",
    ):
        assert vocabulary.has(label), label
    for word in ("10年", "待统计", "见附件", "不适用", "＊", "……", "暂无数据"):
        assert not vocabulary.has(word), word


def test_two_rows_on_one_line_stay_two_rows(kit: Kit) -> None:
    report = (
        "二、主动公开政府信息情况\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
        "规章\t1\t2\t3\t行政规范性文件\t4\t5\t6\n"
    )
    cells = {cell.key: cell.value for cell in extract(report.encode(), "a.tsv", kit).cells}
    own = [
        cells[CellKey("proactive", row, "in_force")]
        for row in ("regulations", "normative_documents")
    ]
    assert own == [3, 6]


_ONE_CELL_A_LINE = """\
某县人民政府2020年政府信息公开工作年度报告
二、主动公开政府信息情况
第二十条第（一）项 信息内容 本年新制作数量 本年新公开数量 对外公开总数量
规章 0 0 0 规范性文件 1 1 9
第二十条第（五）项 信息内容 上一年项目数量 本年增/减 处理决定数量
行政许可 12 未增未减 40 其他对外管理服务事项 4 增2 5
第二十条第（六）项 信息内容 上一年项目数量 本年增/减 处理决定数量
行政处罚 3 未增未减 2 行政强制 0 0 8
第二十条第（八）项 信息内容 上一年项目数量 本年增/减
行政事业性收费 6 未增未减
第二十条第（九）项 信息内容 采购项目数量 采购总金额
政府集中采购 26 待统计
"""


def test_words_in_two_rows_that_follow_one_another_cut_neither(kit: Kit) -> None:
    text = _ONE_CELL_A_LINE.replace(" ", "\n")
    cells = {c.key: c for c in extract(text.encode(), "a.txt", kit).cells}

    def row(name: str, *columns: str) -> list[str | None]:
        return [cells[CellKey("proactive", name, column)].raw for column in columns]

    changed = ("items_last_year", "change", "decisions")
    assert row("licensing", *changed) == ["12", "未增未减", "40"]
    assert row("penalties", *changed) == ["3", "未增未减", "2"]
    assert row("coercion", *changed) == ["0", "0", "8"]
    assert row("fees", *changed[:2]) == ["6", "未增未减"]
    assert row("procurement", "projects", "amount") == ["26", "待统计"]
