"""Sentences labelled by hand, and how well their claims are found.

They were written after published reports and are for evaluation alone: no pattern of the corpus
was made for them, and none of them is ever taught.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.statements import find_claims
from gouji.pipeline.records import Claim
from gouji.training.evaluation.claim_scores import ClaimScores, Named, name_claims
from gouji.training.evaluation.regex_baseline import find_first

LABELLED = Path(__file__).resolve().parents[2] / "data" / "claims.json"
_PLACES = {"whole": 0, "part": 0, "last_year": 1, "cumulative": 1}


def score_by_hand(
    claims: ClaimModels, breakdowns: BreakdownModels, path: Path = LABELLED
) -> tuple[ClaimScores, ClaimScores]:
    """The models' claims by metric and value, and those of a first match beside them.

    Raises OSError where the sentences are not there: they come with the source, not the package.
    """
    cases = json.loads(path.read_text("utf-8"))
    models = _score(cases, lambda one: find_claims(_passage(one), claims, breakdowns))
    return models, _score(cases, lambda one: find_first(one["text"]))


def parse_label(label: str) -> Named:
    """`breakdown 12 = 7+5 part last_year ~` as claims are compared: metric, value and parts, and
    whose, which year and whether it is exact."""
    head, *rest = label.split(" ")
    metric, value = head.split(":")[0], Decimal(rest[0])
    parts = tuple(map(Decimal, rest[2].split("+"))) if "=" in rest else ()
    place = ["self", "year"]
    for word in rest:
        if word in _PLACES:
            place[_PLACES[word]] = word
    return (metric, (value, parts), (*place, "~" in rest))


def _passage(case: dict[str, Any]) -> Passage:
    return Passage(case["text"], case.get("section", "overview"), case.get("year", 2023))


def _score(
    cases: Iterable[dict[str, Any]], find: Callable[[dict[str, Any]], Iterable[Claim]]
) -> ClaimScores:
    scores = ClaimScores()
    for case in cases:
        found = name_claims(find(case), starts=False)  # labels do not say where a figure stands
        scores.add(found, [parse_label(one) for one in case["claims"]])
    return scores
