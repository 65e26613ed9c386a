"""Word files as offices send them: what their cells show, and nothing else."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from tests.hostile.packages import WORD, zipped
from tests.ingest.pdf.printed import rows_of, texts_of

_SPACES = "xmlns:mc='mc' xmlns:m='m' xmlns:v='v'"
_STYLES = (
    f"<w:styles xmlns:w='{WORD}'><w:style w:styleId='hidden'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:styleId='child'><w:basedOn w:val='hidden'/></w:style>"
    "<w:style w:styleId='shown'><w:basedOn w:val='hidden'/><w:rPr><w:vanish w:val='0'/></w:rPr>"
    "</w:style><w:style w:styleId='struck'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:styleId='unstruck'><w:basedOn w:val='struck'/><w:rPr><w:strike w:val='0'/></w:rPr></w:style>"
    "<w:style w:styleId='twice'><w:rPr><w:dstrike/></w:rPr></w:style>"
    "<w:style w:styleId='signs'><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr></w:style>"
    "<w:style w:styleId='raised'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style></w:styles>"
)


def word(body: str) -> bytes:
    document = f"<w:document xmlns:w='{WORD}' {_SPACES}><w:body>{body}</w:body></w:document>"
    return zipped({"word/document.xml": document, "word/styles.xml": _STYLES})


def run(text: str, facts: str = "") -> str:
    return f"<w:r><w:rPr>{facts}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def cell(inside: str, facts: str = "") -> str:
    return f"<w:tc><w:tcPr>{facts}</w:tcPr>{inside}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def plain(*texts: str) -> str:
    return "".join(cell(paragraph(run(text))) for text in texts)


def begin(code: str, data: str = "") -> str:
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r>"
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    )


SEPARATE = "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
END = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
SUP = "<w:vertAlign w:val='superscript'/>"
FOOTNOTE = "<w:footnoteReference w:customMarkFollows='1' w:id='2'/>"
WINGDINGS = "<w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/>"
DELETED = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
STRUCK_PARAGRAPH = "<w:pPr><w:pStyle w:val='struck'/></w:pPr>"
CHOICES = "<mc:AlternateContent>{}</mc:AlternateContent>"
CELLS = {
    "ruby": (f"<w:r><w:ruby><w:rt>{run('9')}</w:rt><w:rubyBase>{run('12')}</w:rubyBase></w:ruby></w:r>", "12"),
    "note": (run("38") + run("1", SUP), "38¹"),
    "mark of a footnote": (run("10") + f"<w:r><w:rPr>{SUP}</w:rPr>{FOOTNOTE}<w:t>2</w:t></w:r>", "10"),
    "mark of a footnote that is not raised": (run("10") + f"<w:r>{FOOTNOTE}<w:t>2</w:t></w:r>", "102"),
    "mark of a footnote alone": (f"<w:r><w:rPr>{SUP}</w:rPr>{FOOTNOTE}<w:t>2</w:t></w:r>", "2"),
    "raised alone": (run("38", SUP), "38"),
    "lowered": (run("H") + run("2", "<w:vertAlign w:val='subscript'/>"), "H₂"),
    "hidden by style": (run("9", "<w:rStyle w:val='child'/>") + run("1"), "1"),
    "shown by style": (run("9", "<w:rStyle w:val='shown'/>"), "9"),
    "shown though hidden by style": (
        run("9", "<w:rStyle w:val='hidden'/><w:vanish w:val='0'/>"), "9",
    ),
    "hidden paragraph": ("<w:pPr><w:pStyle w:val='hidden'/></w:pPr>" + run("9"), ""),
    "symbol": ("<w:r><w:sym w:font='Symbol' w:char='F031'/></w:r>", "1"),
    "other symbol": ("<w:r><w:sym w:font='Wingdings' w:char='F031'/></w:r>", "\uf031"),
    "number in a circle behind a figure": (
        run("16") + run("", SUP) + "<w:r><w:sym w:font='Wingdings' w:char='F082'/></w:r>", "16②",
    ),
    "number in a filled circle": ("<w:r><w:sym w:font='Wingdings 2' w:char='F076'/></w:r>", "❷"),
    "number in a circle alone": ("<w:r><w:sym w:font='Wingdings' w:char='F08A'/></w:r>", "⑩"),
    "tick behind a figure": (run("27") + "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", "27"),
    "tick before a figure": ("<w:r><w:sym w:font='Wingdings 2' w:char='0050'/></w:r>" + run(" 27件"), "27件"),
    "tick alone": ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "☑"),
    "tick between figures": (run("2") + "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>" + run("7"), "2✓7"),
    "tick of a word": (run("无") + "<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>", "无☐"),
    "two options with boxes": (run("☐12 ☑34"), "☐12 ☑34"),
    "letter in a font of symbols": (run("27") + run("ü", WINGDINGS), "27"),
    "private character in a font of symbols": (run("27") + run("\uf0fc", WINGDINGS), "27"),
    "digits in a font of symbols": (run("27") + run("31", WINGDINGS), "27\uf033\uf031"),
    "digits in a font of symbols alone": (run("31", WINGDINGS), "\uf033\uf031"),
    "digits in Symbol": (run("\uf033", "<w:rFonts w:ascii='Symbol'/>") + run("1", "<w:rFonts w:ascii='Symbol'/>"), "31"),
    "private character in a font of text": (run("27") + run("\uf0fc"), "27\uf0fc"),
    "symbols by a style": ("<w:pPr><w:pStyle w:val='signs'/></w:pPr>" + run("31"), "\uf033\uf031"),
    "struck-out symbol": (run("5") + "<w:r><w:rPr><w:strike/></w:rPr><w:sym w:font='Symbol' w:char='F031'/></w:r>", "5"),
    "raised symbol": (run("5") + f"<w:r><w:rPr>{SUP}</w:rPr><w:sym w:font='Symbol' w:char='F031'/></w:r>", "5¹"),
    "check box of a form": (
        run("41") + "<w:sdt><w:sdtPr><w14:checkbox xmlns:w14='w14'/></w:sdtPr><w:sdtContent>"
        + run("☒") + "</w:sdtContent></w:sdt>", "41",
    ),
    "box before a figure": (run("☐ 41"), "41"),
    "box before a dash": (run("☐/"), "☐/"),
    "soft hyphens": ("<w:r><w:t>1</w:t><w:softHyphen/><w:t>2\xad3</w:t></w:r>", "123"),
    "fraction": ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "1/2"),
    "power": ("<m:oMath><m:sSup><m:e><m:r><m:t>1</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>", "1^2"),
    "field": (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM(1)</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("7"), "7",
    ),
    "field in the code of a field": (
        begin(" IF ") + begin(" MERGEFIELD a ") + SEPARATE + run("77") + END
        + "<w:r><w:instrText> = 5 </w:instrText></w:r>" + SEPARATE + run("476") + END, "476",
    ),
    "field in the result of a field": (
        begin(" QUOTE ") + SEPARATE + run("4") + begin(" REF b ") + SEPARATE + run("7") + END + END, "47",
    ),
    "typed text in the code of a field": (begin(" =1+") + run("9") + SEPARATE + run("10") + END, "10"),
    "form field": (begin(" FORMTEXT ") + SEPARATE + run("51") + END, "51"),
    "list of a form": (
        begin(" FORMDROPDOWN ", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='3'/>"
              "<w:listEntry w:val='8'/></w:ddList></w:ffData>") + END, "8",
    ),
    "list of a form with an empty result": (
        begin(" FORMDROPDOWN ", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='3'/>"
              "<w:listEntry w:val='8'/></w:ddList></w:ffData>") + SEPARATE + run("") + END + run("件"), "8件",
    ),
    "list of a form with a result": (
        begin(" FORMDROPDOWN ", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='3'/>"
              "<w:listEntry w:val='8'/></w:ddList></w:ffData>") + SEPARATE + run("8") + END, "8",
    ),
    "formula without a result": (begin(" =SUM(LEFT) ") + END, "\ufffd"),
    "entry of an index": (run("12") + begin(" XE ") + run("9") + END, "12"),
    "field that is not closed": (begin(" REF a ") + run("12"), "12"),
    "end of no field": (END + run("12"), "12"),
    "struck out": (run("43", "<w:strike/>") + run("9"), "9"),
    "struck out twice": (run("43", "<w:dstrike/>") + run("9"), "9"),
    "struck out by a style": (run("43", "<w:rStyle w:val='struck'/>") + run("9"), "9"),
    "struck out behind": (run("9") + run("43", "<w:strike w:val='true'/>"), "9"),
    "not struck out": (run("43", "<w:strike w:val='0'/>") + run("9"), "439"),
    "not struck out though by its style": (
        run("43", "<w:rStyle w:val='struck'/><w:strike w:val='0'/>") + run("9"), "439",
    ),
    "struck out by the styles of paragraph and run, which cancel each other": (
        STRUCK_PARAGRAPH + run("43", "<w:rStyle w:val='struck'/>"), "43",
    ),
    "struck out by the style of the paragraph and by itself": (
        STRUCK_PARAGRAPH + run("43", "<w:strike/>") + run("9", "<w:strike w:val='0'/>"), "9",
    ),
    "struck out by the style of the paragraph though not by that of the run": (
        STRUCK_PARAGRAPH + run("43", "<w:rStyle w:val='unstruck'/>") + run("9", "<w:strike w:val='0'/>"), "9",
    ),
    "a style of the run that leaves out the stroke of its base": (
        run("43", "<w:rStyle w:val='unstruck'/>") + run("9"), "439",
    ),
    "hidden by the styles of paragraph and run, which cancel each other": (
        "<w:pPr><w:pStyle w:val='hidden'/></w:pPr>" + run("43", "<w:rStyle w:val='child'/>") + run("9"), "43",
    ),
    "struck out twice by two styles": (
        "<w:pPr><w:pStyle w:val='twice'/></w:pPr>" + run("43", "<w:rStyle w:val='twice'/>") + run("9", "<w:dstrike w:val='0'/>"), "9",
    ),
    "underlined": (run("43", "<w:u w:val='single'/>"), "43"),
    "struck out as a whole": (run("43", "<w:strike/>"), "4\u03363\u0336"),
    "white": (run("43", "<w:color w:val='FFFFFF'/>") + run("9"), "9"),
    "white by its theme": (run("43", "<w:color w:val='auto' w:themeColor='background1'/>") + run("9"), "9"),
    "grey by its theme": (
        run("43", "<w:color w:val='7F7F7F' w:themeColor='background1' w:themeShade='80'/>"), "43",
    ),
    "nearly white": (run("43", "<w:color w:val='FEFEFE'/>") + run("9"), "9"),
    "pale": (run("43", "<w:color w:val='BFBFBF'/>"), "43"),
    "white on dark": (run("43", "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F4E79'/>"), "43"),
    "white on a marker": (run("43", "<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>"), "43"),
    "dark on the same": (
        run("43", "<w:color w:val='1F4E79'/><w:shd w:val='clear' w:fill='1f4e79'/>") + run("9"), "9",
    ),
    "white on solid white over black": (
        run("43", "<w:color w:val='FFFFFF'/><w:shd w:val='solid' w:color='FFFFFF' w:fill='000000'/>") + run("9"), "9",
    ),
    "white on solid black": (run("43", "<w:color w:val='FFFFFF'/><w:shd w:val='solid' w:fill='FFFFFF'/>"), "43"),
    "white on a dense dark pattern": (
        run("43", "<w:color w:val='FFFFFF'/><w:shd w:val='pct50' w:color='1F4E79' w:fill='FFFFFF'/>"), "43",
    ),
    "white on a pale fill of the theme": (
        run("43", "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='FFFFFF' w:themeFill='background1'/>") + run("9"), "9",
    ),
    "white on a marker of white": (run("43", "<w:color w:val='FFFFFF'/><w:highlight w:val='white'/>") + run("9"), "9"),
    "black on a black marker": (run("43", "<w:color w:val='000000'/><w:highlight w:val='black'/>") + run("9"), "9"),
    "letters without a fill": (run("43", "<w14:textFill xmlns:w14='w14'><w14:noFill/></w14:textFill>") + run("9"), "9"),
    "outlined letters without a fill": (
        run("43", "<w14:textOutline xmlns:w14='w14'/><w14:textFill xmlns:w14='w14'><w14:noFill/></w14:textFill>"), "43",
    ),
    "letters drawn in white": (
        run("43", "<w14:textFill xmlns:w14='w14'><w14:solidFill><w14:srgbClr w14:val='FFFFFF'/></w14:solidFill></w14:textFill>") + run("9"), "9",
    ),
    "letters drawn in the white of the theme": (
        run("43", "<w14:textFill xmlns:w14='w14'><w14:solidFill><w14:schemeClr w14:val='bg1'/></w14:solidFill></w14:textFill>") + run("9"), "9",
    ),
    "letters drawn in a shaded white of the theme": (
        run("43", "<w14:textFill xmlns:w14='w14'><w14:solidFill><w14:schemeClr w14:val='bg1'><w14:lumMod w14:val='50000'/></w14:schemeClr></w14:solidFill></w14:textFill>"), "43",
    ),
    "letters drawn in a colour of the theme over white": (
        run("43", "<w:color w:val='FFFFFF'/><w14:textFill xmlns:w14='w14'><w14:solidFill><w14:schemeClr w14:val='accent2'/></w14:solidFill></w14:textFill>"), "43",
    ),
    "red": (run("43", "<w:color w:val='FF0000'/>"), "43"),
    "tiny": (run("43", "<w:sz w:val='2'/>") + run("9"), "9"),
    "small": (run("43", "<w:sz w:val='12'/>"), "43"),
    "raised and small": (run("16") + run("1", "<w:position w:val='10'/><w:sz w:val='10'/>"), "16¹"),
    "raised": (run("16") + run("1", "<w:position w:val='6'/>"), "16¹"),
    "lowered by points": (run("16") + run("1", "<w:position w:val='-6'/>"), "16₁"),
    "hardly raised": (run("16") + run("1", "<w:position w:val='1'/>"), "161"),
    "raised as a whole": (run("16", "<w:position w:val='6'/>"), "16"),
    "raised by a style": (run("16") + run("1", "<w:rStyle w:val='raised'/>"), "16¹"),
    "small beside large": (run("16", "<w:sz w:val='24'/>") + run("1", "<w:sz w:val='10'/>"), "16₁"),
    "a little smaller": (run("16", "<w:sz w:val='24'/>") + run("1", "<w:sz w:val='21'/>"), "161"),
    "raised word": (run("0") + run("注1", SUP), "0注¹"),
    "simple field": (f"<w:fldSimple w:instr='=SUM(1)'>{run('7')}</w:fldSimple>", "7"),
    "one of two choices": (
        CHOICES.format(f"<mc:Choice>{run('7')}</mc:Choice><mc:Choice>{run('8')}</mc:Choice>"), "7",
    ),
    "fallback alone": (CHOICES.format(f"<mc:Fallback>{run('7')}</mc:Fallback>"), "7"),
    "joined": (f"{DELETED}{run('1')}</w:p><w:p>{DELETED}{run('2')}</w:p><w:p>{run('3')}", "123"),
    "spaces": (run("1") + f"</w:p><w:p>{run(' ')}</w:p><w:p>{run('　')}", "1"),
}  # fmt: skip


def test_white_text_in_dark_cells_is_read() -> None:
    dark, white = "<w:shd w:val='clear' w:fill='1F4E79'/>", "<w:color w:val='FFFFFF'/>"
    row = cell(paragraph(run("总计", white)), dark) + cell(paragraph(run("7", white)))
    assert texts_of(ingest(word(table(row, plain("1", "2"))), "a.docx"))[0] == ["总计", ""]


_DARK, _WHITE = "<w:shd w:val='clear' w:fill='1F4E79'/>", "<w:color w:val='FFFFFF'/>"


def _part(kind: str, run_facts: str = "", cell_facts: str = "") -> str:
    facts = f"<w:rPr>{run_facts}</w:rPr><w:tcPr>{cell_facts}</w:tcPr>"
    return f"<w:tblStylePr w:type='{kind}'>{facts}</w:tblStylePr>"


STYLED_TABLES = {
    "a dark first row with white text": (_part("firstRow", _WHITE, _DARK), "", "", ["1", "2", "3"]),
    "white text in a first row without a ground": (_part("firstRow", _WHITE), "", "", ["", "2", "3"]),
    "white text in the last row": (_part("lastRow", _WHITE), "", "", ["1", "2", ""]),
    "white text in a row that is switched off": (
        _part("firstRow", _WHITE), "<w:tblLook w:firstRow='0' w:lastRow='1'/>", "", ["1", "2", "3"],
    ),
    "old switches": (_part("firstRow", _WHITE), "<w:tblLook w:val='0040'/>", "", ["1", "2", "3"]),
    "white text in every second row": (_part("band2Horz", _WHITE), "<w:tblLook w:firstRow='1'/>", "", ["1", "2", ""]),
    "dark text by the cell over white of the style": (
        _part("firstRow", _WHITE), "", "<w:color w:val='000000'/>", ["1", "2", "3"],
    ),
    "white text of the cells on a dark whole table": (
        f"<w:tcPr>{_DARK}</w:tcPr>", "", _WHITE, ["1", "2", "3"],
    ),
    "white text of the cells on a dark first row": (
        _part("firstRow", "", _DARK), "", _WHITE, ["1", "", ""],
    ),
    "shown by the text itself though hidden by the style of the table": (
        _part("firstRow", "<w:vanish/>"), "", "<w:vanish w:val='0'/>", ["1", "2", "3"],
    ),
    "hidden by the style of the table": (_part("firstRow", "<w:vanish/>"), "", "", ["", "2", "3"]),
}  # fmt: skip


@pytest.mark.parametrize("name", STYLED_TABLES)
def test_visible_text_of_a_table_with_a_style(name: str) -> None:
    style, look, facts, shown = STYLED_TABLES[name]
    look = look or "<w:tblLook w:firstRow='1' w:lastRow='1'/>"
    rows = "".join(
        f"<w:tr>{plain('规章')}{cell(paragraph(run(figure, facts)))}{plain('甲')}</w:tr>"
        for figure in "123"
    )
    styles = f"<w:styles xmlns:w='{WORD}'><w:style w:type='table' w:styleId='grid'>{style}</w:style></w:styles>"
    properties = f"<w:tblPr><w:tblStyle w:val='grid'/>{look}</w:tblPr>"
    body = f"<w:document xmlns:w='{WORD}'><w:body><w:p>{run('年')}</w:p><w:tbl>{properties}{rows}</w:tbl></w:body></w:document>"
    document = ingest(zipped({"word/document.xml": body, "word/styles.xml": styles}), "a.docx")
    assert [row[1] for row in texts_of(document) if len(row) > 1] == shown


def test_toggles_that_are_on_in_the_whole_file_stay_on() -> None:
    on = "<w:rPr><w:vanish/></w:rPr>"
    styles = (
        f"<w:styles xmlns:w='{WORD}'><w:docDefaults><w:rPrDefault>{on}</w:rPrDefault></w:docDefaults>"
        f"<w:style w:styleId='hidden'>{on}</w:style></w:styles>"
    )
    inside = run("43", "<w:rStyle w:val='hidden'/>") + run("9", "<w:vanish w:val='0'/>")
    body = f"<w:document xmlns:w='{WORD}'><w:body>{paragraph(inside)}</w:body></w:document>"
    assert (
        ingest(zipped({"word/document.xml": body, "word/styles.xml": styles}), "a.docx").text
        == "9\n"
    )


@pytest.mark.parametrize("name", CELLS)
def test_visible_text_of_a_cell(name: str) -> None:
    inside, shown = CELLS[name]
    row = plain("规章") + cell(paragraph(inside)) + plain("0")
    assert texts_of(ingest(word(table(row, plain("甲", "1", "2"))), "a.docx"))[0][1:] == [
        shown,
        "0",
    ]


def test_a_table_with_a_nested_table_and_a_long_text_is_a_table() -> None:
    inner, long = table(plain("3.其他")), paragraph(run("说明" * 400))
    rows = [cell(inner + "<w:p/>") + plain("1", "", "2")] + [plain("规章", "", "0", "7")] * 3
    assert texts_of(ingest(word(table(*rows)), "a.docx"))[:2] == [
        ["3.其他", "1", "", "2"],
        ["规章", "", "0", "7"],
    ]
    read = texts_of(ingest(word(table(*rows, cell(long))), "a.docx"))
    assert read[:2] == [["3.其他", "1", "", "2"], ["规章", "", "0", "7"]]
    assert read[-1] == ["说明" * 400]


def test_a_continued_cell_without_a_first_one_begins_there() -> None:
    continued, begins = "<w:vMerge/>", "<w:vMerge w:val='restart'/>"
    rows = [
        cell(paragraph(run("规章")), continued) + plain("1", "2"),
        cell(paragraph(run("x")), continued) + plain("3", "4"),
        cell(paragraph(run("文件")), begins) + plain("5", "6"),
        plain("许可", "7", "8"),
        cell(paragraph(run("处罚")), continued) + plain("9", "0"),
    ]
    assert texts_of(ingest(word(table(*rows)), "a.docx")) == [
        ["规章", "1", "2"], ["3", "4"], ["文件", "5", "6"], ["许可", "7", "8"], ["处罚", "9", "0"],
    ]  # fmt: skip


def test_horizontally_merged_cells_are_one() -> None:
    begins, continued = "<w:hMerge w:val='restart'/>", "<w:hMerge/>"
    head = cell(paragraph(run("申请人")), begins) + cell("<w:p/>", continued) + plain("总计")
    (first, _) = rows_of(ingest(word(table(head, plain("1", "", "1"))), "a.docx"))
    assert first == [("申请人", 0), ("总计", 2)]


def test_a_deleted_cell_has_no_column() -> None:
    deleted = cell(paragraph(run("9")), "<w:cellDel w:id='1'/>")
    row = plain("规章") + deleted + plain("1", "2")
    assert rows_of(ingest(word(table(row, plain("甲", "3", "4"))), "a.docx"))[0] == [
        ("规章", 0), ("1", 1), ("2", 2),
    ]  # fmt: skip


def test_the_package_names_its_main_part_in_any_spelling() -> None:
    link = "<Relationships><Relationship Type='x/officeDocument' Target='/doc/main.xml'/></Relationships>"
    body = f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:body>{paragraph(run('年'))}</w:body></w:document>"
    for parts in (
        {"_rels/.rels": link, "Doc/Main.xml": body},
        {"word\\document.xml": body},
        {"/WORD/document2.xml": body},
    ):
        assert ingest(zipped(parts), "a.docx").text == "年\n"
