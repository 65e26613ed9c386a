"""One report in the terminal: what it is, its tables, its sections, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from gouji.configs import FOLDER
from gouji.inputs.find_report import count_reports, find_report
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.store.datasets import read_report
from gouji.pipeline.store.rows import Row
from gouji.terminal.table_view import Marks, format_number, lay_out, legend
from gouji.text import ABOUTS, METRICS, PERIODS, SECTIONS, STATES, VERDICTS, printable

_WIDEST = 120
_IDLE = ("undecided", "info")
_SIGNS = {"broken": ("✗", "red"), "undecided": ("?", "yellow")}


def print_report(out: Path, given: str, console: Console | None = None) -> None:
    """Print the report that `given` means. Raises UnknownReportError and StoreError."""
    console = console or Console()
    console.width = min(console.width, _WIDEST)
    report = find_report(out, given)
    row = read_report(out, "reports", report)[0]
    console.print(_header(row, count_reports(out, report)))
    if row["status"] == "failed":
        console.print(Text(printable(row["message_zh"]), "red"), style="red")
        console.print(Text(printable(row["message_en"]), "dim"))
        return
    names = ("cells", "sections", "claims", "findings")
    for part in draw_content(row, *(read_report(out, name, report) for name in names)):
        console.print(part)


def draw_content(
    row: Row, cells: list[Row], sections: list[Row], claims: list[Row], findings: list[Row]
) -> Iterator[RenderableType]:
    """What a report that was read holds, from its rows in the datasets."""
    yield from _tables(cells, _marks(row, findings))
    yield _sections(sections)
    if claims:
        yield draw_claims(claims)
    yield from _findings(findings)


def _header(row: Row, many: int) -> Table:
    """`many` reports are in its file."""
    state_zh, state_en = STATES[row["state"]]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in [
        ("来源 source", "\n".join(map(printable, row["sources"]))),
        ("编号 report", row["report"]),
        ("机关 agency", printable(row["agency"]) or "—"),
        ("年度 year", str(row["year"] or "—")),
        ("格式 form", row["form"] or "—"),
        ("状态 state", f"{state_zh} {state_en}"),
        *_neighbours(row, many),
    ]:
        grid.add_row(name, Text(value))
    grid.add_row()
    return grid


def _neighbours(row: Row, many: int) -> Iterator[tuple[str, str]]:
    if many > 1:
        number = row["report"].partition("#")[2] or "1"
        ways = f"{printable(row['source'])}#2" + (f" … #{many}" if many > 2 else "")
        yield "同文件 in this file", f"{number}/{many}  {ways}"


def _marks(row: Row, findings: list[Row]) -> Marks:
    broken = {cell for one in findings if one["verdict"] == "broken" for cell in one["cells"]}
    return Marks(frozenset(broken), json.loads(row["settings"])["trust"])


def _tables(cells: list[Row], marks: Marks) -> Iterator[RenderableType]:
    """Each table by the form that it follows: one report may mix two."""
    forms: dict[str, Form] = load_forms(FOLDER / "forms")
    for form, table in dict.fromkeys((cell["form"], cell["table"]) for cell in cells):
        own = {
            f"{table}/{cell['row']}/{cell['column']}": cell
            for cell in cells
            if cell["table"] == table
        }
        yield lay_out(forms[form], forms[form].table(table), own, marks)
    yield legend(marks)


def _sections(sections: list[Row]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title="部分 sections", title_justify="left")
    for head in ("部分 section", "标题 title", "字符 characters", "可信度 confidence"):
        table.add_column(head, header_style="dim")
    for one in sections:
        name = Text.assemble(SECTIONS.get(one["section"], ""), (f" {one['section']}", "dim"))
        span = f"{one['start']}–{one['end']}"
        table.add_row(name, Text(printable(one["title"])), span, f"{one['confidence']:.2f}")
    return table


def draw_claims(claims: list[Row]) -> Table:
    """Each figure of the running text with the words around it."""
    table = Table(box=None, padding=(0, 2, 0, 0), title="\n正文数字 claims", title_justify="left")
    for head in ("指标 metric", "数 value", "范围 about", "可信度 confidence", "原文 text"):
        table.add_column(head, header_style="dim")
    for one in claims:
        channel = one["metric"].partition(":")[2]
        name_zh = METRICS.get(one["metric"].partition(":")[0], "") + f" {channel}".rstrip()
        metric = Text.assemble(printable(name_zh), (f"\n{printable(one['metric'])}", "dim"))
        text = Text(printable(one["text"]), overflow="ellipsis", no_wrap=True)
        confidence = f"{one['confidence']:.2f}"
        table.add_row(metric, _figure(one), _about(one), confidence, text)
    return table


def _figure(claim: Row) -> str:
    """The number as claimed, and for a breakdown what makes it up."""
    about = "≈" if claim["approximate"] else ""
    parts = "\n= " + " + ".join(map(format_number, claim["parts"])) if claim["parts"] else ""
    return f"{about}{format_number(claim['value'])}{printable(claim['unit'])}{parts}"


def _about(claim: Row) -> str:
    """Whose figure it is and of which time, where that is not this body and this year."""
    named = [ABOUTS.get(claim["about"], ""), PERIODS.get(claim["period"], "")]
    return "\n".join(name for name in named if name)


def _findings(findings: list[Row]) -> Iterator[Text]:
    """Broken rules first, then undecided ones; those that hold are only counted, and hints that
    nothing is known about are left out."""
    held = sum(one["verdict"] == "holds" for one in findings)
    yield Text(f"\n规则 rules: {held} {VERDICTS['holds'][0]} hold", "bold")
    for verdict, (sign, style) in _SIGNS.items():
        for one in findings:
            if one["verdict"] == verdict and (verdict, one["severity"]) != _IDLE:
                yield Text.assemble(
                    (f"{sign} {VERDICTS[verdict][0]} ", style),
                    printable(one["message_zh"]),
                    (f"\n  {one['rule']}/{one['scope']}: {printable(one['message_en'])}", "dim"),
                )
