"""Tables without any rules: columns by where figures and heads stand, blanks by what is empty."""

from __future__ import annotations

from pipeline.ingest.columns import find_columns, head_cells
from pipeline.ingest.fields import Field
from tests.ingest.printed import read_pdf, table, texts_of

_HEADS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
_NARROW = "<style>table { width: auto } td { padding: 1pt; text-align: center }</style>"
_RIGHT = "<style>td + td.v { text-align: right }</style>"


def fields(*places: tuple[str, float, float]) -> list[Field]:
    return [Field(text, (x0, 0.0, x1, 10.0), text.isdigit()) for text, x0, x1 in places]


def test_labels_under_heads_with_nothing_behind_them_are_rows_of_blanks() -> None:
    rows = [_HEADS, ["规章", "", "", ""], ["行政规范性文件", "", "", ""]]
    prose = "<p>本年度没有制发规范性文件，有关情况将在门户网站上及时公开，接受社会各界的监督。</p>"
    texts = texts_of(read_pdf(f"<p>二、主动公开</p>{table(rows)}{prose}", border="none"))
    assert texts[1:4] == rows
    assert len(texts[4]) == 1 and texts[4][0].startswith("本年度没有制发")


def test_heads_set_close_to_one_another_are_told_apart() -> None:
    rows = [
        ["项目", "商业企业", "科研机构", "社会公益组织"],
        ["一、新收", "", "3", ""],
        ["二、结转", "1", "", ""],
    ]
    assert texts_of(read_pdf(_NARROW + table(rows), border="none")) == rows


def test_marks_set_close_to_one_another_are_two() -> None:
    rows = [
        ["一、新收", "——", "——", "124464"],
        ["二、结转", "——", "——", "10239"],
        ["三、其他", "1", "2", "3"],
    ]
    assert texts_of(read_pdf(_NARROW + table(rows), border="none")) == rows


def test_a_space_before_figures_in_running_text_parts_nothing() -> None:
    line = "全年共收到政府信息公开申请<span style='margin: 0 2.5pt'>14</span>件，均按时办结，没有延期的情况。"
    [[text]] = texts_of(read_pdf(f"<p>{line}</p>", border="none"))
    assert text.replace(" ", "") == "全年共收到政府信息公开申请14件，均按时办结，没有延期的情况。"


def test_figures_are_matched_to_heads_in_order_not_to_the_nearest() -> None:
    """Heads begin where their columns do, figures end there: they stand nearer to the next head."""
    heads = [fields(("上年", 100, 130), ("增减", 200, 230), ("处理", 300, 330))]
    row = fields(("许可", 10, 40), ("5", 190, 196), ("7", 290, 296), ("9", 390, 396))
    assert find_columns(heads, [row]) == [(190, 196), (290, 296), (390, 396)]
    sparse = [row[0], *row[1:3]]
    assert find_columns(heads, [sparse], [row]) == [(190, 196), (290, 296), (390, 396)]


def test_a_head_that_has_its_lines_to_itself_is_one() -> None:
    heads = [
        fields(("自然", 100, 120)),
        fields(("项目", 10, 30), ("企业", 150, 170)),
        fields(("人", 100, 110)),
    ]
    assert sorted(head_cells(heads)) == [(10, 30), (100, 110), (150, 170)]
    row = fields(("新收", 10, 40), ("5", 155, 160))
    assert find_columns(heads, [row]) == [(100, 110), (155, 160)]


def test_a_figure_over_two_columns_makes_them_one_only_where_no_head_speaks_against_it() -> None:
    heads = [fields(("甲", 100, 110), ("乙", 150, 160))]
    rows = [
        fields(("a", 0, 9), ("1", 100, 110), ("2", 150, 160)),
        fields(("b", 0, 9), ("345", 105, 155)),
    ]
    assert find_columns(heads, rows) == [(100, 110), (150, 160)]
    assert find_columns([fields(("甲", 100, 110), ("b", 0, 9))], rows) == [(100, 160)]


def test_running_text_that_ends_in_a_figure_over_a_column_is_no_row() -> None:
    rows = [["规章", "29", "21项"], ["规范性文件", "10", "24项"]]
    prose = "<p style='margin: 0'>分值占比六分，责任追究结果为零。本年度制发行政规范性文件的数量是<span style='margin-left: 60pt'>14</span></p>"
    document = read_pdf(prose + table([["信息内容", "制作", "公开"], *rows]), border="none")
    assert texts_of(document)[1:] == [["信息内容", "制作", "公开"], *rows]


def test_a_piece_of_a_label_between_rows_leaves_the_columns_as_they_are() -> None:
    """The label of the third row is set on three lines, its figures beside the second."""
    heads = ["情况", "自然人", "企业", "其他", "总计"]
    rows = [
        heads,
        ["一、新收申请数量", "465", "8", "", "473"],
        ["二、结转申请数量", "12", "3", "", "15"],
        ["2、<br>重复<br>申请", "152", "21", "", "173"],
        ["三、下年度办理", "31", "2", "", "33"],
    ]
    wide = "<style>table { width: auto } td { padding: 1pt 16pt; text-align: center }</style>"
    found = texts_of(read_pdf(wide + table(rows), border="none"))
    assert [one[1:] for one in found if len(one) == len(heads)] == [row[1:] for row in rows]
