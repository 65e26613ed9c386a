"""Printed rows matched to rows of the form, with the shipped models."""

from __future__ import annotations

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.rebuild.columns.column_context import _join_fields
from gouji.pipeline.records import CellKey, Fragment

_OPENING = "四、政府信息公开行政复议、行政诉讼情况"
_HEADS = "结果维持 结果纠正 其他结果 尚未审结 总计"
_TABLE = f"行政复议 行政诉讼 {_HEADS} 未经复议直接起诉 复议后起诉 {_HEADS} {_HEADS}"
_FIGURES = "3 1 0 2 6 无 无 无 无 无 1 0 0 0 1"
_CLOSING = "五、存在的主要问题及改进情况 一些部门公开不够及时，内容不够完整。"
_WHERE = ("upheld", "corrected", "other", "pending", "total")


def remedies(text: str, kit: Kit) -> list[list[float | None]]:
    """The values of the three groups of the remedies table."""
    cells = {cell.key: cell for cell in extract(text.encode(), "a.txt", kit).cells}
    groups = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    return [
        [
            None if (v := cells[CellKey("remedies", g, c)].value) is None else float(v)
            for c in _WHERE
        ]
        for g in groups
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join([_OPENING, _TABLE, _FIGURES, _CLOSING]), id="a row a line"),
        pytest.param(" ".join([_OPENING, _TABLE, _FIGURES, _CLOSING]), id="all on one line"),
        pytest.param(
            " ".join([_OPENING, _TABLE, _FIGURES, "（此表由本机关填报）"]), id="a remark after it"
        ),
        pytest.param(
            "\n".join([_OPENING, *_TABLE.split(), *_FIGURES.split(), _CLOSING]), id="a cell a line"
        ),
        pytest.param(
            "\n".join([_OPENING, _TABLE, " ".join(map(str, range(15))), _FIGURES, _CLOSING]),
            id="under numbered columns",
        ),
    ],
)
def test_the_row_under_the_heads_of_table_remedies_is_found(text: str, kit: Kit) -> None:
    found = remedies(f"某县人民政府2023年政府信息公开工作年度报告\n{text}", kit)
    assert found == [[3, 1, 0, 2, 6], [0, 0, 0, 0, 0], [1, 0, 0, 0, 1]]


_PARTS = """\
二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t0
行政规范性文件\t1\t0\t5
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t55
第二十条第（八）项
信息内容\t本年收费金额{unit}
行政事业性收费\t140595
"""


@pytest.mark.parametrize(
    ("unit", "wan_yuan"),
    [("", 140595), ("（单位：万元）", 140595), ("（单位：元）", 14.0595), ("(元)", 14.0595)],
)
def test_the_unit_in_the_header_of_a_part_of_the_table_is_used(
    unit: str, wan_yuan: float, kit: Kit
) -> None:
    text = "某县人民政府2023年政府信息公开工作年度报告\n" + _PARTS.format(unit=unit)
    cells = {cell.key: cell for cell in extract(text.encode(), "a.tsv", kit).cells}
    fees = cells[CellKey("proactive", "fees", "fee_amount")]
    assert (fees.raw, float(fees.value or 0)) == ("140595", wan_yuan)


def test_a_table_with_empty_fields_only_is_blank_and_not_absent(kit: Kit) -> None:
    heads = _HEADS.replace(" ", "\t")
    labels = ["行政复议\t", "行政诉讼\t未经复议直接起诉", "\t复议后起诉"]
    rows = [f"{label}\t\t\t\t\t" for label in labels]
    text = "\n".join([_OPENING, f"类别\t\t{heads}", *rows, _CLOSING])
    found = extract(text.encode(), "a.tsv", kit).cells
    assert {cell.status for cell in found if cell.key.table == "remedies"} == {"blank"}
    assert {cell.status for cell in found if cell.key.table == "proactive"} == {"absent"}


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        pytest.param(["_ 0 1 4 _", "72 _ _ _ 80"], "72 0 1 4 80", id="split by the end of a page"),
        pytest.param(["1 0", "0 4 5"], "1 0 0 4 5", id="broken over two lines"),
        pytest.param(
            ["1 0 0 0 1", "1 0 0 0 1"], "1 0 0 0 1 1 0 0 0 1", id="one place filled twice"
        ),
    ],
)
def test_the_pieces_of_a_row_are_joined(pieces: list[str], joined: str) -> None:
    fields = [
        [Fragment(0, 0, "" if text == "_" else text, line, x) for x, text in enumerate(one.split())]
        for line, one in enumerate(pieces)
    ]
    assert [field.text for field in _join_fields(fields, 5)] == joined.split()
