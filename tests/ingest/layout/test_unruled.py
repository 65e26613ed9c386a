"""Tables without rulings: columns by the places of figures and heads, and blanks."""

from __future__ import annotations

from gouji.pipeline.ingest.layout.geometry import TextBox
from gouji.pipeline.ingest.layout.unruled.columns import find_columns, find_header_cells
from tests.ingest.pdf.printed import read_pdf, table, texts_of

_HEADS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
_NARROW = "<style>table { width: auto } td { padding: 1pt; text-align: center }</style>"
_RIGHT = "<style>td + td.v { text-align: right }</style>"


def fields(*places: tuple[str, float, float]) -> list[TextBox]:
    return [TextBox(text, (x0, 0.0, x1, 10.0), text.isdigit()) for text, x0, x1 in places]


def test_labels_under_heads_without_figures_are_rows_of_blanks() -> None:
    rows = [_HEADS, ["规章", "", "", ""], ["行政规范性文件", "", "", ""]]
    prose = "<p>本年度没有制发规范性文件，有关情况将在门户网站上及时公开，接受社会各界的监督。</p>"
    texts = texts_of(read_pdf(f"<p>二、主动公开</p>{table(rows)}{prose}", border="none"))
    assert texts[1:4] == rows
    assert len(texts[4]) == 1 and texts[4][0].startswith("本年度没有制发")


def test_heads_close_to_one_another_are_separate() -> None:
    rows = [
        ["项目", "商业企业", "科研机构", "社会公益组织"],
        ["一、新收", "", "3", ""],
        ["二、结转", "1", "", ""],
    ]
    assert texts_of(read_pdf(_NARROW + table(rows), border="none")) == rows


def test_marks_close_to_one_another_are_separate() -> None:
    rows = [
        ["一、新收", "——", "——", "124464"],
        ["二、结转", "——", "——", "10239"],
        ["三、其他", "1", "2", "3"],
    ]
    assert texts_of(read_pdf(_NARROW + table(rows), border="none")) == rows


def test_a_space_before_a_figure_in_running_text_separates_no_fields() -> None:
    line = "全年共收到政府信息公开申请<span style='margin: 0 2.5pt'>14</span>件，均按时办结，没有延期的情况。"
    [[text]] = texts_of(read_pdf(f"<p>{line}</p>", border="none"))
    assert text.replace(" ", "") == "全年共收到政府信息公开申请14件，均按时办结，没有延期的情况。"


def test_figures_are_matched_to_heads_in_order_not_to_the_nearest() -> None:
    """Heads are set left and figures right, so that a figure is nearer to the next head."""
    heads = [fields(("上年", 100, 130), ("增减", 200, 230), ("处理", 300, 330))]
    row = fields(("许可", 10, 40), ("5", 190, 196), ("7", 290, 296), ("9", 390, 396))
    assert find_columns(heads, [row]) == [(190, 196), (290, 296), (390, 396)]
    sparse = [row[0], *row[1:3]]
    assert find_columns(heads, [sparse], [row]) == [(190, 196), (290, 296), (390, 396)]


def test_a_head_alone_on_its_lines_is_a_head() -> None:
    heads = [
        fields(("自然", 100, 120)),
        fields(("项目", 10, 30), ("企业", 150, 170)),
        fields(("人", 100, 110)),
    ]
    assert sorted(find_header_cells(heads)) == [(10, 30), (100, 110), (150, 170)]
    row = fields(("新收", 10, 40), ("5", 155, 160))
    assert find_columns(heads, [row]) == [(100, 110), (155, 160)]


def test_a_figure_over_two_columns_makes_them_one_unless_each_has_a_head() -> None:
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


def test_a_piece_of_a_label_between_rows_changes_no_column() -> None:
    """The label of the third row has three lines, and its figures are beside the second."""
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


_CENTRED = "<style>table { width: auto } td { padding: 1pt 6pt; text-align: center }</style>"


def _wide(rows: list[list[str]]) -> list[list[str]]:
    """The rows read from a table whose texts break at <br>."""
    return texts_of(read_pdf(_CENTRED + table(rows), border="none"))


def _plain(rows: list[list[str]]) -> list[list[str]]:
    return [[text.replace("<br>", "") for text in row] for row in rows]


def test_a_label_is_in_the_middle_of_figures_with_units_on_the_next_line() -> None:
    rows = [
        ["项目", "自然人", "企业", "总计"],
        ["一、本年新收", "57679<br>条", "2584<br>条", "60263<br>条"],
        ["二、上年结转", "5170<br>条", "309<br>条", "5479<br>条"],
        ["三、予以公开", "0", "439<br>条", "439<br>条"],
    ]
    assert _wide(rows) == _plain(rows)


