"""The closing page of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gouji.pipeline.store.counts import BrokenRule, FailedReport
from gouji.run_summary import RunSummary
from gouji.text import STATUSES, VERDICTS, printable

_MOST_LISTED = 20
_VERDICT_STYLES = {"holds": "green", "broken": "red", "undecided": "yellow"}


def print_closing(console: Console, summary: RunSummary, rule_names: dict[str, str]) -> None:
    """What was read, what stands in the cells, which rules are broken, where it all is."""
    console.print(_counts(summary))
    if summary.findings:
        console.print(draw_findings(summary.findings, rule_names))
    if summary.broken:
        console.rule(Text("不成立的规则 · broken rules", "red"), align="left", style="dim")
        _print_all(console, [draw_broken(one) for one in summary.broken])
    if summary.failures:
        console.rule(Text("未能读取 · not read", "yellow"), align="left", style="dim")
        _print_all(console, [_failure_line(one) for one in summary.failures])
    if summary.new:
        console.rule(Text("待读 · to be read", "cyan"), align="left", style="dim")
        _print_all(console, [Text(printable(name)) for name in summary.new])
    console.print(_ending(summary))


def _counts(summary: RunSummary) -> Table:
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    reports = [
        ("读取", "read", summary.read, "green"),
        ("失败", "failed", summary.failed, "red"),
        ("已有", "already", summary.already, ""),
        ("重复", "repeated", summary.repeated, ""),
        ("略过", "ignored", summary.ignored, ""),
        ("待读", "pending", summary.pending, "yellow"),
    ]
    grid.add_row("报告 reports", *map(_count, reports))
    cells = [(*names, summary.cells.get(key, 0), "") for key, names in STATUSES.items()]
    doubtful = (f"可信度<{summary.trust:g}", "below trust", summary.doubtful, "yellow")
    grid.add_row("单元格 cells", *map(_count, [*cells, doubtful]))
    return grid


def _count(counted: tuple[str, str, int, str]) -> Text:
    zh, en, number, style = counted
    return Text.assemble((str(number), style if number else "dim"), f" {zh}", (f"\n{en}", "dim"))


def draw_findings(
    findings: Mapping[str, Mapping[str, int]], rule_names: Mapping[str, str]
) -> Table:
    """How often each rule holds, is broken, is undecided: rule → verdict → number."""
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    table.add_column("规则\nrule")
    for verdict, (zh, en) in VERDICTS.items():
        table.add_column(f"{zh}\n{en}", justify="right", style=_VERDICT_STYLES[verdict])
    for rule, verdicts in findings.items():
        name = Text.assemble(rule_names.get(rule, ""), (f" {rule}", "dim"))
        numbers = [verdicts.get(verdict, 0) for verdict in VERDICTS]
        table.add_row(name, *(str(n) if n else Text("·", "dim") for n in numbers))
    return table


def draw_broken(one: BrokenRule) -> Text:
    """What does not hold, in which report."""
    return Text.assemble(
        (printable(one.source), "bold"),
        f"\n  {printable(one.message_zh)}",
        (f"\n  {one.rule}/{one.scope}: {printable(one.message_en)}", "dim"),
    )


def _failure_line(one: FailedReport) -> Text:
    return Text.assemble(
        (printable(one.source), "bold"),
        (f" {one.kind}", "yellow"),
        f"\n  {printable(one.message_zh)}",
        (f"\n  {printable(one.message_en)}", "dim"),
    )


def _print_all(console: Console, lines: Sequence[Text]) -> None:
    for line in lines[:_MOST_LISTED]:
        console.print(line)
    more = len(lines) - _MOST_LISTED
    if more > 0:
        console.print(f"… 另有 {more} 项 · {more} more", style="dim", highlight=False)


def _ending(summary: RunSummary) -> Text:
    rate = f"{summary.reports_per_second:.1f}"
    ending = Text.assemble(
        f"用时 {summary.seconds:.2f} 秒，每秒 {rate} 份",
        (f" · {summary.seconds:.2f} s, {rate} reports/s\n", "dim"),
        ("结果 OUT: ", "bold"),
        printable(summary.out),
        "\n跨年度、跨机关的核对：",
        (f"gouji check {printable(summary.out)}", "bold"),
        (" adds what holds across years and agencies", "dim"),
    )
    if summary.stopped:
        ending.append("\n已中断，读完的报告已保存；再次运行即可继续。", "yellow")
        ending.append(" Stopped; what was finished is kept, run again to go on.", "dim")
    return ending
