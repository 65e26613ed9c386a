"""Tables in the cells of Word tables: parts of the table around them, or tables of their own."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from tests.ingest.office.test_word_visibility import cell, paragraph, plain, run, table, word
from tests.ingest.pdf.printed import rows_of, texts_of

WIDE = "<w:gridSpan w:val='3'/>"
MERGED = WIDE + "<w:vMerge w:val='restart'/>"
FIGURES = table(plain("4", "", "7"))
# What is in the cell behind a label, its properties, and the row that is read.
ROWS = {
    "figures of a row": (FIGURES + "<w:p/>", WIDE, [("新收", 0), ("4", 1), ("", 2), ("7", 3), ("11", 4)]),
    "figures of a row in a table in a table": (
        table(cell(FIGURES + "<w:p/>", WIDE)) + "<w:p/>", WIDE,
        [("新收", 0), ("4", 1), ("", 2), ("7", 3), ("11", 4)],
    ),
    "merged cells in the table": (
        table(cell(paragraph(run("4")), "<w:gridSpan w:val='2'/>") + plain("7")) + "<w:p/>", WIDE,
        [("新收", 0), ("4", 1), ("7", 3), ("11", 4)],
    ),
    "a figure in a table of one cell": (
        table(plain("4")) + "<w:p/>", WIDE, [("新收", 0), ("4", 1), ("11", 4)],
    ),
    "fewer cells than columns": (
        table(plain("4", "7")) + "<w:p/>", WIDE, [("新收", 0), ("4 7", 1), ("11", 4)],
    ),
    "two rows": (
        table(plain("4", "5", "6"), plain("7", "8", "9")) + "<w:p/>", WIDE,
        [("新收", 0), ("4 5 6 7 8 9", 1), ("11", 4)],
    ),
    "a text beside the table": (
        paragraph(run("其中")) + FIGURES, WIDE, [("新收", 0), ("其中 4 7", 1), ("11", 4)],
    ),
    "a cell over several rows": (
        FIGURES + "<w:p/>", MERGED, [("新收", 0), ("4 7", 1), ("11", 4)],
    ),
    "a cell of one column": (
        FIGURES + "<w:p/>", "", [("新收", 0), ("4 7", 1), ("11", 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_with_a_nested_table(name: str) -> None:
    inside, facts, shown = ROWS[name]
    rows = [plain("项目", "甲", "乙", "丙", "总计")] * 2
    rows += [plain("新收") + cell(inside, facts) + plain("11"), *rows]
    assert rows_of(ingest(word(table(*rows)), "a.docx"))[2] == shown


def _group(heading: str, *rows: str, below: str = "") -> str:
    after = paragraph(run(below)) if below else "<w:p/>"
    return cell(paragraph(run(heading)) + table(*rows) + after)


HEAD = plain("维持", "纠正", "总计")
JOINED = [["复议", "诉讼"], ["维持", "纠正", "总计"] * 2, ["1", "0", "1", "2", "3", "5"]]
# Groups of columns in the cells of one row, and what is read.
GROUPS = {
    "tables with the same head": (
        [_group("复议", HEAD, plain("1", "0", "1")), _group("诉讼", HEAD, plain("2", "3", "5"))], JOINED,
    ),
    "tables with other heads": (
        [_group("复议", HEAD, plain("1", "0", "1")), _group("诉讼", plain("维持", "其他", "总计"), plain("2", "3", "5"))],
        [["复议"], ["维持", "纠正", "总计"], ["1", "0", "1"], ["诉讼"], ["维持", "其他", "总计"], ["2", "3", "5"]],
    ),
    "tables with more rows": (
        [_group("复议", HEAD, plain("1", "0", "1")), _group("诉讼", HEAD, plain("2", "3", "5"), plain("9", "9", "9"))],
        [["复议"], ["维持", "纠正", "总计"], ["1", "0", "1"], ["诉讼"], ["维持", "纠正", "总计"], ["2", "3", "5"], ["9", "9", "9"]],
    ),
    "a table without a heading": (
        [_group("复议", HEAD, plain("1", "0", "1")), _group("", HEAD, plain("2", "3", "5"))],
        [["复议"], ["维持", "纠正", "总计"], ["1", "0", "1"], ["维持", "纠正", "总计"], ["2", "3", "5"]],
    ),
    "a text below a table": (
        [_group("复议", HEAD, plain("1", "0", "1"), below="注"), _group("诉讼", HEAD, plain("2", "3", "5"))],
        [["复议"], ["维持", "纠正", "总计"], ["1", "0", "1"], ["注"], ["诉讼"], ["维持", "纠正", "总计"], ["2", "3", "5"]],
    ),
    "tables of one row": (
        [_group("复议", plain("1", "0", "1")), _group("诉讼", plain("1", "0", "1"))],
        [["复议"], ["1", "0", "1"], ["诉讼"], ["1", "0", "1"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GROUPS)
def test_tables_side_by_side(name: str) -> None:
    cells, shown = GROUPS[name]
    assert texts_of(ingest(word(table("".join(cells))), "a.docx")) == shown


def test_the_heading_of_a_group_spans_its_columns() -> None:
    cells, _ = GROUPS["tables with the same head"]
    (heads, names, _) = rows_of(ingest(word(table("".join(cells))), "a.docx"))
    assert heads == [("复议", 0), ("诉讼", 3)]
    assert [column for _, column in names] == list(range(6))
