"""Parses the figures that a pattern marks, before they have values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.models.claims import CHANNEL, JOIN, NONE, OTHER_PERIOD

METRICS = {
    "rec": "requests_received",
    "han": "requests_handled",
    "cin": "requests_carried_in",
    "cout": "requests_carried_out",
    "gra": "requests_granted",
    "par": "requests_partly_granted",
    "ref": "requests_refused",
    "una": "requests_unavailable",
    "reco": "reconsiderations",
    "lit": "litigations",
    "dis": "disclosed_items",
    "chan": CHANNEL,
    "-": NONE,
}
_PERIODS = {"last": "last_year", "cum": "cumulative", "other": OTHER_PERIOD}
_SCOPE_MARKS = ("self", "whole", "part", *_PERIODS)
_FIGURE = re.compile(r"<(!?)([^<>]+)>")
_CHANNEL = re.compile("‹(.*?)›")
_BOUNDS = re.compile(r"(\d+)-(\d+)")


class Bounds(NamedTuple):
    """Least and greatest value of a figure."""

    low: int
    high: int


@dataclass(slots=True)
class FigureSlot:
    """A figure to be printed.

    `keys` are the metrics that it states, `marks` all further marks of the pattern. `zero` is the
    word printed for a figure that states zero. `channel` is the channel named before the figure.
    `value` is None until a value is assigned.
    """

    keys: tuple[str, ...]
    marks: tuple[str, ...]
    zero: str = ""
    channel: str = ""
    value: int | None = None

    @property
    def metric(self) -> str:
        return JOIN.join(METRICS[key] for key in self.keys)

    @property
    def about(self) -> str:
        return next((mark for mark in self.marks if mark in ("whole", "part")), "self")

    @property
    def period(self) -> str:
        return next((_PERIODS[mark] for mark in self.marks if mark in _PERIODS), "year")

    @property
    def is_fact(self) -> bool:
        """Whether the facts of the report give its value."""
        is_of_report = self.about == "self" and self.period == "year"
        return is_of_report and self.keys[0] not in ("-", "chan") and not self.zero

    @property
    def scope_marks(self) -> tuple[str, ...]:
        """The marks that say whose figure it is and of which period."""
        return tuple(mark for mark in self.marks if mark in _SCOPE_MARKS)

    def is_in(self, letter: str, signs: str = "+") -> bool:
        """Whether it is in the list `letter` with one of these signs.

        The signs are + for a part, = for the total and ~ for a part of an incomplete list.
        """
        return any(mark[0] in signs and letter in mark[1:] for mark in self.marks)

    @property
    def bounds(self) -> Bounds | None:
        matches = map(_BOUNDS.fullmatch, self.marks)
        return next((Bounds(int(match[1]), int(match[2])) for match in matches if match), None)


Piece = str | FigureSlot


def parse_pattern(text: str) -> list[Piece]:
    """An expanded pattern as pieces: literal text, and the figures to be printed."""
    pieces: list[Piece] = []
    channel, end = "", 0
    for match in _FIGURE.finditer(text):
        before = text[end : match.start()]
        channel = (_CHANNEL.findall(before) or [channel])[-1]
        pieces += [_CHANNEL.sub(r"\1", before), _parse_figure(match, channel)]
        end = match.end()
    return [*pieces, _CHANNEL.sub(r"\1", text[end:])]


def _parse_figure(match: re.Match[str], channel: str) -> FigureSlot:
    head, *marks = match[2].split(" ")
    keys = tuple(head.split("+"))
    if match[1]:
        scope = tuple(mark for mark in marks if mark in _SCOPE_MARKS)
        return FigureSlot(keys, scope, " ".join(marks[len(scope) :]), value=0)
    return FigureSlot(keys, tuple(marks), channel=channel)


def inherit_scope(slots: Sequence[FigureSlot]) -> None:
    """Give each part the scope of its total, unless the part has scope marks of its own."""
    for total in slots:
        letters = "".join(mark[1:] for mark in total.marks if mark[0] == "=")
        scope = total.scope_marks
        for part in slots:
            is_part = any(part.is_in(letter, "+~") for letter in letters)
            if is_part and not part.scope_marks:
                part.marks += scope
