"""Tables whose columns on the right are printed on other pages."""

from __future__ import annotations

from tests.ingest.pdf.printed import read_pdf, rows_of, table

HEAD = ["信息内容", "制发", "废止", "有效", "备案"]
ROWS = [
    [f"{at}.类别", str(at), "" if at % 3 else "0", str(5 * at), f"{at}00"] for at in range(1, 9)
]
STYLE = "<style>body { margin: 0 } table { width: auto } td { width: 30mm; height: 8mm; padding: 0 }</style>"
BREAK = "<div style='break-before: page'></div>"


def cut(rows: list[list[str]], first: int, last: int) -> str:
    return table([row[first:last] for row in rows])


def test_columns_on_the_next_pages_are_joined_to_their_labels() -> None:
    rows = [HEAD, *ROWS]
    pages = BREAK.join((cut(rows, 0, 3), cut(rows, 3, 4), cut(rows, 4, 5)))
    document = read_pdf(STYLE + pages)
    assert rows_of(document) == [[(text, x) for x, text in enumerate(row)] for row in rows]
    pages_of = {one.column: one.page for one in document.fragments}
    assert pages_of == {0: 1, 1: 1, 2: 1, 3: 2, 4: 3}


def test_pages_printed_down_and_then_right_are_joined_by_their_rows() -> None:
    above, below = [HEAD, *ROWS[:3]], ROWS[3:]
    parts = (cut(above, 0, 3), cut(below, 0, 3), cut(above, 3, 5), cut(below, 3, 5))
    rows = rows_of(read_pdf(STYLE + BREAK.join(parts)))
    assert rows == [[(text, x) for x, text in enumerate(row)] for row in [HEAD, *ROWS]]


def test_a_table_at_the_same_heights_under_the_same_heads_is_another() -> None:
    """Reports printed one after the other from one template."""
    head, row = ["结果维持", "结果纠正", "总计"], ["1", "2", "3"]
    pages = BREAK.join(table([head, head, one]) for one in (row, ["4", "5", "9"]))
    rows = [[text for text, _ in row] for row in rows_of(read_pdf(STYLE + pages))]
    assert rows == [head, head, row, head, head, ["4", "5", "9"]]


def test_rows_with_labels_are_no_columns_of_the_page_before() -> None:
    pages = BREAK.join((table([HEAD, *ROWS[:4]]), table([HEAD[::-1], *ROWS[4:]])))
    rows = [[text for text, _ in row] for row in rows_of(read_pdf(STYLE + pages))]
    assert rows == [HEAD, *ROWS[:4], HEAD[::-1], *ROWS[4:]]
