"""How well rules over running text do on reports whose contradictions are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.claims import all_wordings
from gouji.training.corpus.contradictions.agency_names import draw_misnamed
from gouji.training.corpus.contradictions.narrative import Said, draw_narrated
from gouji.training.evaluation.scoring import Counted

REPORTS = 120
NAMES = "foreign_unit_name"
NARRATIVE = ("narrative_vs_table", "narrative_breakdown")


@dataclass(frozen=True, slots=True)
class RuleScore(Counted):
    """One rule: how many findings are broken, how many should be, how many are both."""

    rule: str
    reports: int
    found: int
    true: int
    both: int

    def row(self) -> dict[str, float | int | str]:
        return {
            "rule": self.rule,
            "reports": self.reports,
            "true": self.true,
            "found": self.found,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
        }


def score_narrated(kit: Kit, seed: int, count: int = REPORTS) -> list[RuleScore]:
    """The rules over claims, on reports whose prose is drawn to agree with its tables or not."""
    pairs: list[tuple[set[Said], frozenset[Said]]] = []
    for n in range(count):
        drawn = draw_narrated(Random(f"narrated/{seed}/{n}"), kit.forms, all_wordings(), str(n))
        report = _read(drawn.sample.data, drawn.sample.name, kit)
        pairs.append((find_said(report) if report else set(), drawn.broken))
    return [_score(rule, pairs) for rule in NARRATIVE]


def score_names(kit: Kit, seed: int, count: int = REPORTS) -> RuleScore:
    """Another's name for the agency's, in reports of which half have one."""
    found = true = both = 0
    for n in range(count):
        drawn = draw_misnamed(Random(f"misnamed/{seed}/{n}"), kit.forms, str(n))
        report = _read(drawn.sample.data, drawn.sample.name, kit)
        told = report is not None and has_foreign_name(report)
        found, true, both = found + told, true + bool(drawn.slot), both + (told and drawn.slot > "")
    return RuleScore(NAMES, count, found, true, both)


def has_foreign_name(report: Report) -> bool:
    """Whether the report is said to name another agency for its own."""
    return any(one.rule == NAMES and one.verdict == "broken" for one in report.findings)


def _read(data: bytes, name: str, kit: Kit) -> Report | None:
    try:
        return extract(data, name, kit)
    except ReportError:
        return None


def find_said(report: Report) -> set[Said]:
    """What of the text's figures the report's findings call broken."""
    values = {claim.start: claim.value for claim in report.claims}
    return {
        (one.rule, one.scope, values[start])
        for one in report.findings
        if one.verdict == "broken"
        for start in one.claims
    }


def _score(rule: str, pairs: Sequence[tuple[set[Said], frozenset[Said]]]) -> RuleScore:
    own = [({s for s in f if s[0] == rule}, {s for s in t if s[0] == rule}) for f, t in pairs]
    found, true = sum(len(f) for f, _ in own), sum(len(t) for _, t in own)
    return RuleScore(rule, len(own), found, true, sum(len(f & t) for f, t in own))