def test_a_word_on_three_lines_is_in_one_cell() -> None:
    rows = [
        ["项目", "自然人", "企业", "机构", "总计"],
        ["一、本年新收", "5", "1", "0", "6"],
        ["二、上年结转", "61", "见门户<br>网站公<br>示", "0", "78"],
        ["三、予以公开", "0", "按规<br>定执行", "2", "4"],
    ]
    prose = "<p>本年度没有制发规范性文件，有关情况将在门户网站上公开，<br>接受社会各界的监督。</p>"
    found = texts_of(read_pdf(_CENTRED + prose * 2 + table(rows), border="none"))
    assert found[-len(rows) :] == _plain(rows)


def test_heads_above_rows_with_figures_in_the_last_column_are_no_labels() -> None:
    rows = [
        ["", "自然<br>人", "商业企<br>业", "科研<br>机构", "总<br>计"],
        ["一、本年新收申请数量", "", "", "", "5"],
        ["1.属于国家秘密", "", "", "", "0"],
        ["二、上年结转", "", "", "", "1"],
    ]
    found = [row for row in _wide(rows) if row[0].startswith(("一", "1", "二"))]
    assert found == rows[1:]


def test_rows_as_far_from_one_another_as_lines_keep_their_labels() -> None:
    """No text on the page has a second line."""
    rows = [["项目", "自然人", "企业", "总计"]]
    rows += [[f"{n}.第{n}种情形", "", "", "3" if n % 4 == 0 else ""] for n in range(1, 13)]
    assert _wide(rows) == rows


def test_figures_with_units_that_nearly_touch_are_separate() -> None:
    narrow = _CENTRED.replace("</style>", " td + td { padding: 1pt }</style>")
    rows = [
        ["项目", "甲", "乙", "丙"],
        ["一、新收", "11件", "12件", "83件"],
        ["二、结转", "", "", "5件"],
    ]
    assert texts_of(read_pdf(narrow + table(rows), border="none")) == rows


def test_a_heading_separates_the_header_below_it_from_the_one_above() -> None:
    body = table([["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]])
    body += "<p style='margin: 2pt 0'>（五）主动公开政府信息的情况</p>"
    rows = [["信息内容", "制发件数", "废止件数", "有效件数"], ["规章制度和文件", "9", "", "7"]]
    found = texts_of(read_pdf(body + table(rows), border="none"))
    assert found[-1] == rows[-1]


def test_a_head_of_several_columns_is_no_column_even_if_it_is_no_wider() -> None:
    heads = [
        [
            TextBox("行政复议", (40, 0, 80, 10), False),
            TextBox("行政诉讼", (140, 0, 180, 10), False),
        ],
        fields(
            ("结果维持", 0, 40), ("结果纠正", 42, 82), ("其他结果", 110, 150), ("总计", 160, 180)
        ),
    ]
    lower = [TextBox(one.text, (one.box[0], 12, one.box[2], 22), False) for one in heads[1]]
    assert sorted(find_header_cells([heads[0], lower])) == [
        (0, 40),
        (42, 82),
        (110, 150),
        (160, 180),
    ]


def test_the_number_of_a_heading_with_gaps_around_it_is_part_of_its_line() -> None:
    apart = "<style>h2 span { margin: 0 .3em } td { width: 25% }</style>"
    headings = "<h2>一<span>、</span>总体情况</h2><h2>第二部分<span></span>主动公开</h2>"
    rows = [_HEADS, ["规章", "3", "1", "2"], ["规范性文件", "7", "4", "5"]]
    texts = texts_of(read_pdf(apart + headings + table(rows), border="none"))
    assert texts == [["一、总体情况"], ["第二部分 主动公开"], *rows]


def test_a_number_beside_a_figure_is_no_heading() -> None:
    rows = [["一、", "12"], ["二、", "7"]]
    assert texts_of(read_pdf(table(rows), border="none"))[-2:] == rows


def test_a_head_above_two_others_is_no_column_though_it_is_narrower() -> None:
    group = [TextBox("申请人情况", (35.0, 0.0, 65.0, 10.0), False)]
    left = [TextBox("自然人", (0.0, 12.0, 12.0, 22.0), False)]
    wide = fields(("社会公益组织", 15, 49), ("法律服务机构", 51, 85))
    lower = [TextBox(one.text, (one.box[0], 24.0, one.box[2], 34.0), False) for one in wide]
    assert sorted(find_header_cells([group, left + lower])) == [(0, 12), (15, 49), (51, 85)]
    alone = find_header_cells(
        [[*group, TextBox("总计", (90.0, 0.0, 99.0, 10.0), False)], left + lower]
    )
    assert sorted(alone) == [(0, 12), (15, 49), (51, 85), (90, 99)]
