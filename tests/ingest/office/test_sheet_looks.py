"""What conditional formats, colours of formats and text boxes show and hide in Excel cells."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK as LOST
from tests.hostile.packages import with_parts
from tests.ingest.pdf.printed import save, texts_of

WHITE = Font(color="FFFFFF")
RED = PatternFill(bgColor="C00000")
EMPTY_FORMAT = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;"))
# The rule for B1:C1, which hold 0 and 12, and what the cells show.
RULES = {
    "zeros in white": (CellIsRule(operator="equal", formula=["0"], font=WHITE), ["", "12"]),
    "all but zeros": (CellIsRule(operator="notEqual", formula=["0"], font=WHITE), ["0", ""]),
    "small numbers": (CellIsRule(operator="between", formula=["-1", "1"], font=WHITE), ["", "12"]),
    "zeros without a text": (
        Rule(type="expression", dxf=EMPTY_FORMAT, formula=["B1=0"]), ["", "12"],
    ),
    "by a cell that is fixed": (FormulaRule(formula=["$B$1=0"], font=WHITE), ["", ""]),
    "by a column that is fixed": (FormulaRule(formula=["$C1<5"], font=WHITE), ["0", "12"]),
    "not known": (FormulaRule(formula=["MOD(B1,5)=2"], font=WHITE), ["0" + LOST, "12" + LOST]),
    "white on red": (CellIsRule(operator="equal", formula=["0"], font=WHITE, fill=RED), ["0", "12"]),
    "red": (CellIsRule(operator="equal", formula=["0"], font=Font(color="FF0000")), ["0", "12"]),
    "filled": (FormulaRule(formula=["ISERROR(B1)"], fill=RED), ["0", "12"]),
    "bars in place of numbers": (
        DataBarRule("min", None, "max", None, "FF0000", showValue=False), ["0" + LOST, "12" + LOST],
    ),
    "bars beside numbers": (DataBarRule("min", None, "max", None, "FF0000"), ["0", "12"]),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_what_conditional_formats_show(name: str) -> None:
    rule, shown = RULES[name]
    book = Workbook()
    book.active.append(["规章", 0, 12, "乙"])
    book.active.conditional_formatting.add("B1:C1", rule)
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", *shown, "乙"]]


@pytest.mark.parametrize(
    ("code", "font", "shown"),
    [
        pytest.param("[White]0", Font(), "", id="white by its format"),
        pytest.param("[Color2]0", Font(), "", id="white by its number"),
        pytest.param("[Red]0", Font(), "7", id="red by its format"),
        pytest.param("0;[White]-0", Font(), "7", id="white if negative"),
        pytest.param("[Black]0", Font(color="FFFFFF"), "7", id="black by its format alone"),
        pytest.param("0", Font(color=Color(theme=1, tint=1.0)), "", id="ink made white"),
        pytest.param("0", Font(color=Color(theme=1, tint=0.5)), "7", id="ink made grey"),
        pytest.param("0", Font(color=Color(theme=4)), "7", id="another colour of the theme"),
    ],
)
def test_colours_of_formats_and_themes(code: str, font: Font, shown: str) -> None:
    book = Workbook()
    book.active.append(["规章", 7, 3])
    book.active["B1"].number_format, book.active["B1"].font = code, font
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", shown, "3"]]


_SPACE = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _with_box(book: Workbook, corners: str, fill: str, facts: str = "") -> bytes:
    """A workbook with a text box "81" from a column and row to others, both from 0."""
    left, top, right, bottom = corners.split()
    ends = f"<d:from><d:col>{left}</d:col><d:row>{top}</d:row></d:from>"
    ends += f"<d:to><d:col>{right}</d:col><d:row>{bottom}</d:row></d:to>"
    shape = (
        f"<d:sp><d:nvSpPr><d:cNvPr id='2' {facts}/></d:nvSpPr><d:spPr><a:{fill}/></d:spPr>"
        "<d:txBody><a:p><a:r><a:t>81</a:t></a:r></a:p></d:txBody></d:sp>"
    )
    drawing = (
        f"<d:wsDr xmlns:d='{_SPACE}/spreadsheetDrawing' xmlns:a='{_SPACE}/main'>"
        f"<d:twoCellAnchor>{ends}{shape}</d:twoCellAnchor></d:wsDr>"
    )
    links = (
        f"<Relationships><Relationship Id='r1' Type='{_OFFICE}/drawing'"
        " Target='/xl/drawings/drawing1.xml'/></Relationships>"
    )
    return with_parts(
        save(book),
        {
            "xl/drawings/drawing1.xml": drawing,
            "xl/worksheets/_rels/sheet1.xml.rels": links,
        },
    )


@pytest.mark.parametrize(
    ("corners", "fill", "facts", "row", "line"),
    [
        pytest.param("1 0 2 1", "noFill", "", ["规章", "81", "5", "乙"], "", id="in a blank cell"),
        pytest.param("2 0 3 1", "solidFill", "", ["规章", "", "81", "乙"], "", id="hides a cell"),
        pytest.param("2 0 3 1", "noFill", "", ["规章", "", "5 81", "乙"], "", id="over a figure"),
        pytest.param("2 0 3 1", "solidFill", "hidden='1'", ["规章", "", "5", "乙"], "", id="hidden"),
        pytest.param(
            "1 0 3 1", "solidFill", "", ["规章", "5" + LOST, "乙"], "81", id="hides two cells"
        ),
        pytest.param("0 5 3 9", "solidFill", "", ["规章", "", "5", "乙"], "81", id="below"),
    ],
)  # fmt: skip
def test_text_boxes_over_cells(
    corners: str, fill: str, facts: str, row: list[str], line: str
) -> None:
    book = Workbook()
    book.active.append(["规章", None, 5, "乙"])
    document = ingest(_with_box(book, corners, fill, facts), "a.xlsx")
    assert texts_of(document)[0] == row
    assert [text for texts in texts_of(document)[1:] for text in texts] == [line] * bool(line)


@pytest.mark.parametrize(
    ("value", "font", "shown"),
    [
        pytest.param(31, "Wingdings", "\uf033\uf031", id="digits that draw signs"),
        pytest.param("31", "Symbol", "31", id="digits in the font Symbol"),
        pytest.param("\uf082", "Wingdings", "②", id="a number in a circle"),
        pytest.param("ü", "Wingdings", "✓", id="a tick alone"),
        pytest.param("☑ 31", "宋体", "31", id="a tick before a figure"),
        pytest.param("☑3☐1", "宋体", "☑3☐1", id="ticks of two options"),
    ],
)
def test_signs_of_fonts(value: str | int, font: str, shown: str) -> None:
    book = Workbook()
    book.active.append(["规章", value, 3])
    book.active["B1"].font = Font(name=font)
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", shown, "3"]]


@pytest.mark.parametrize(
    ("signs", "shown"), [("ü", "31"), ("\x82", "31②"), ("\uf082", "31②"), ("2", "31\uf032")]
)
def test_signs_of_a_run_behind_a_figure(signs: str, shown: str) -> None:
    book = Workbook()
    run = TextBlock(InlineFont(rFont="Wingdings"), signs)
    book.active.append(["规章", CellRichText("31", run), 3])
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", shown, "3"]]


@pytest.mark.parametrize(
    ("area", "row"),
    [
        pytest.param("A1:C2", ["规章", "5", "7"], id="a column beyond an empty one"),
        pytest.param("A1:B2", ["规章", "5", "7"], id="a table wider than its area"),
        pytest.param("B1:C2", ["规章", "5", "7"], id="labels beside the area"),
        pytest.param("A1:E2", ["规章", "5", "7", "", "12"], id="in the area"),
        pytest.param("A1:A2,E1:E2", ["规章", "5", "7", "", "12"], id="two areas"),
        pytest.param(None, ["规章", "5", "7", "", "12"], id="no area"),
    ],
)
def test_columns_beside_the_printed_area(area: str | None, row: list[str]) -> None:
    book = Workbook()
    book.active.append(["规章", 5, 7, None, 12])
    book.active.append(["许可", 5, 7, None, 12])
    if area:
        book.active.print_area = area
    assert texts_of(ingest(save(book), "a.xlsx"))[0] == row


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_blank_column_of_a_table_is_not_beside_it(is_merged: bool) -> None:
    book = Workbook()
    book.active.append(["项目", "自然人", "法人"])
    book.active.append(["新收", 5, 7, None, 12])
    book.active.print_area = "A1:C2"
    if is_merged:
        book.active.merge_cells("C1:E1")
    else:
        book.active["D2"].border = Border(left=Side("thin"))
    read = [text for row in texts_of(ingest(save(book), "a.xlsx")) for text in row]
    assert read[-1] == "12"
