"""Reports with one table of the form, printed in any order of columns and in any text medium."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Row = Sequence[str]
TITLE = "平川县民政局2022年政府信息公开工作年度报告"
SECTIONS = {
    "requests": "三、收到和处理政府信息公开申请情况",
    "remedies": "四、政府信息公开行政复议、行政诉讼情况",
}


def print_report(table: str, rows: Sequence[Row], medium: str, prose: str = "") -> bytes:
    """The title, the section of the table with some prose, and the rows, each a label or head in
    its first fields and empty where a cell is merged."""
    lines = [TITLE, f"一、总体情况\n{prose}" if prose else "", SECTIONS[table]]
    text = MEDIA[medium](rows)
    if medium == "html":
        return "".join([*(f"<p>{line}</p>" for line in lines), text]).encode()
    return "\n".join([*lines, "", text, ""]).encode()


def _html(rows: Sequence[Row]) -> str:
    cells = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _markdown(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _lines(rows: Sequence[Row]) -> str:
    return "\n".join(text for row in rows for text in row if text)


MEDIA: Mapping[str, Callable[[Sequence[Row]], str]] = {
    "html": _html,
    "md": _markdown,
    "tab": lambda rows: "\n".join("\t".join(row) for row in rows),
    "bar": lambda rows: "\n".join(" | ".join(row) for row in rows),
    "lines": _lines,
}
SUFFIX = {"html": "html", "md": "md", "tab": "txt", "bar": "txt", "lines": "txt"}
