"""Made-up scores of reports, to test what is decided on them."""

from __future__ import annotations

from random import Random
from typing import Any

from gouji.configs import FOLDER
from gouji.training.promotion.floors import Floors, load_floors
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.report_scores import CellOutcome, ReportScore, Strata

FLOORS: Floors = load_floors(FOLDER)
CELLS = 50


def make_score(
    number: int,
    *,
    wrong: int = 0,
    doubted: int = 0,
    false: int = 0,
    confidence: float = 0.999,
    strata: Strata | None = None,
    is_known: bool = True,
) -> ReportScore:
    """A report with `wrong` silent wrong cells and `doubted` right cells below the threshold."""
    cells = [
        CellOutcome(f"requests/r{i}/c", "read", "9" if i < wrong else "1", confidence, i >= wrong)
        for i in range(CELLS - doubted)
    ]
    cells += [
        CellOutcome(f"requests/r{i}/c", "read", "1", 0.5, True)
        for i in range(CELLS - doubted, CELLS)
    ]
    strata = strata or Strata("corpus", "html", ("2019", "2021")[number % 2], "plain")
    return ReportScore(f"r{number}", strata, tuple(cells), 0.85, false, is_known)


def make_pairs(
    count: int, champion: dict[str, int], candidate: dict[str, int]
) -> list[PairedScore]:
    """Reports of which a share has the faults of each version; the shares are in percent.

    A fault is `wrong=5`: five in a hundred reports have one wrong cell.
    """
    rng = Random(7)
    pairs = []
    for number in range(count):
        drawn = {name: rng.random() * 100 for name in ("wrong", "doubted", "false")}
        sides: list[dict[str, Any]] = [
            {name: int(drawn[name] < share) for name, share in faults.items()}
            for faults in (champion, candidate)
        ]
        pairs.append(PairedScore(*(make_score(number, **side) for side in sides)))
    return pairs
