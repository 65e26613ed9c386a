"""Passages of running text: sentences drawn from patterns, printed, with the truth of each figure.

Values agree with one report's facts and parts with their total, but for a few that do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from gouji.pipeline.claims.figure_context import Passage
from gouji.training.corpus.claims.figures import Style, print_figure
from gouji.training.corpus.claims.slots import Piece, Slot, hand_down, parse_slots
from gouji.training.corpus.claims.values import LETTERS, WRONG, draw_facts, fill
from gouji.training.corpus.claims.wordings import Facts, Wordings, expand, sections_of
from gouji.training.corpus.reports.grammar import write

_HEADS = (
    *("（一）主动公开情况", "（二）依申请公开情况", "（三）政府信息管理", "（四）平台建设"),
    *("2.依申请公开", "二是规范依申请公开", "1、主动公开", "（五）监督保障", "行政复议和诉讼情况"),
)
_BREAKS, _RUNS_ON = 0.25, 0.2  # how often a line ends with a sentence, or no sentence at all
_UNNAMED = 0.2  # how many reports do not say whose they are
_TRIES = 30  # patterns and facts that are drawn before a sentence is given up


@dataclass(frozen=True, slots=True)
class Truth:
    """What the figure text[start:end] states; `metric` as the models name it."""

    start: int
    end: int
    metric: str
    value: int
    about: str = "self"
    period: str = "year"
    approximate: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A total and parts, as places in `Drawn.truths`; `whole` if they mean to be all."""

    total: int
    parts: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A passage with all its figures, those that state nothing included, and its lists."""

    passage: Passage
    truths: tuple[Truth, ...] = ()
    lists: tuple[Listed, ...] = ()

    def add(self, text: str, truths: Sequence[Truth] = (), lists: Sequence[Listed] = ()) -> Drawn:
        passage = replace(self.passage, text=self.passage.text + text)
        return Drawn(passage, (*self.truths, *truths), (*self.lists, *lists))


def draw_passage(rng: Random, wordings: Wordings) -> Drawn:
    """One to five sentences of these wordings, as they stand in one section."""
    family = rng.choice(list(wordings))
    section = rng.choice(sections_of(family))
    others = [one for one in wordings if section in sections_of(one)]
    families = [family, *(rng.choice(others) for _ in range(rng.choice((0, 0, 1, 2, 4))))]
    known = rng.random() >= _UNNAMED
    agency = write(rng, "agency") if known else None
    drawn = Drawn(Passage("", section, rng.randint(2019, 2025), agency))
    style, facts = Style.draw(rng), draw_facts(rng)
    if rng.random() < 0.3:
        drawn = drawn.add(rng.choice(_HEADS) + rng.choice("\n\n。。"))
    for one in families:
        drawn = _draw_sentence(rng, drawn, wordings[one], facts, style)
        if rng.random() < _BREAKS:
            drawn = drawn.add("\n")
        elif rng.random() < _RUNS_ON:
            drawn = _run_on(rng, drawn)
    return drawn


def _run_on(rng: Random, drawn: Drawn) -> Drawn:
    """Another mark for the last full stop, unless the years or bodies named before it would reach
    beyond it."""
    text, last = drawn.passage.text, str((drawn.passage.year or 0) - 1)
    plain = all(one.about == "self" and one.period == "year" for one in drawn.truths)
    if not plain or last in text or not text.endswith("。"):
        return drawn
    marked = replace(drawn.passage, text=text[:-1] + rng.choice("；；，"))
    return replace(drawn, passage=marked)


def _draw_sentence(
    rng: Random, drawn: Drawn, patterns: Sequence[str], facts: Facts, style: Style
) -> Drawn:
    """One more sentence; facts that its lists do not fit are drawn anew."""
    for _ in range(_TRIES):
        if more := try_sentence(rng, drawn, rng.choice(patterns), facts, style):
            return more
        facts = draw_facts(rng)
    return drawn


def try_sentence(
    rng: Random, drawn: Drawn, pattern: str, facts: Facts, style: Style, wrong: float = WRONG
) -> Drawn | None:
    """One more sentence of this pattern, None if its lists do not fit the facts. A share `wrong`
    of its partitions does not add up."""
    pieces = parse_slots(expand(rng, pattern, drawn.passage, facts))
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    hand_down(slots)
    if not fill(rng, slots, facts, wrong):
        return None
    return print_pieces(rng, drawn, pieces, style)


def print_pieces(rng: Random, drawn: Drawn, pieces: Sequence[Piece], style: Style) -> Drawn:
    """The sentence behind those drawn, with the place and truth of every figure."""
    text, truths, slots = "", [], []
    for piece in pieces:
        if isinstance(piece, str):
            text += style.punctuate(piece)
            continue
        vague = "about" in piece.marks
        figure = print_figure(rng, piece.value or 0, style, text, piece.zero, vague)
        start = len(drawn.passage.text) + len(text) + figure.start
        channel = piece.channel if piece.keys == ("chan",) else ""
        known = (piece.metric, figure.value, piece.about, piece.period, figure.approximate)
        truths.append(Truth(start, start + len(figure.digits), *known, channel))
        text += figure.text
        slots.append(piece)
    return drawn.add(text, truths, list(_lists(slots, len(drawn.truths))))


def _lists(slots: Sequence[Slot], offset: int) -> Iterator[Listed]:
    for letter in LETTERS:
        total = [offset + i for i, slot in enumerate(slots) if slot.is_in(letter, "=")]
        parts = [offset + i for i, slot in enumerate(slots) if slot.is_in(letter, "+~")]
        some = any(slot.is_in(letter, "~") for slot in slots)
        if total and parts:
            yield Listed(total[0], tuple(parts), len(parts) > 1 and not some)
