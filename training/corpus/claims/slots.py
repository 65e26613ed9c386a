"""Figures as a pattern marks them, before they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.models.claims import CHANNEL, JOIN, NONE

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
_PERIODS = {"last": "last_year", "cum": "cumulative"}
_WHOSE = ("self", "whole", "part", *_PERIODS)
_FIGURE = re.compile(r"<(!?)([^<>]+)>")
_NAMED = re.compile("‹(.*?)›")
_BOUNDS = re.compile(r"(\d+)-(\d+)")


@dataclass(slots=True)
class Slot:
    """A figure to be printed: `zero` is the word for it where it is one, `channel` its channel."""

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
        """Whether the report's own facts give its value."""
        own = self.about == "self" and self.period == "year"
        return own and self.keys[0] not in ("-", "chan") and not self.zero

    def is_in(self, letter: str, signs: str = "+") -> bool:
        """Whether it is in list `letter`: a part (+), the total (=), one of some parts (~)."""
        return any(mark[0] in signs and letter in mark[1:] for mark in self.marks)

    @property
    def bounds(self) -> tuple[int, int] | None:
        spans = map(_BOUNDS.fullmatch, self.marks)
        return next(((int(span[1]), int(span[2])) for span in spans if span), None)


Piece = str | Slot


def parse_slots(text: str) -> list[Piece]:
    """An expanded pattern in pieces: what stands there, and the figures to be printed."""
    pieces: list[Piece] = []
    channel, end = "", 0
    for found in _FIGURE.finditer(text):
        before = text[end : found.start()]
        channel = (_NAMED.findall(before) or [channel])[-1]
        pieces += [_NAMED.sub(r"\1", before), _slot(found, channel)]
        end = found.end()
    return [*pieces, _NAMED.sub(r"\1", text[end:])]


def _slot(found: re.Match[str], channel: str) -> Slot:
    head, *marks = found[2].split(" ")
    keys = tuple(head.split("+"))
    if found[1]:
        whose = tuple(mark for mark in marks if mark in _WHOSE)
        return Slot(keys, whose, " ".join(marks[len(whose) :]), value=0)
    return Slot(keys, tuple(marks), channel=channel)


def hand_down(slots: Sequence[Slot]) -> None:
    """Let each part be about what its total is about, unless its own marks say whose it is."""
    for total in slots:
        letters = "".join(mark[1:] for mark in total.marks if mark[0] == "=")
        whose = tuple(mark for mark in total.marks if mark in _WHOSE)
        for part in slots:
            inside = any(part.is_in(letter, "+~") for letter in letters)
            if inside and not any(mark in _WHOSE for mark in part.marks):
                part.marks += whose
