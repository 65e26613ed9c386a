"""One report in the terminal: its identity, its tables, sections and claims, and its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from gouji.configs import FOLDER
from gouji.inputs.find_report import count_reports, find_report
from gouji.inputs.stored_report import load_stored_report
from gouji.pipeline.check.messages.structure import REASONS
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.records import Cell, Claim, Finding, Report, Section, UnplacedFigure
from gouji.pipeline.store.records_to_rows import Row
from gouji.terminal.cell_signs import Marks, draw_legend, format_number
from gouji.terminal.table_view import TableView
from gouji.text import ABOUTS, METRICS, PERIODS, SECTIONS, STATES, VERDICTS, printable

WIDEST = 120  # Width of a report, in terminal columns, however wide the terminal is.
_AROUND = 24  # Characters of text shown before and after a figure without a cell.
_UNKNOWN = "不详 unknown"
_SIGNS = {"broken": ("✗", "red"), "undecided": ("?", "yellow")}


def print_report(out: Path, given: str, console: Console | None = None) -> None:
    """Print the report that `given` means. Raises UnknownReportError and StoreError."""
    console = console or Console()
    console.width = min(console.width, WIDEST)
    stored = load_stored_report(out, find_report(out, given))
    count = count_reports(out, stored.row["report"])
    console.print(_draw_identity(stored.row, count, stored.trust))
    if stored.report is None:
        console.print(Text(printable(stored.row["message_zh"]), "red"))
        console.print(Text(printable(stored.row["message_en"]), "dim"))
        return
    for content in draw_report(stored.report, stored.trust):
        console.print(content)


def draw_report(report: Report, trust: float) -> Iterator[RenderableType]:
    """The tables, sections, claims and findings of a report; cells with a confidence below `trust`
    are marked as doubtful."""
    broken = [finding for finding in report.findings if finding.verdict == "broken"]
    marks = Marks(frozenset(key for finding in broken for key in finding.cells), trust)
    yield from _draw_tables(report.cells, marks)
    yield _draw_sections(report.sections)
    if report.claims:
        yield draw_claims(report.claims)
    if report.unplaced:
        yield draw_unplaced(report.unplaced, report.document.text)
    yield from _draw_findings(report.findings)


def _mark(text: str, confidence: float, trust: float) -> str:
    """An agency or a year, with a request to check it where its confidence is below `trust`."""
    if not text:
        return _UNKNOWN
    return text if confidence >= trust else f"{text}（请核对 check）"


def _draw_identity(row: Row, count: int, trust: float) -> Table:
    """The file, id, agency and year of a report; `count` is the number of reports in its file."""
    state_zh, state_en = STATES[row["state"]]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in [
        ("来源 source", "\n".join(map(printable, row["sources"]))),
        ("编号 report", row["report"]),
        ("机关 agency", _mark(printable(row["agency"]), row["agency_confidence"], trust)),
        ("年度 year", _mark(str(row["year"] or ""), row["year_confidence"], trust)),
        ("格式 form", f"{row['form']} 年格式" if row["form"] else _UNKNOWN),
        ("状态 state", f"{state_zh} {state_en}"),
        *_list_neighbours(row, count),
    ]:
        grid.add_row(name, Text(value))
    grid.add_row()
    return grid


def _list_neighbours(row: Row, count: int) -> Iterator[tuple[str, str]]:
    """How to name the other reports of the same file."""
    if count > 1:
        number = row["report"].partition("#")[2] or "1"
        names = f"{printable(row['source'])}#2" + (f" … #{count}" if count > 2 else "")
        yield "同文件 in this file", f"{number}/{count}  {names}"


def _draw_tables(cells: Sequence[Cell], marks: Marks) -> Iterator[RenderableType]:
    """Each table in the form that it follows: one report may follow two forms."""
    forms = load_forms(FOLDER / "forms")
    for form, table in dict.fromkeys((cell.form, cell.key.table) for cell in cells):
        drawn = {cell.key: cell for cell in cells if cell.key.table == table}
        yield TableView(forms[form], forms[form].table(table), drawn, marks)
    yield draw_legend(marks)


def _draw_sections(sections: Sequence[Section]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title="章节 sections", title_justify="left")
    for head in ("章节 section", "标题 title", "字符 characters", "可信度 confidence"):
        table.add_column(head, header_style="dim")
    for section in sections:
        name = Text.assemble(SECTIONS.get(section.section, ""), (f" {section.section}", "dim"))
        span = f"{section.start}–{section.end}"
        table.add_row(name, Text(printable(section.title)), span, f"{section.confidence:.2f}")
    return table


def draw_claims(claims: Sequence[Claim]) -> Table:
    """Each figure of the running text with its sentence."""
    table = Table(box=None, padding=(0, 2, 0, 0), title="\n正文数字 claims", title_justify="left")
    for head in ("指标 metric", "数 value", "范围 about", "可信度 confidence", "原文 text"):
        table.add_column(head, header_style="dim")
    for claim in claims:
        name, _, channel = claim.metric.partition(":")
        name_zh = f"{METRICS.get(name, '')} {channel}".rstrip()
        metric = Text.assemble(printable(name_zh), (f"\n{printable(claim.metric)}", "dim"))
        sentence = Text(printable(claim.text), overflow="ellipsis", no_wrap=True)
        confidence = f"{claim.confidence:.2f}"
        table.add_row(metric, _draw_figure(claim), _draw_scope(claim), confidence, sentence)
    signs = {"≈ 约数 approximate": any(claim.approximate for claim in claims)}
    signs["= 各分项 the parts of a total"] = any(claim.parts for claim in claims)
    table.caption = "   ".join(sign for sign, is_used in signs.items() if is_used) or None
    table.caption_justify = "left"
    return table


def draw_unplaced(figures: Sequence[UnplacedFigure], text: str) -> Table:
    """The figures of tables that no cell holds, each with the text around it."""
    title = "\n未对应到单元格的数字 figures without a cell"
    table = Table(box=None, padding=(0, 2, 0, 0), title=title, title_justify="left")
    for head in ("数字 figure", "表 table", "原因 reason", "原文 text"):
        table.add_column(head, header_style="dim")
    for figure in figures:
        start, end = max(0, figure.start - _AROUND), figure.end + _AROUND
        around = printable(text[start:end])
        name = SECTIONS.get(figure.near or "", _UNKNOWN)
        reason = Text.assemble(REASONS[figure.reason][0], (f"\n{REASONS[figure.reason][1]}", "dim"))
        table.add_row(
            Text(printable(figure.raw), "yellow"),
            name,
            reason,
            Text(around, overflow="ellipsis", no_wrap=True),
        )
    return table


def _draw_figure(claim: Claim) -> str:
    """The number as claimed, and the parts of a breakdown."""
    sign = "≈" if claim.approximate else ""
    parts = "\n= " + " + ".join(map(format_number, claim.parts)) if claim.parts else ""
    return f"{sign}{format_number(claim.value)}{printable(claim.unit)}{parts}"


def _draw_scope(claim: Claim) -> str:
    """Whose figure it is and of which period, where that is not this agency and this year."""
    names = [ABOUTS.get(claim.about, ""), PERIODS.get(claim.period, "")]
    return "\n".join(name for name in names if name)


def _draw_findings(findings: Sequence[Finding]) -> Iterator[Text]:
    """The broken rules, then the undecided ones. Rules that hold are only counted, and undecided
    hints are left out."""
    held = sum(finding.verdict == "holds" for finding in findings)
    yield Text(f"\n勾稽关系和其他规则 rules: {held} 条{VERDICTS['holds'][0]} hold", "bold")
    for verdict, (sign, style) in _SIGNS.items():
        for finding in findings:
            is_hint = verdict == "undecided" and finding.severity == "info"
            if finding.verdict == verdict and not is_hint:
                place = f"\n  {finding.rule}/{finding.scope}: {printable(finding.message_en)}"
                yield Text.assemble(
                    (f"{sign} {VERDICTS[verdict][0]} ", style),
                    printable(finding.message_zh),
                    (place, "dim"),
                )
