"""Two pages on one sheet, and text in two columns."""

from __future__ import annotations

import pypdfium2

from gouji.pipeline.ingest import ingest
from tests.ingest.pdf.printed import print_pdf, read_pdf, table, texts_of

PROSE = "全年公开政府信息一千余条，收到的申请均已按期答复，没有发生行政复议和行政诉讼案件。"
ROWS = [[f"{at}.类别", str(3 * at), "", str(at + 7)] for at in range(1, 40)]
SHEET = """<style>body { columns: 2; column-gap: %s } td { height: 14pt; padding: 0; width: 25%% }
table { width: 100%% }</style><p>%s</p>%s<p>%s</p>"""


def test_a_table_goes_on_from_the_left_half_of_a_sheet_to_the_right() -> None:
    for gap in ("8pt", "40pt"):
        read = texts_of(read_pdf(SHEET % (gap, PROSE, table(ROWS), PROSE), "A4 landscape"))
        assert [row for row in read if len(row) > 1] == ROWS
        assert "".join(row[0] for row in read if len(row) == 1) == 2 * PROSE


def test_a_box_on_the_right_half_leads_back_to_the_sheet() -> None:
    data = print_pdf(SHEET % ("30pt", PROSE, table(ROWS), PROSE), "A4 landscape")
    page = pypdfium2.PdfDocument(data)[0]
    for fragment in ingest(data, "a.pdf").fragments:
        assert fragment.cell_box
        x0, y0, x1, y1 = fragment.cell_box
        height = page.get_height()
        spelled = page.get_textpage().get_text_bounded(x0, height - y1, x1, height - y0)
        assert "".join(spelled.split()) == fragment.text


def test_a_table_without_rulings_is_not_split_into_two_pages() -> None:
    """A strip between its labels and its figures, and beside a remark, is free of text."""
    style = "<style>td { text-align: left } td:first-child { width: 62% }</style>"
    rows = [
        [f"{at}.要求行政机关确认或重新出具已获取信息", str(at), str(2 * at)] for at in range(3, 20)
    ]
    read = texts_of(read_pdf(style + table(rows), "A4", "0"))
    assert read == rows
