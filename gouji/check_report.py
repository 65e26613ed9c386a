"""`gouji check FILE`: prints the tables and findings of a report before it is published."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.text import Text

from gouji.configs import FOLDER
from gouji.pipeline.errors import ReportError, Unreachable
from gouji.pipeline.extract import extract_all
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import find_parts
from gouji.pipeline.store.rows import Reading, reading_to_rows
from gouji.terminal.report_view import draw_content
from gouji.text import printable

GOOD, UNREAD, BROKEN = 0, 1, 3
_WIDEST = 120


class CheckError(Exception):
    """There is nothing to check. The message is Chinese and English."""


def find_datasets(place: Path, wanted: bool) -> bool:
    """Whether `place` is a folder of datasets and not a report. Raises CheckError where it is
    neither, or where it is a report although datasets are `wanted`."""
    if place.is_dir() and find_parts(place, "reports"):
        return True
    if place.is_dir():
        raise CheckError(
            f"{place} 中没有 gouji 的数据；请给出一份报告，或 gouji run 的结果文件夹。\n"
            f"{place} holds no data of gouji; give a single report, or a folder of datasets."
        )
    if wanted:
        raise CheckError(
            "--agencies、--hierarchy、--metadata 只用于结果文件夹。\n"
            "--agencies, --hierarchy and --metadata are for a folder of datasets."
        )
    return False


def check_file(file: Path, console: Console | None = None) -> int:
    """Print the reports in `file` with their findings; returns the exit status.

    It is `BROKEN` if a rule is broken, `UNREAD` if the file cannot be read, and `GOOD` otherwise,
    also if something is in doubt. Raises ConfigError and ArtefactError.
    """
    console = console or Console()
    console.width = min(console.width, _WIDEST)
    kit = load_kit(FOLDER)
    outcome = _read(file, kit)
    if isinstance(outcome, ReportError):
        console.print(Text(f"✗ {printable(outcome.message_zh)}", "red"))
        console.print(Text(f"  {printable(outcome.message_en)}", "dim"))
        return UNREAD
    return max(_print(console, file, report, kit) for report in outcome)


def _read(file: Path, kit: Kit) -> tuple[Report, ...] | ReportError:
    try:
        return extract_all(file.read_bytes(), str(file), kit)
    except ReportError as error:
        return error
    except OSError as error:
        return Unreachable(error.strerror or "")


def _print(console: Console, file: Path, report: Report, kit: Kit) -> int:
    console.print(_title(file, report))
    settings = json.dumps({"trust": kit.config.trust})
    rows = reading_to_rows(Reading("", str(file), report, 0.0, kit.versions, settings))
    [row] = rows["reports"]
    for drawing in draw_content(
        row, rows["cells"], rows["sections"], rows["claims"], rows["findings"]
    ):
        console.print(drawing)
    verdicts = [finding.verdict for finding in report.findings]
    doubtful = sum(cell.confidence < kit.config.trust for cell in report.cells)
    broken, undecided = verdicts.count("broken"), verdicts.count("undecided")
    console.print(_closing(broken, undecided, doubtful))
    return BROKEN if broken else GOOD


def _title(file: Path, report: Report) -> Text:
    title = f"{printable(report.agency) or '机关不详 agency unknown'} "
    title += str(report.year or "年度不详 year unknown")
    return Text.assemble((title, "bold"), (f"  {printable(str(file))}\n", "dim"))


def _closing(broken: int, undecided: int, doubtful: int) -> Text:
    """The last lines: first the errors to correct, then the doubts to check."""
    if broken:
        text = Text(f"\n✗ {broken} 条规则不成立，请更正后再公布。", "red")
        text.append(f" {broken} broken, correct before publishing.", "dim")
    else:
        text = Text("\n✓ 没有不成立的规则。", "green")
        text.append(" No rule is broken.", "dim")
    if undecided or doubtful:
        text.append(f"\n? {undecided} 条规则未定，{doubtful} 个单元格存疑，请对照原文。", "yellow")
        text.append(f" {undecided} undecided, {doubtful} cells doubtful: check them.", "dim")
    return text
