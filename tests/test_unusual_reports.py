"""Reports whose prose, headers or names are unlike the corpus, with what a person reads in them.

The name of a case tells its kind: figures that are no claims, heads in another order, names of other
bodies, periods, and contradictions that are true.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Claim, Report

FOLDER = Path(__file__).parent / "cases/unusual_reports"
EXPECTED = json.loads(FOLDER.with_suffix(".json").read_text("utf-8"))
FILES = {path.stem: path for path in FOLDER.iterdir()}
# Confidence from which a claim counts as stated.
STATED = 0.5


def _params() -> list[Any]:
    return [
        pytest.param(
            name,
            id=name,
            marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)]
            if "known_failure" in case
            else [],
        )
        for name, case in EXPECTED.items()
    ]


@pytest.mark.parametrize("name", _params())
def test_a_report_is_read_as_a_person_reads_it(name: str, kit: Kit) -> None:
    path, want = FILES[name], EXPECTED[name]
    report = extract(path.read_bytes(), path.name, kit)
    for key in ("agency", "year"):
        if key in want:
            assert getattr(report, key) == want[key]
    assert _missing_claims(report, want) == []
    assert _false_claims(report, want) == []
    broken = {(f.rule, f.scope) for f in report.findings if f.verdict == "broken"}
    for rule, scope in want.get("broken", []):
        assert any(found == rule and scope in (None, place) for found, place in broken), (
            rule,
            scope,
        )
    assert _wrongly_accused({rule for rule, _ in broken}, want) == set()
    cells = {str(cell.key): (cell.status, cell.value) for cell in report.cells}
    for key, (status, value) in want.get("cells", {}).items():
        assert cells[key][0] == status
        assert status != "read" or float(cells[key][1] or 0) == value, key


def _is(claim: Claim, metric: str, value: float, *scope: str | None) -> bool:
    named = zip(scope, (claim.about, claim.period), strict=False)
    is_same = claim.metric == metric and float(claim.value) == value
    return is_same and all(want in (None, given) for want, given in named)


def _missing_claims(report: Report, want: dict[str, Any]) -> list[Any]:
    parts = [(float(c.value), sorted(map(float, c.parts))) for c in report.claims if c.parts]
    missing = [
        one for one in want.get("claims", []) if not any(_is(c, *one) for c in report.claims)
    ]
    lists = [(float(total), sorted(map(float, of))) for total, of in want.get("breakdowns", [])]
    return missing + [one for one in lists if one not in parts]


def _false_claims(report: Report, want: dict[str, Any]) -> list[Claim]:
    stated = [claim for claim in report.claims if claim.confidence >= STATED]
    banned = want.get("no_claims", [])
    values = want.get("no_claim_values", [])
    return [c for c in stated if c.metric in banned or any(_is(c, *one) for one in values)]


def _wrongly_accused(broken: set[str], want: dict[str, Any]) -> set[str]:
    banned = want.get("not_broken", [])
    others = {rule for rule in broken if not rule.startswith("missing_")}
    return others if "*" in banned else others & set(banned)
