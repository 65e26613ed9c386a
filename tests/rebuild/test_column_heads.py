"""Column heads that differ from those of the form: another order, and blocks of another form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report

SAMPLE = Path(__file__).parents[2] / "data/samples/05-official-layout.html"
HEADS = '<td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td>'
_CELL = re.compile(r"<td[^>]*>.*?</td>")
_ROW = re.compile(r"<tr>.*</tr>")
_APPLICANTS = 7  # columns of figures in the table of requests


def read(text: str, kit: Kit) -> Report:
    return extract(text.encode(), "a.html", kit)


def in_order(order: Sequence[int], heads: str) -> str:
    """The sample with the columns of its table of requests in another order."""
    text = SAMPLE.read_text("utf-8")
    start = text.index("申请人情况")
    end = text.index("</table>", start)

    def move(row: re.Match[str]) -> str:
        cells = _CELL.findall(row[0])
        labels, figures = cells[:-_APPLICANTS], cells[-_APPLICANTS:]
        moved = [figures[n] for n in order] if len(cells) > _APPLICANTS else figures
        return f"<tr>{''.join([*labels, *moved])}</tr>"

    assert HEADS in text
    return text[:start] + _ROW.sub(move, text[start:end].replace(HEADS, heads)) + text[end:]


@pytest.mark.parametrize(
    ("order", "heads"),
    [
        ((6, 0, 1, 2, 3, 4, 5), "{total}{person}{bodies}"),
        ((6, 1, 2, 3, 4, 5, 0), "{total}{bodies}{person}"),
        ((1, 2, 3, 4, 5, 0, 6), "{bodies}{person}{total}"),
    ],
)
def test_the_heads_name_the_order_of_the_columns(
    order: Sequence[int], heads: str, kit: Kit
) -> None:
    person, bodies, total = _CELL.findall(HEADS)
    text = in_order(order, heads.format(person=person, bodies=bodies, total=total))
    report, plain = read(text, kit), read(SAMPLE.read_text("utf-8"), kit)
    assert [(c.key, c.status, c.value) for c in report.cells] == [
        (c.key, c.status, c.value) for c in plain.cells
    ]
    assert not any(finding.verdict == "broken" for finding in report.findings)
    assert report.unplaced == ()


def test_a_block_with_the_heads_of_another_form_is_not_read(kit: Kit) -> None:
    text = SAMPLE.read_text("utf-8")
    for new, old in (
        ("本年制发件数", "本年新制作数量"),
        ("本年废止件数", "本年新公开数量"),
        ("现行有效件数", "对外公开总数量"),
    ):
        text = text.replace(new, old)
    report = read(text, kit)
    rows = ("regulations", "normative_documents")
    assert {cell.status for cell in report.cells if cell.key.row in rows} == {"absent"}
    assert [figure.raw for figure in report.unplaced] == ["2", "1", "46", "38", "12", "417"]
    assert {figure.near for figure in report.unplaced} == {"proactive"}
    licensing = [cell.raw for cell in report.cells if cell.key.row == "licensing"]
    assert licensing == ["1,203,846"]
