"""Panels of agencies and years: reports that agree with one another, until faults are planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from gouji.configs import FOLDER
from gouji.pipeline.agencies.linkage import load_renamings
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.recheck.run import Recheck, RuleBook, UserInput, recheck
from gouji.pipeline.store.datasets import find_parts, read_part
from gouji.training.corpus.panels.panel import Panel, PanelReport
from gouji.training.corpus.panels.panel import draw_panel as draw_reports
from tests.export.outs import write_out

FORMS = load_forms(FOLDER / "forms")
BOOK = RuleBook(FORMS, load_rules(FOLDER / "rules"), load_renamings(FOLDER / "agencies.yaml"))
YEARS = range(2019, 2024)
ACROSS = (
    "cross_year_carry", "cross_year_in_force", "cross_year_items", "recycled_report",
    "duplicate_report", "yearly_outlier", "hierarchy_sum",
)  # fmt: skip
PLACES = [
    a + b + "县" for a in "安永临清平宁云石青金" for b in "阳河源溪海林岭桥丰康湖泉原坪岚台丘峰川水"
]
# One body's names over five years: none or one change, or for short now and then.
NAMES = [
    ["{}教育局"] * 5,
    ["{}财政局"] * 5,
    ["{}人民政府", "{}人民政府", "{}人民政府办公室", "{}人民政府办公室", "{}政府办公室"],
    ["{}水利局", "{}水利局", "{}水务局", "{}水务局", "{}水务局"],
    ["{}卫生和计划生育委员会", *["{}卫生健康局"] * 4],
    ["{}发展和改革委员会", "{}发改委", *["{}发展和改革委员会"] * 3],
    ["{}文化和旅游局", "{}文化和旅游局", *["{}文化广电和旅游局"] * 3],
    ["{}市场监督管理局", "{}市场监管局", *["{}市场监督管理局（知识产权局）"] * 3],
]


def draw_panel(rng: Random, agencies: int, years: range = YEARS) -> Panel:
    """The reports of each agency, by its place and kind, in the order of the years."""
    names = [
        [name.format(PLACES[i // len(NAMES)]) for name in NAMES[i % len(NAMES)][: len(years)]]
        for i in range(agencies)
    ]
    return draw_reports(rng, names, years.start)


def write_panel(out: Path, panel: Panel) -> Path:
    drafts = [draft for series in panel.values() for draft in series]
    assert len({draft.id for draft in drafts}) == len(drafts)
    return write_out(out, {draft.id: draft.to_report(FORMS) for draft in drafts})


def run_check(out: Path, given: UserInput | None = None, memory: str | None = None) -> Recheck:
    return recheck(out, BOOK, given or UserInput(), memory)


def read_findings(out: Path, *rules: str) -> list[dict[str, object]]:
    rows = [
        row for path in find_parts(out, "findings") for row in read_part(out, "findings", path.name)
    ]
    return [row for row in rows if not rules or row["rule"] in rules]


def copy_report(draft: PanelReport, **changes: object) -> PanelReport:
    fresh = replace(draft, values=dict(draft.values), sentences=list(draft.sentences))
    return replace(fresh, **changes)  # type: ignore[arg-type]


def outcomes(rows: list[dict[str, object]], verdict: str) -> set[tuple[object, object, object]]:
    return {(r["report"], r["rule"], r["scope"]) for r in rows if r["verdict"] == verdict}


def change_values(draft: PanelReport, changes: Mapping[str, int]) -> None:
    draft.values.update(changes)
