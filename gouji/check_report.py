"""`gouji check FILE`: checks a report before it is published."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from gouji.configs import FOLDER
from gouji.models.versions import find_in_use
from gouji.pipeline.batch.page_images import with_images
from gouji.pipeline.errors import ReportError, Unreachable
from gouji.pipeline.extract import extract_all
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import find_parts
from gouji.terminal.report_view import WIDEST, draw_report
from gouji.text import printable

GOOD, UNREAD, BROKEN = 0, 1, 3


class CheckError(Exception):
    """There is nothing to check. The message is Chinese and English."""


def find_datasets(place: Path, wanted: bool) -> bool:
    """Whether `place` is a folder of datasets, and not a report.

    `wanted` is true where only datasets are accepted. Raises CheckError for a folder without
    datasets, and for a report where datasets are wanted.
    """
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

    `BROKEN` if a rule is broken, `UNREAD` if the file cannot be read, else `GOOD`, also where cells
    are doubtful. Raises ConfigError and ArtefactError.
    """
    console = console or Console()
    console.width = min(console.width, WIDEST)
    kit = load_kit(FOLDER, find_in_use().folder)
    outcome = _read(file, kit)
    if isinstance(outcome, ReportError):
        console.print(Text(f"✗ {printable(outcome.message_zh)}", "red"))
        console.print(Text(f"  {printable(outcome.message_en)}", "dim"))
        return UNREAD
    return max(_print(console, file, report, kit.config.trust) for report in outcome)


def _read(file: Path, kit: Kit) -> tuple[Report, ...] | ReportError:
    try:
        return extract_all(with_images(file, file.read_bytes()), str(file), kit)
    except ReportError as error:
        return error
    except OSError as error:
        return Unreachable(error.strerror or "")


def _print(console: Console, file: Path, report: Report, trust: float) -> int:
    console.print(_draw_title(file, report))
    for content in draw_report(report, trust):
        console.print(content)
    verdicts = [finding.verdict for finding in report.findings]
    broken, undecided = verdicts.count("broken"), verdicts.count("undecided")
    doubtful = sum(cell.confidence < trust for cell in report.cells)
    console.print(_draw_closing(broken, undecided, doubtful))
    return BROKEN if broken else GOOD


def _draw_title(file: Path, report: Report) -> Text:
    agency = printable(report.agency) or "机关不详 agency unknown"
    title = f"{agency} {report.year or '年度不详 year unknown'}"
    return Text.assemble((title, "bold"), (f"  {printable(str(file))}\n", "dim"))


def _draw_closing(broken: int, undecided: int, doubtful: int) -> Text:
    """The last lines: first the rules to correct, then the cells to compare with the source."""
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
