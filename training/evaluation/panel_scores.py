"""Scores the rules across reports on panels of agencies whose names change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.linkage import LinkedName, Renamings
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.recheck.run import RuleBook, UserInput, recheck
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import find_parts, prepare, read_part
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from gouji.pipeline.store.writer import Writer
from gouji.training.corpus.panels.agency_names import draw_names
from gouji.training.corpus.panels.faults import Fault, find_contradictions, plant_faults
from gouji.training.corpus.panels.panel import (
    Panel,
    PanelReport,
    draw_panel,
    print_panel_report,
)
from gouji.training.evaluation.rule_scores import RuleScore

AGENCIES = 200  # agencies of a panel whose reports are written as datasets
PRINTED_AGENCIES = 20  # agencies of a panel whose reports are files that have to be read
YEARS = 5
FIRST_YEAR = 2019
PANEL_RULES = (
    *("cross_year_carry", "cross_year_in_force", "cross_year_items"),
    *("recycled_report", "duplicate_report", "yearly_outlier"),
)
_SETTINGS = '{"trust": 0.85}'
ToReport = Callable[[PanelReport], Report]


def score_panel(
    kit: Kit, renamings: Renamings, seed: int, count: int = AGENCIES
) -> list[RuleScore]:
    """The rules across reports and the linkage of names, on a panel written as datasets."""
    return _score_panel(
        Random(f"panel/{seed}"), kit, renamings, count, lambda report: report.to_report(kit.forms)
    )


def score_printed_panel(
    kit: Kit, renamings: Renamings, seed: int, count: int = PRINTED_AGENCIES
) -> list[RuleScore]:
    """The same scores on a panel of files, each of which is read."""
    rng = Random(f"printed/{seed}")

    def read(report: PanelReport) -> Report:
        sample = print_panel_report(rng, report, kit.forms)
        return extract(sample.data, sample.name, kit)

    scores = _score_panel(rng, kit, renamings, count, read)
    return [replace(score, rule=f"{score.rule}/files") for score in scores]


def _score_panel(
    rng: Random, kit: Kit, renamings: Renamings, count: int, to_report: ToReport
) -> list[RuleScore]:
    panel = draw_panel(rng, draw_names(rng, count, YEARS), FIRST_YEAR)
    planted = plant_faults(rng, panel)
    book = RuleBook(kit.forms, kit.rules, renamings)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_panel(out, panel, to_report)
        rechecked = recheck(out, book, UserInput())
        predicted = set(find_broken_findings(out))
    true, reports = planted | find_contradictions(panel), sum(map(len, panel.values()))
    rules = [_score_rule(rule, reports, predicted, true) for rule in PANEL_RULES]
    return [*rules, score_linkage(panel, rechecked.agencies)]


def write_panel(out: Path, panel: Panel, to_report: ToReport) -> None:
    """Write the panel as datasets into `out`. The source of a report is its id."""
    prepare(out)
    writer = Writer(out)
    for report in (report for series in panel.values() for report in series):
        reading = Reading(report.id, report.id, to_report(report), 0.1, "", _SETTINGS)
        writer.add(reading_to_tables(reading))
    writer.flush()


def find_broken_findings(out: Path) -> Iterator[Fault]:
    """The broken findings of PANEL_RULES in the datasets in `out`."""
    for path in find_parts(out, "findings"):
        for row in read_part(out, "findings", path.name, ["report", "rule", "scope", "verdict"]):
            if row["verdict"] == "broken" and row["rule"] in PANEL_RULES:
                yield Fault(row["report"], row["rule"], row["scope"])


def score_linkage(panel: Panel, linked: Iterable[LinkedName]) -> RuleScore:
    """Pairs of different names: those linked to one agency, and those that are of one agency."""
    linked_agency = {agency.name: agency.agency for agency in linked}
    true_agency: dict[str, str] = {}
    for agency, series in panel.items():
        for report in series:
            name = find_agency_id(report.agency)
            if name is not None and name in linked_agency:
                true_agency[name] = agency
    pairs = list(combinations(sorted(true_agency), 2))
    predicted = {(a, b) for a, b in pairs if linked_agency[a] == linked_agency[b]}
    true = {(a, b) for a, b in pairs if true_agency[a] == true_agency[b]}
    return RuleScore(
        rule="names_joined",
        reports=len(linked_agency),
        predicted=len(predicted),
        true=len(true),
        correct=len(predicted & true),
    )


def _score_rule(rule: str, reports: int, predicted: set[Fault], true: set[Fault]) -> RuleScore:
    predicted_of_rule = {fault for fault in predicted if fault.rule == rule}
    true_of_rule = {fault for fault in true if fault.rule == rule}
    return RuleScore(
        rule=rule,
        reports=reports,
        predicted=len(predicted_of_rule),
        true=len(true_of_rule),
        correct=len(predicted_of_rule & true_of_rule),
    )
