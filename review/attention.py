"""Attention checks: among the items of a column is now and then a cell whose number is known, shown
with another number. Who accepts it did not look.

The answer is no decision: it is stored as an event, and only the statistics of the reader use it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import blake2b
from threading import Lock
from typing import Any, NamedTuple

from gouji.pipeline.decisions.answers import CellAnswer, to_plain
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.records import Cell
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.items import Place
from gouji.review.library import ReadReport, ReportState

SHARE = 0.01  # Checks an item.
_SURE = 0.999  # Least confidence of a cell whose number is taken to be known.
_EVENT = "attention check"


class AttentionCheck(NamedTuple):
    """A cell, the number printed in it, and the other number that is shown."""

    subject: Subject
    value: Decimal
    shown: Decimal

    def to_json(self) -> list[Any]:
        return [*self.subject, str(self.value), str(self.shown)]

    @classmethod
    def from_json(cls, content: list[Any]) -> AttentionCheck:
        """Raises ValueError, TypeError and ArithmeticError where the content is another."""
        *subject, value, shown = content
        return cls(Subject(*subject), Decimal(value), Decimal(shown))


class Outcome(NamedTuple):
    """How often a reader was checked, and how often the wrong number was accepted."""

    checks: int = 0
    missed: int = 0


def draw_check(
    reviewer: str, place: Place, count: int, read: ReadReport, trust: float,
    avoided: Collection[Subject],
) -> AttentionCheck | None:  # fmt: skip
    """A check among `count` items of a place, for one item in a hundred; the same at every call.
    None where none is drawn, or where no number of the column is known. `avoided` are subjects that
    are asked or were answered."""
    if _chance(reviewer, *place) >= count * SHARE:
        return None
    known = [
        cell
        for cell in _list_known(read, place, trust)
        if Subject(place.report, "cell", str(cell.key)) not in avoided
    ]
    if not known:
        return None
    cell = min(known, key=lambda cell: _chance(reviewer, place.report, str(cell.key)))
    value = cell.value or Decimal(0)
    shown = _change_digit(value, _chance(reviewer, str(cell.key), str(value)))
    return AttentionCheck(Subject(place.report, "cell", str(cell.key)), value, shown)


def _chance(*names: str) -> float:
    digest = blake2b("\n".join(names).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _list_known(read: ReadReport, place: Place, trust: float) -> Iterator[Cell]:
    """The cells of a column whose whole number is in the file as characters, surely placed, and
    contradicted by no rule."""
    accused = {
        str(key) for finding in read.findings if finding.verdict != "holds" for key in finding.cells
    }
    for cell in read.report.cells:
        is_here = f"{cell.key.table}/{cell.key.column}" == place.area
        is_sure = cell.confidence >= max(trust, _SURE) and str(cell.key) not in accused
        is_whole = cell.value is not None and cell.value == cell.value.to_integral_value()
        if is_here and is_sure and is_whole and _is_digital(read, cell):
            yield cell


def _is_digital(read: ReadReport, cell: Cell) -> bool:
    """Whether the characters of a cell are in the file, and were not recognised from a picture."""
    if cell.page is None:
        return True
    media = read.report.document.page_media
    return cell.page <= len(media) and media[cell.page - 1] == "text layer"


def _change_digit(value: Decimal, chance: float) -> Decimal:
    """Another number with one other digit, as a misreading has it."""
    digits = str(int(value))
    place = int(chance * len(digits) * 1000) % len(digits)
    least = 1 if place == 0 and len(digits) > 1 else 0
    others = [str(digit) for digit in range(least, 10) if str(digit) != digits[place]]
    digit = others[int(chance * 1e6) % len(others)]
    return Decimal(digits[:place] + digit + digits[place + 1 :])


def plant(state: ReportState, check: AttentionCheck, trust: float) -> ReportState:
    """The report with the wrong number in the cell, in doubt."""
    doubt = trust * (0.5 + 0.4 * _chance(check.subject.subject, str(check.shown)))

    def change(cell: Cell) -> Cell:
        if str(cell.key) != check.subject.subject:
            return cell
        return cell._replace(value=check.shown, raw=str(check.shown), confidence=doubt)

    read = replace(state.read.report, cells=tuple(map(change, state.read.report.cells)))
    report = replace(state.report, cells=tuple(map(change, state.report.cells)))
    return ReportState(replace(state.read, report=read), report, state.decided)


class Checks:
    """The checks that were answered."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._lock = journal, Lock()
        self._answered: dict[str, set[Subject]] = {}
        for reviewer, content in journal.list_events(_EVENT):
            self._remember(reviewer, AttentionCheck.from_json(json.loads(content)["check"]))

    def _remember(self, reviewer: str, check: AttentionCheck) -> None:
        with self._lock:
            self._answered.setdefault(reviewer, set()).add(check.subject)

    def answered(self, reviewer: str) -> Collection[Subject]:
        """What a reader was checked with before."""
        return self._answered.get(reviewer, ())

    def store(
        self, reviewer: str, check: AttentionCheck, answer: CellAnswer | None, identity: str
    ) -> bool:
        """Store an answer, None for one that is taken back; whether it missed the wrong number."""
        is_missed = answer is not None and answer.value == check.shown
        content = {
            "check": check.to_json(),
            "id": identity,
            "answer": None if answer is None else [answer.status, to_plain(answer.value)],
            "missed": is_missed,
        }
        self._journal.log(_EVENT, reviewer, detail=json.dumps(content))
        self._remember(reviewer, check)
        return is_missed

    def summarise(self) -> dict[str, Outcome]:
        """The outcome for each reader; what was taken back does not count."""
        latest: dict[tuple[str, str], bool | None] = {}
        for reviewer, detail in self._journal.list_events(_EVENT):
            content = json.loads(detail)
            is_back = content["answer"] is None
            latest[reviewer, content["id"]] = None if is_back else content["missed"]
        outcomes: dict[str, Outcome] = {}
        for (reviewer, _), missed in latest.items():
            if missed is not None:
                checks, wrong = outcomes.get(reviewer, Outcome())
                outcomes[reviewer] = Outcome(checks + 1, wrong + missed)
        return outcomes
