"""Scores claims on the sentences labelled by hand in `data/claims.json`.

The sentences follow the structure of published reports. They are for evaluation only: no pattern
of the corpus was made after them, and no model is fitted on them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import BREAKDOWN, find_claims
from gouji.pipeline.records import Claim
from gouji.training.evaluation.claim_scores import (
    ClaimComparison,
    ClaimKey,
    ClaimScore,
    ClaimScores,
    key_claims,
)
from gouji.training.evaluation.regex_baseline import find_first_matches

LABELLED = Path(__file__).resolve().parents[2] / "data" / "claims.json"
# Sentences in which figures of other things look like claims.
CONTRASTING = LABELLED.with_name("claims_contrasts.json")
_SENTENCE_END = re.compile("[。；]")
_ABOUT = ("whole", "part")
_PERIODS = ("last_year", "cumulative")


def score_labelled_claims(
    claims: ClaimModels, breakdowns: BreakdownModels, path: Path = LABELLED
) -> ClaimComparison:
    """The scores of the models and of the regular expressions, by metric and value.

    Raises OSError if the file is missing: it comes with the source, not with the package.
    """
    cases = json.loads(path.read_text("utf-8"))
    return ClaimComparison(
        models=_score(cases, lambda case: find_claims(_passage(case), claims, breakdowns)),
        regex=_score(cases, lambda case: find_first_matches(case["text"])),
    )


@dataclass(frozen=True, slots=True)
class FalseClaims:
    """Claims found in a number of labelled sentences that no label states, breakdowns left out.

    `trusted` counts those whose confidence is at or above the trust threshold.
    """

    sentences: int
    found: int
    trusted: int

    def row(self) -> dict[str, float]:
        """The false claims of a hundred sentences, with their column names."""
        per_hundred = 100 / max(1, self.sentences)
        return {
            "sentences": self.sentences,
            "false_per_hundred": round(self.found * per_hundred, 2),
            "trusted_false_per_hundred": round(self.trusted * per_hundred, 2),
        }


def count_false_claims(
    claims: ClaimModels, breakdowns: BreakdownModels, trust: float, path: Path = LABELLED
) -> FalseClaims:
    """Count the claims that no label states, by metric and value.

    Raises OSError if the file is missing.
    """
    sentences = found = trusted = 0
    for case in json.loads(path.read_text("utf-8")):
        stated = Counter(parse_label(label)[:2] for label in case["claims"])
        sentences += sum(bool(part.strip()) for part in _SENTENCE_END.split(case["text"]))
        for claim in find_claims(_passage(case), claims, breakdowns):
            [key] = key_claims([claim], with_offsets=False)
            is_false = claim.metric != BREAKDOWN and stated[key[:2]] <= 0
            stated[key[:2]] -= 1
            found += is_false
            trusted += is_false and claim.confidence >= trust
    return FalseClaims(sentences, found, trusted)


def score_kinds(
    claims: ClaimModels, breakdowns: BreakdownModels, path: Path = LABELLED
) -> list[ClaimScore]:
    """The score of all claims in the passages of each kind, named after the kind.

    A kind without claims has a precision of 1 if none is found in its passages, otherwise of 0.
    Raises OSError if the file is missing.
    """
    cases_by_kind: dict[str, list[dict[str, Any]]] = {}
    for case in json.loads(path.read_text("utf-8")):
        cases_by_kind.setdefault(case.get("kind", "without kind"), []).append(case)
    return [
        replace(
            _score(cases, lambda case: find_claims(_passage(case), claims, breakdowns)).table()[0],
            metric=kind,
        )
        for kind, cases in cases_by_kind.items()
    ]


def parse_label(label: str) -> ClaimKey:
    """A label such as `breakdown 12 = 7+5 part last_year ~` as a claim to compare with."""
    head, *words = label.split(" ")
    metric, value = head.split(":")[0], Decimal(words[0])
    parts = tuple(map(Decimal, words[2].split("+"))) if "=" in words else ()
    about = next((word for word in words if word in _ABOUT), "self")
    period = next((word for word in words if word in _PERIODS), "year")
    return ClaimKey(metric, (value, parts), (about, period, "~" in words))


def _passage(case: dict[str, Any]) -> Passage:
    return Passage(case["text"], case.get("section", "overview"), case.get("year", 2023))


def _score(
    cases: Iterable[dict[str, Any]], find: Callable[[dict[str, Any]], Iterable[Claim]]
) -> ClaimScores:
    scores = ClaimScores()
    for case in cases:
        found = key_claims(find(case), with_offsets=False)  # labels give no offsets
        scores.add(found, [parse_label(label) for label in case["claims"]])
    return scores
