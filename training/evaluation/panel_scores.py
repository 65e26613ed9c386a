"""How well the rules over the years do on panels of agencies whose names change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.linkage import Joined, Renamings
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.recheck.run import RuleBook, UserInput, recheck
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import find_parts, prepare, read_part
from gouji.pipeline.store.rows import Reading, reading_to_tables
from gouji.pipeline.store.writer import Writer
from gouji.training.corpus.panels.faults import Fault, find_breaks, plant_faults
from gouji.training.corpus.panels.files import print_draft
from gouji.training.corpus.panels.panels import Draft, Panel, draw_panel
from gouji.training.corpus.panels.renaming import draw_names
from gouji.training.evaluation.rule_scores import RuleScore

AGENCIES, PRINTED, YEARS, FIRST = 200, 20, 5, 2019
RULES = (
    *("cross_year_carry", "cross_year_in_force", "cross_year_items"),
    *("recycled_report", "duplicate_report", "yearly_outlier"),
)
_SETTINGS = '{"trust": 0.85}'
ToReport = Callable[[Draft, Kit], Report]


def score_panel(
    kit: Kit, renamings: Renamings, seed: int, count: int = AGENCIES
) -> list[RuleScore]:
    """The rules over the years, then pairs of names that are one agency's, on one panel written
    as datasets."""
    return _score_panel(Random(f"panel/{seed}"), kit, renamings, count, _write)


def score_printed_panel(
    kit: Kit, renamings: Renamings, seed: int, count: int = PRINTED
) -> list[RuleScore]:
    """The same on a panel of files, each of them read."""
    rng = Random(f"printed/{seed}")
    scores = _score_panel(rng, kit, renamings, count, lambda one, kit: _read(rng, one, kit))
    return [replace(one, rule=f"{one.rule}/files") for one in scores]


def _score_panel(
    rng: Random, kit: Kit, renamings: Renamings, count: int, to_report: ToReport
) -> list[RuleScore]:
    panel = draw_panel(rng, draw_names(rng, count, YEARS), FIRST)
    told = plant_faults(rng, panel)
    book = RuleBook(kit.forms, kit.rules, renamings)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_panel(out, panel, lambda draft: to_report(draft, kit))
        done = recheck(out, book, UserInput())
        found = set(find_broken(out))
    true, reports = told | find_breaks(panel), sum(map(len, panel.values()))
    rules = [_score(rule, reports, found, true) for rule in RULES]
    return [*rules, score_joins(panel, done.agencies)]


def write_panel(out: Path, panel: Panel, to_report: Callable[[Draft], Report]) -> None:
    """The panel as datasets; a report's id is its source."""
    prepare(out)
    writer = Writer(out)
    for draft in (draft for series in panel.values() for draft in series):
        reading = Reading(draft.id, draft.id, to_report(draft), 0.1, "", _SETTINGS)
        writer.add(reading_to_tables(reading))
    writer.flush()


def _write(draft: Draft, kit: Kit) -> Report:
    return draft.report(kit.forms)


def _read(rng: Random, draft: Draft, kit: Kit) -> Report:
    sample = print_draft(rng, draft, kit.forms)
    return extract(sample.data, sample.name, kit)


def find_broken(out: Path) -> Iterator[Fault]:
    """What is broken in `out` by one of the rules."""
    for path in find_parts(out, "findings"):
        for row in read_part(out, "findings", path.name, ["report", "rule", "scope", "verdict"]):
            if row["verdict"] == "broken" and row["rule"] in RULES:
                yield row["report"], row["rule"], row["scope"]


def score_joins(panel: Panel, joined: Iterable[Joined]) -> RuleScore:
    """Pairs of different names: those joined as one agency, and those that are one."""
    agencies = {one.name: one.agency for one in joined}
    named = ((find_agency_id(draft.agency), body) for body in panel for draft in panel[body])
    bodies = {name: body for name, body in named if name in agencies}
    pairs = list(combinations(sorted(bodies), 2))
    found = {(a, b) for a, b in pairs if agencies[a] == agencies[b]}
    true = {(a, b) for a, b in pairs if bodies[a] == bodies[b]}
    return RuleScore("names_joined", len(agencies), len(found), len(true), len(found & true))


def _score(rule: str, reports: int, found: set[Fault], true: set[Fault]) -> RuleScore:
    own, of_rule = ({one for one in faults if one[1] == rule} for faults in (found, true))
    return RuleScore(rule, reports, len(own), len(of_rule), len(own & of_rule))
