"""Texts and web pages that have too much of something."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.bad import MEGABYTE, PAGE, TEXT, Bad, bad


def large() -> Iterator[Bad]:
    row = "<tr>" + "<td>0</td>" * 10 + "</tr>"
    yield bad("cells.html", f"<table>{row * 100_000}</table>", "too_large", "timeout", heavy=True)
    line = "<p>一段文字。</p>"
    lines = 51 * MEGABYTE // len(line.encode())
    yield bad("over.html", line * lines, "too_large", heavy=True)
    yield bad("lines.html", line * (lines * 9 // 10), "too_large", "timeout", heavy=True)
    prose = ("<p>" + "政府信息公开工作情况。" * 3000 + "</p>") * 490
    kinds = ("not_a_report", "timeout", "memory", "too_large")
    yield bad("prose.html", prose, *kinds, heavy=True)
    yield bad("tabs.txt", ("0\t" * 30 + "\n") * 6000, "ok", *kinds, heavy=True)
    yield bad("grid.txt", TEXT + ("规章\t0\t0\t0\n" * 40_000), "ok", *kinds, heavy=True)


def deep() -> Iterator[Bad]:
    for name, open_, close in (("div", "<div>", "</div>"), ("b", "<b>", "</b>")):
        page = open_ * 50_000 + "年报" + close * 50_000
        yield bad(f"{name}.html", page, "not_a_report", "damaged", "empty")
    table = "<table><tr><td>" * 2000 + "0" + "</td></tr></table>" * 2000
    yield bad("table.html", table, "empty", "not_a_report", "damaged")
    yield bad("open.html", "<ul><li>" * 20_000, "empty", "not_a_report", "damaged")
    yield bad("quotes.md", ">" * 100_000 + "文", "not_a_report")
    yield bad("brackets.txt", "（" * 100_000, "not_a_report")


def endless_lines() -> Iterator[Bad]:
    kinds = ("ok", "not_a_report", "too_large", "timeout")
    yield bad("han.txt", "公" * MEGABYTE, *kinds)
    yield bad("digits.txt", "9" * MEGABYTE, *kinds)
    yield bad("zeros.txt", "规章" + "0" * 300_000, *kinds)
    yield bad("bars.md", "|" * 300_000, *kinds)
    yield bad("spaces.txt", "文" + " " * MEGABYTE + "字", *kinds)
    yield bad("report.txt", TEXT.replace("\n", " ") * 20, *kinds)
    yield bad("pairs.txt", "规章 0 " * 50_000, *kinds)


def spans() -> Iterator[Bad]:
    kinds = ("ok", "not_a_report")
    for span in ("99999999", "-1", "0", "1e9", "９", "'"):
        page = PAGE.replace("<td", f'<td colspan="{span}" rowspan="{span}"')
        yield bad(f"span{len(span)}{ord(span[0])}.html", page, *kinds)
    entities = "<!DOCTYPE html [" + "".join(
        f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)
    )
    yield bad("laughs.html", f'{entities}<!ENTITY a0 "年">]><p>&a9;</p>', *kinds)
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>'
    yield bad("outside.xhtml", outside, *kinds, "empty")


FAMILIES = (large, deep, endless_lines, spans)
