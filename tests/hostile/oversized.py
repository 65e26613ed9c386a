"""Texts and web pages that are very long, very wide or deeply nested."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.hostile_file import MEGABYTE, PAGE, TEXT, HostileFile, hostile


def large() -> Iterator[HostileFile]:
    row = "<tr>" + "<td>0</td>" * 10 + "</tr>"
    yield hostile(
        "cells.html", f"<table>{row * 100_000}</table>", "too_large", "timeout", is_heavy=True
    )
    line = "<p>一段文字。</p>"
    lines = 51 * MEGABYTE // len(line.encode())
    yield hostile("over.html", line * lines, "too_large", is_heavy=True)
    yield hostile("lines.html", line * (lines * 9 // 10), "too_large", "timeout", is_heavy=True)
    prose = ("<p>" + "政府信息公开工作情况。" * 3000 + "</p>") * 490
    kinds = ("not_a_report", "timeout", "memory", "too_large")
    yield hostile("prose.html", prose, *kinds, is_heavy=True)
    yield hostile("tabs.txt", ("0\t" * 30 + "\n") * 6000, "ok", *kinds, is_heavy=True)
    yield hostile("grid.txt", TEXT + ("规章\t0\t0\t0\n" * 40_000), "ok", *kinds, is_heavy=True)


def deep() -> Iterator[HostileFile]:
    for name, open_, close in (("div", "<div>", "</div>"), ("b", "<b>", "</b>")):
        page = open_ * 50_000 + "年报" + close * 50_000
        yield hostile(f"{name}.html", page, "not_a_report", "damaged", "empty")
    table = "<table><tr><td>" * 2000 + "0" + "</td></tr></table>" * 2000
    yield hostile("table.html", table, "empty", "not_a_report", "damaged")
    yield hostile("open.html", "<ul><li>" * 20_000, "empty", "not_a_report", "damaged")
    yield hostile("quotes.md", ">" * 100_000 + "文", "not_a_report")
    yield hostile("brackets.txt", "（" * 100_000, "not_a_report")


def endless_lines() -> Iterator[HostileFile]:
    kinds = ("ok", "not_a_report", "too_large", "timeout")
    yield hostile("han.txt", "公" * MEGABYTE, *kinds)
    yield hostile("digits.txt", "9" * MEGABYTE, *kinds)
    yield hostile("zeros.txt", "规章" + "0" * 300_000, *kinds)
    yield hostile("bars.md", "|" * 300_000, *kinds)
    yield hostile("spaces.txt", "文" + " " * MEGABYTE + "字", *kinds)
    yield hostile("report.txt", TEXT.replace("\n", " ") * 20, *kinds)
    yield hostile("pairs.txt", "规章 0 " * 50_000, *kinds)


def spans() -> Iterator[HostileFile]:
    kinds = ("ok", "not_a_report")
    for span in ("99999999", "-1", "0", "1e9", "９", "'"):
        page = PAGE.replace("<td", f'<td colspan="{span}" rowspan="{span}"')
        yield hostile(f"span{len(span)}{ord(span[0])}.html", page, *kinds)
    entities = "<!DOCTYPE html [" + "".join(
        f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)
    )
    yield hostile("laughs.html", f'{entities}<!ENTITY a0 "年">]><p>&a9;</p>', *kinds)
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>'
    yield hostile("outside.xhtml", outside, *kinds, "empty")


FAMILIES = (large, deep, endless_lines, spans)
