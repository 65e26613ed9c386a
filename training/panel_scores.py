"""How well the rules over the years do on panels of agencies whose names change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyarrow as pa

from pipeline.agencies import find_agency_id
from pipeline.forms import Form
from pipeline.recheck.joining import Joined
from pipeline.recheck.rechecking import Book, Told, recheck
from pipeline.store.datasets import commit, find_parts, next_part, prepare, read_part
from pipeline.store.rows import Reading, reading_to_tables
from training.corpus.panel_faults import Fault, find_breaks, plant_faults
from training.corpus.panels import Draft, Panel, draw_panel
from training.corpus.renaming import draw_names
from training.rule_scores import RuleScore

AGENCIES, YEARS, FIRST = 200, 5, 2019
RULES = (
    *("cross_year_carry", "cross_year_in_force", "cross_year_items"),
    *("recycled_report", "duplicate_report", "yearly_outlier"),
)
_PART = 250  # reports


def score_panel(book: Book, seed: int, agencies: int = AGENCIES) -> list[RuleScore]:
    """The rules over the years, then pairs of names that are one agency's, on one panel."""
    rng = Random(f"panel/{seed}")
    panel = draw_panel(rng, draw_names(rng, agencies, YEARS), FIRST)
    told = plant_faults(rng, panel)
    with TemporaryDirectory() as folder:
        out = write_panel(Path(folder) / "out", panel, book.forms)
        done = recheck(out, book, Told())
        found = set(find_broken(out))
    true, reports = told | find_breaks(panel), sum(map(len, panel.values()))
    rules = [_score(rule, reports, found, true) for rule in RULES]
    return [*rules, score_joins(panel, done.agencies)]


def write_panel(out: Path, panel: Panel, forms: Mapping[str, Form]) -> Path:
    """The panel as datasets; a report's id is its source."""
    prepare(out)
    drafts = (draft for series in panel.values() for draft in series)
    while part := list(islice(drafts, _PART)):
        tables = [_to_tables(draft, forms) for draft in part]
        whole = {name: pa.concat_tables(one[name] for one in tables) for name in tables[0]}
        commit(out, next_part(out), whole)
    return out


def _to_tables(draft: Draft, forms: Mapping[str, Form]) -> dict[str, pa.Table]:
    report = draft.report(forms)
    return reading_to_tables(Reading(draft.id, draft.id, report, 0.1, "", '{"trust": 0.85}'))


def find_broken(out: Path) -> Iterator[Fault]:
    """What is broken in `out` by one of the rules."""
    for path in find_parts(out, "findings"):
        for row in read_part(out, "findings", path.name, ["report", "rule", "scope", "verdict"]):
            if row["verdict"] == "broken" and row["rule"] in RULES:
                yield row["report"], row["rule"], row["scope"]


def score_joins(panel: Panel, joined: Iterable[Joined]) -> RuleScore:
    """Pairs of different names: those joined as one agency, and those that are one."""
    agencies = {one.name: one.agency for one in joined}
    bodies = {
        find_agency_id(draft.agency): body for body, series in panel.items() for draft in series
    }
    pairs = list(combinations(sorted(agencies), 2))
    found = {(a, b) for a, b in pairs if agencies[a] == agencies[b]}
    true = {(a, b) for a, b in pairs if bodies[a] == bodies[b]}
    return RuleScore("names_joined", len(agencies), len(found), len(true), len(found & true))


def _score(rule: str, reports: int, found: set[Fault], true: set[Fault]) -> RuleScore:
    own, of_rule = ({one for one in faults if one[1] == rule} for faults in (found, true))
    return RuleScore(rule, reports, len(own), len(of_rule), len(own & of_rule))
