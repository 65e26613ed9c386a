"""How well claims are found, by metric, in wordings that were left out of training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from random import Random

from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.statements import BREAKDOWN, find_claims
from gouji.pipeline.records import Claim
from gouji.training.claim_lessons import fit_claims
from gouji.training.corpus.claims import Drawn, draw_passage, split_wordings
from gouji.training.evaluation.regex_baseline import find_first
from gouji.training.evaluation.scoring import Counted, share

FOLDS = 5
TAUGHT = 2500  # passages that a fold's models learn from: fewer than those in use, for time's sake
_HELD_OUT = 300  # passages a fold
Named = tuple[object, ...]


@dataclass(slots=True)
class ClaimScore(Counted):
    """One metric: how many claims were found, true, and both; of those how many are placed right.

    `placed` counts those whose about and period are right as well.
    """

    metric: str
    found: int = 0
    true: int = 0
    both: int = 0
    placed: int = 0

    @property
    def f1(self) -> float:
        return share(2 * self.both, self.found + self.true)

    def row(self) -> dict[str, float | int | str]:
        return {
            "metric": self.metric,
            "true": self.true,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "placed": round(share(self.placed, self.both), 4),
        }


@dataclass(slots=True)
class ClaimScores:
    """The scores of all metrics, summed over passages."""

    scores: dict[str, ClaimScore] = field(default_factory=dict)

    def add(self, found: Iterable[Named], true: Iterable[Named]) -> None:
        """Count claims named (metric, place and value, about and period), found and true ones."""
        mine = Counter((name[0], name[1]) for name in found)
        theirs = Counter((name[0], name[1]) for name in true)
        for metric in {str(name[0]) for name in (*mine, *theirs)}:
            score = self.scores.setdefault(metric, ClaimScore(metric))
            score.found += sum(n for name, n in mine.items() if name[0] == metric)
            score.true += sum(n for name, n in theirs.items() if name[0] == metric)
            score.both += sum((mine & theirs)[name] for name in mine if name[0] == metric)
            score.placed += sum(
                n for name, n in (Counter(found) & Counter(true)).items() if name[0] == metric
            )

    def table(self) -> list[ClaimScore]:
        """All claims, then breakdowns, then metric by metric."""
        single = [one for name, one in sorted(self.scores.items()) if name != BREAKDOWN]
        both = [one for name, one in self.scores.items() if name == BREAKDOWN]
        names = ("found", "true", "both", "placed")
        sums = {name: sum(getattr(one, name) for one in single) for name in names}
        return [ClaimScore("all", **sums), *both, *single]


def name_claims(claims: Iterable[Claim], starts: bool = True) -> list[Named]:
    """Claims found, as they are compared, with their `starts` or without: a channel's name is left
    aside."""
    return [
        (
            one.metric.split(":")[0],
            (*((one.start,) if starts else ()), one.value, one.parts),
            (one.about, one.period, one.approximate),
        )
        for one in claims
    ]


def name_truths(drawn: Drawn) -> list[Named]:
    """True claims, as they are compared."""
    truths = drawn.truths
    named: list[Named] = [
        (metric, (one.start, one.value, ()), (one.about, one.period, one.approximate))
        for one in truths
        for metric in one.metric.split(JOIN)
        if metric != NONE
    ]
    for one in drawn.lists:
        if one.whole:
            total, parts = truths[one.total], [truths[part] for part in one.parts]
            vague = any(part.approximate for part in (total, *parts))
            values = tuple(part.value for part in parts)
            place = (total.about, total.period, vague)
            named.append((BREAKDOWN, (total.start, total.value, values), place))
    return named


def score_left_out(
    seed: int, tell: Callable[[str], None], passages: int = TAUGHT, jobs: int = 2
) -> tuple[ClaimScores, ClaimScores]:
    """Every pattern scored by models that were not taught it, and by the first match beside it."""
    models, first = ClaimScores(), ClaimScores()
    score = partial(_score_fold, seed=seed, passages=passages)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for triples in pool.map(score, range(FOLDS)):
            for found, matched, true in triples:
                models.add(found, true)
                first.add(matched, true)
            tell(f"claims {models.table()[0].row()}")
    return models, first


def _score_fold(
    fold: int, seed: int, passages: int
) -> list[tuple[list[Named], list[Named], list[Named]]]:
    held, rest = split_wordings(FOLDS, fold)
    claims, breakdowns = fit_claims(seed, passages, rest)
    unseen = [draw_passage(Random(f"held/{seed}/{n}"), held) for n in range(_HELD_OUT)]
    return [
        (
            name_claims(find_claims(one.passage, claims, breakdowns)),
            name_claims(find_first(one.passage.text)),
            name_truths(one),
        )
        for one in unseen
    ]
