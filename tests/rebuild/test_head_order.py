"""Headers of text media whose heads are in another order than in the form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey, Report

SAMPLES = Path(__file__).parents[2] / "data/samples"
_FIGURE = re.compile(r"[\d,]+|[-—/]")
# For each sample the separator of its fields.
SEPARATORS = {"04-markdown-extra-bar.md": " | ", "09-text-layer.txt": " "}
# For each sample its heads with 总计 last and with 总计 first.
HEADS_OF = {
    "04-markdown-extra-bar.md": (
        (
            "自然人 | 法人或其他组织 |  |  |  |  | 总计",
            "总计 | 自然人 | 法人或其他组织 |  |  |  | ",
        ),
        ("|  |  |  |  | 商业企业", "|  |  |  |  |  | 商业企业"),
        ("法律服务机构 | 其他 |  | |", "法律服务机构 | 其他 | |"),
    ),
    "09-text-layer.txt": (("自然人 法人或其他组织 总计", "总计 自然人 法人或其他组织"),),
}
WIDTH = 7


def total_first(sample: str) -> str:
    """The sample with the total of each row of applications in the first column."""
    text = (SAMPLES / sample).read_text("utf-8")
    for old, new in HEADS_OF[sample]:
        assert old in text
        text = text.replace(old, new, 1)
    return "\n".join(_rotate(line, SEPARATORS[sample]) for line in text.split("\n"))


def _rotate(line: str, separator: str) -> str:
    end = " | |" if line.endswith(" | |") else ""
    *rest, total = line.removesuffix(end).split(separator)
    figures = rest[1 - WIDTH :]
    if len(rest) < WIDTH or not all(map(_FIGURE.fullmatch, [*figures, total])):
        return line
    if len(rest) > WIDTH and _FIGURE.fullmatch(rest[-WIDTH]):
        return line  # the row of remedies has more figures
    return separator.join([*rest[: 1 - WIDTH], total, *figures]) + end


def cells_of(report: Report) -> dict[CellKey, tuple[str, str | None]]:
    return {cell.key: (cell.status, cell.raw) for cell in report.cells}


@pytest.mark.parametrize("sample", HEADS_OF)
def test_the_order_of_the_heads_changes_no_cell(sample: str, kit: Kit) -> None:
    report = extract(total_first(sample).encode(), sample, kit)
    original = extract((SAMPLES / sample).read_bytes(), sample, kit)
    assert cells_of(report) == cells_of(original)
    trusted = [c for c in report.cells if c.status == "read" and c.confidence >= kit.config.trust]
    assert len(trusted) > 100
    broken = [[f.rule for f in r.findings if f.verdict == "broken"] for r in (report, original)]
    assert broken[0] == broken[1]


HEADS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
OTHER_HEADS = "总计\t结果维持\t结果纠正\t其他结果\t尚未审结"


def test_groups_side_by_side_have_their_heads_in_reading_order(kit: Kit) -> None:
    text = (SAMPLES / "01-tabs-collapsed-rows.txt").read_text("utf-8")
    start = text.index("结果维持")
    head, table = text[:start], text[start:]
    assert table.count(HEADS) == 3
    lines = table.replace(HEADS, OTHER_HEADS).split("\n")
    [row] = [i for i, line in enumerate(lines) if re.fullmatch(r"(\d+\t){14}\d+", line)]
    lines[row] = "3\t1\t2\t0\t0\t5\t0\t4\t0\t1\t0\t0\t0\t0\t0"
    report = extract((head + "\n".join(lines)).encode(), "a.txt", kit)
    read = {str(c.key): c.raw for c in report.cells if c.key.table == "remedies"}
    assert read["remedies/reconsideration/total"] == "3"
    assert read["remedies/reconsideration/corrected"] == "2"
    assert read["remedies/litigation_direct/total"] == "5"
    assert read["remedies/litigation_direct/pending"] == "1"
    assert not [
        f for f in report.findings if f.scope.startswith("remedies") and f.verdict == "broken"
    ]


A_CELL_A_LINE = "07-cell-a-line-quoted-title.txt"
LINES = ("自然人\n\n法人或其他组织\n\n总计\n", "总计\n\n自然人\n\n法人或其他组织\n")


def test_a_total_that_was_a_line_higher_is_still_the_last_column(kit: Kit) -> None:
    text = (SAMPLES / A_CELL_A_LINE).read_text("utf-8")
    assert LINES[0] in text
    report = extract(text.replace(*LINES).encode(), A_CELL_A_LINE, kit)
    original = extract(text.encode(), A_CELL_A_LINE, kit)
    assert cells_of(report) == cells_of(original)
    assert [c.confidence for c in report.cells] == [c.confidence for c in original.cells]


def test_the_sums_tell_that_the_total_is_first(kit: Kit) -> None:
    text = (SAMPLES / A_CELL_A_LINE).read_text("utf-8").replace(*LINES)
    figures = r"((?:(?:[\d,]+)\n\n){6})([\d,]+)\n(?!\n[\d,]+\n)"
    rotated = re.sub(rf"(?<!\d\n\n){figures}", r"\2\n\n\1", text)
    assert rotated != text
    report = extract(rotated.encode(), A_CELL_A_LINE, kit)
    original = extract((SAMPLES / A_CELL_A_LINE).read_bytes(), A_CELL_A_LINE, kit)
    right = cells_of(original)
    sure = [cell for cell in report.cells if cell.confidence >= kit.config.trust]
    assert len(sure) > 100
    assert {cell.key: right[cell.key] for cell in sure} == {c.key: (c.status, c.raw) for c in sure}
