"""The summary of a run in the terminal: counts, broken rules, files that could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gouji.pipeline.recheck.threshold import ReviewBudget
from gouji.pipeline.store.counts import BrokenRule, FailedReport
from gouji.run_summary import RunSummary
from gouji.text import STATUSES, VERDICTS, printable

_MOST_LISTED = 20  # Entries of a list; the others are only counted.
Count = tuple[str, str, int, str]  # Chinese name, English name, number, style.
_VERDICT_STYLES = {"holds": "green", "broken": "red", "undecided": "yellow"}


def print_summary(console: Console, summary: RunSummary, rule_names: dict[str, str]) -> None:
    """Print the counts of reports and cells, the results of the rules (`rule_names`: their Chinese
    names by key), the broken rules, the failures, and where the results are."""
    console.print(_draw_counts(summary))
    if summary.findings:
        console.print(draw_findings(summary.findings, rule_names))
    if summary.broken:
        console.rule(Text("不成立的规则 · broken rules", "red"), align="left", style="dim")
        _print_all(console, [draw_broken(broken) for broken in summary.broken])
    if summary.failures:
        console.rule(Text("未能读取 · not read", "yellow"), align="left", style="dim")
        _print_all(console, [_draw_failure(failure) for failure in summary.failures])
    if summary.new:
        console.rule(Text("待读 · to be read", "cyan"), align="left", style="dim")
        _print_all(console, [Text(printable(name)) for name in summary.new])
    if summary.budget is not None:
        console.print(_draw_budget(summary.budget))
    console.print(_draw_ending(summary))


def _draw_budget(budget: ReviewBudget) -> Text:
    """The threshold that was chosen, and the review that it leaves."""
    zh, en = ("实测", "measured") if budget.is_measured else ("假定", "assumed")
    hours, seconds = f"{budget.hours:.1f}", f"{budget.seconds:.1f}"
    threshold, error = f"{budget.trust:.4f}", f"{budget.expected_error:.2%}"
    text = Text(
        f"可信度阈值 {threshold}：待审 {budget.doubtful} 个单元格，约 {hours} 小时", "yellow"
    )
    text.append(f"（每格 {seconds} 秒，{zh}）；可信单元格预期错误率 {error}\n")
    text.append(
        f"threshold {threshold}: {budget.doubtful} cells to review, about {hours} hours "
        f"({seconds} s each, {en}); expected error of trusted cells {error}",
        "dim",
    )
    return text


def _draw_counts(summary: RunSummary) -> Table:
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    reports: list[Count] = [
        ("读取", "read", summary.read, "green"),
        ("失败", "failed", summary.failed, "red"),
        ("已有", "already", summary.already, ""),
        ("重复", "repeated", summary.repeated, ""),
        ("略过", "ignored", summary.ignored, ""),
        ("待读", "pending", summary.pending, "yellow"),
    ]
    grid.add_row("报告 reports", *map(_draw_count, reports))
    cells: list[Count] = [
        (*names, summary.cells.get(key, 0), "") for key, names in STATUSES.items()
    ]
    doubtful: Count = (f"可信度<{summary.trust:g}", "below trust", summary.doubtful, "yellow")
    grid.add_row("单元格 cells", *map(_draw_count, [*cells, doubtful]))
    if summary.unplaced:
        unplaced: Count = ("未对应到单元格", "without a cell", summary.unplaced, "yellow")
        grid.add_row("数字 figures", _draw_count(unplaced))
    return grid


def _draw_count(count: Count) -> Text:
    zh, en, number, style = count
    return Text.assemble((str(number), style if number else "dim"), f" {zh}", (f"\n{en}", "dim"))


def draw_findings(
    findings: Mapping[str, Mapping[str, int]], rule_names: Mapping[str, str]
) -> Table:
    """How often each rule holds, is broken and is undecided.

    `findings` has rule → verdict → number, `rule_names` the Chinese names of rules.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    table.add_column("规则\nrule")
    for verdict, (zh, en) in VERDICTS.items():
        table.add_column(f"{zh}\n{en}", justify="right", style=_VERDICT_STYLES[verdict])
    for rule, verdicts in findings.items():
        name = Text.assemble(rule_names.get(rule, ""), (f" {rule}", "dim"))
        numbers = [verdicts.get(verdict, 0) for verdict in VERDICTS]
        table.add_row(name, *(str(n) if n else Text("·", "dim") for n in numbers))
    return table


def draw_broken(broken: BrokenRule) -> Text:
    """A broken rule: its report and its message."""
    return Text.assemble(
        (printable(broken.source), "bold"),
        f"\n  {printable(broken.message_zh)}",
        (f"\n  {broken.rule}/{broken.scope}: {printable(broken.message_en)}", "dim"),
    )


def _draw_failure(failure: FailedReport) -> Text:
    return Text.assemble(
        (printable(failure.source), "bold"),
        (f" {failure.kind}", "yellow"),
        f"\n  {printable(failure.message_zh)}",
        (f"\n  {printable(failure.message_en)}", "dim"),
    )


def _print_all(console: Console, lines: Sequence[Text]) -> None:
    for line in lines[:_MOST_LISTED]:
        console.print(line)
    rest = len(lines) - _MOST_LISTED
    if rest > 0:
        console.print(f"… 另有 {rest} 项 · {rest} more", style="dim", highlight=False)


def _draw_ending(summary: RunSummary) -> Text:
    rate = f"{summary.reports_per_second:.1f}"
    ending = Text.assemble(
        f"用时 {summary.seconds:.2f} 秒，每秒 {rate} 份",
        (f" · {summary.seconds:.2f} s, {rate} reports/s\n", "dim"),
        ("结果 OUT: ", "bold"),
        printable(summary.out),
        "\n跨年度、跨机关的核对：",
        (f"gouji check {printable(summary.out)}", "bold"),
        (" compares reports across years and agencies", "dim"),
    )
    if summary.stopped:
        ending.append("\n已中断，读完的报告已保存；再次运行即可继续。", "yellow")
        ending.append(" Stopped; finished reports are kept, run again to continue.", "dim")
    return ending
