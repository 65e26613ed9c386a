"""`gouji check OUT`: applies all rules again to the reports of OUT and prints the findings."""

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
from gouji.pipeline.recheck.run import Recheck, RuleBook, UserInput, recheck
from gouji.pipeline.store.datasets import StoreError
from gouji.run_summary import group_by_rule
from gouji.terminal.run_view import draw_broken, draw_findings
from gouji.text import printable

_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check of OUT; `listing` is the file that says which names are one
    agency."""

    outcome: Recheck
    metadata: MatchedMetadata
    listing: Path

    @property
    def findings(self) -> dict[str, dict[str, int]]:
        """Rule → verdict → number."""
        return group_by_rule(self.outcome.findings)

    @property
    def is_broken(self) -> bool:
        """Whether a rule is broken that is more than a hint."""
        return self.outcome.broken > 0

    def to_json(self) -> dict[str, Any]:
        joined = sum(name.name != name.agency for name in self.outcome.agencies)
        return {
            "findings": self.findings,
            "broken": self.outcome.broken,
            "agencies": len({name.agency for name in self.outcome.agencies}),
            "names_joined": joined,
            "listing": str(self.listing),
            "not_found": [*self.outcome.unmatched, *self.metadata.unmatched_files],
        }


def check_out(
    out: Path,
    *,
    agencies: Path | None = None,
    hierarchy: Path | None = None,
    metadata: Path | None = None,
) -> Checked:
    """Replace the findings of `out`. Raises CsvError, ConfigError and StoreError."""
    user_metadata = load_metadata(metadata, out) if metadata else MatchedMetadata({})
    given = UserInput(
        user_metadata.by_report,
        load_agencies(agencies) if agencies else {},
        load_hierarchy(hierarchy) if hierarchy else {},
    )
    book = RuleBook(
        load_forms(FOLDER / "forms"),
        load_rules(FOLDER / "rules"),
        load_renamings(FOLDER / "agencies.yaml"),
    )
    outcome = recheck(out, book, given)
    try:
        return Checked(outcome, user_metadata, write_agencies(out, outcome.agencies))
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"无法写入 {out}：{reason}\n{out} cannot be written: {reason}") from error


def print_checked(console: Console, checked: Checked) -> None:
    """Print the verdicts of each rule, the first broken rules across reports, and the agencies."""
    rules = load_rules(FOLDER / "rules")
    names: Mapping[str, str] = {rule.rule: rule.name_zh for rule in rules}
    console.print(draw_findings(checked.findings, dict(names)))
    if checked.outcome.across:
        console.rule(Text("报告之间 · across reports", "red"), align="left", style="dim")
    for broken in checked.outcome.across:
        console.print(draw_broken(broken))
    console.print(_ending(checked))


def _ending(checked: Checked) -> Text:
    summary, out = checked.to_json(), printable(str(checked.listing.parent))
    agencies, joined = summary["agencies"], summary["names_joined"]
    ending = Text()
    if checked.is_broken:
        ending.append(f"{summary['broken']} 条不成立；逐份查看：gouji show {out} REPORT", "red")
        ending.append(" · broken; look at a report with gouji show\n", "dim")
    ending += Text.assemble(
        f"{agencies} 个机关，其中 {joined} 个名称并入其他名称",
        (f" · {agencies} agencies, {joined} names joined to others\n", "dim"),
        "对应关系见 ",
        (printable(str(checked.listing)), "bold"),
        "；更正后用 --agencies 指定",
        (" · how names were joined; correct it and give it with --agencies", "dim"),
    )
    if missing := summary["not_found"]:
        more = " …" if len(missing) > _MOST_LISTED else ""
        listed = ", ".join(map(printable, missing[:_MOST_LISTED]))
        ending.append(f"\n没有对应的报告 no report of: {listed}{more}", "yellow")
    return ending
