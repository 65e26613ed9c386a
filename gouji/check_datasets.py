"""`gouji check OUT`: all rules again over what OUT holds, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from gouji.configs import FOLDER
from gouji.inputs.agencies import load_agencies, load_hierarchy, write_agencies
from gouji.inputs.metadata import MatchedMetadata, load_metadata
from gouji.pipeline.agencies.linkage import load_renamings
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.recheck.run import Book, Rechecked, Told, recheck
from gouji.pipeline.store.datasets import StoreError
from gouji.run_summary import group_by_rule
from gouji.terminal.run_view import draw_broken, draw_findings
from gouji.text import printable

_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of OUT as it went; `listing` is the file that tells which names are one agency."""

    done: Rechecked
    metadata: MatchedMetadata
    listing: Path

    @property
    def findings(self) -> dict[str, dict[str, int]]:
        """Rule → verdict → number."""
        return group_by_rule(self.done.findings)

    @property
    def is_broken(self) -> bool:
        """Whether a rule is broken that is more than a hint."""
        return self.done.broken > 0

    def to_json(self) -> dict[str, Any]:
        joined = sum(one.name != one.agency for one in self.done.agencies)
        return {
            "findings": self.findings,
            "broken": self.done.broken,
            "agencies": len({one.agency for one in self.done.agencies}),
            "names_joined": joined,
            "listing": str(self.listing),
            "not_found": [*self.done.unmatched, *self.metadata.unmatched_files],
        }


def check_out(
    out: Path,
    *,
    agencies: Path | None = None,
    hierarchy: Path | None = None,
    metadata: Path | None = None,
) -> Checked:
    """Replace the findings of `out`. Raises CsvError, ConfigError and StoreError."""
    known = load_metadata(metadata, out) if metadata else MatchedMetadata({})
    told = Told(
        known.by_report,
        load_agencies(agencies) if agencies else {},
        load_hierarchy(hierarchy) if hierarchy else {},
    )
    book = Book(
        load_forms(FOLDER / "forms"),
        load_rules(FOLDER / "rules"),
        load_renamings(FOLDER / "agencies.yaml"),
    )
    done = recheck(out, book, told)
    try:
        return Checked(done, known, write_agencies(out, done.agencies))
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"无法写入 {out}：{reason}\n{out} cannot be written: {reason}") from error


def print_checked(console: Console, checked: Checked) -> None:
    """How each rule came out, the first contradictions across reports, and the agencies."""
    rules = load_rules(FOLDER / "rules")
    names: Mapping[str, str] = {rule.rule: rule.name_zh for rule in rules}
    console.print(draw_findings(checked.findings, dict(names)))
    if checked.done.across:
        console.rule(Text("报告之间 · across reports", "red"), align="left", style="dim")
    for one in checked.done.across:
        console.print(draw_broken(one))
    console.print(_ending(checked))


def _ending(checked: Checked) -> Text:
    told, out = checked.to_json(), printable(str(checked.listing.parent))
    ending = Text()
    if checked.is_broken:
        ending.append(f"{told['broken']} 条不成立；逐份查看：gouji show {out} REPORT", "red")
        ending.append(" · broken; look at a report with gouji show\n", "dim")
    ending += Text.assemble(
        f"{told['agencies']} 个机关，其中 {told['names_joined']} 个名称并入其他名称",
        (f" · {told['agencies']} agencies, {told['names_joined']} names joined to others\n", "dim"),
        "对应关系见 ",
        (printable(str(checked.listing)), "bold"),
        "；更正后用 --agencies 指定",
        (" · how names were joined; correct it and give it with --agencies", "dim"),
    )
    if lost := told["not_found"]:
        more = " …" if len(lost) > _MOST_LISTED else ""
        listed = ", ".join(map(printable, lost[:_MOST_LISTED]))
        ending.append(f"\n没有对应的报告 no report of: {listed}{more}", "yellow")
    return ending
