"""Running text whose figures are known: sentences of `configs/training/claims.yaml`, with values.

A passage is drawn from families of patterns, so that evaluation can leave whole families out of
training. Values agree with one report's facts, parts with their total, but for a few that do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from models.claims import CHANNEL, JOIN, NONE
from pipeline.read.contexts import Passage
from training.corpus.figures import Style, print_figure
from training.corpus.grammar import write

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
OUTCOMES = ("granted", "partly", "refused", "unavailable", "unprocessed", "otherwise")
_SLOT = re.compile(r"\{(\w+)(?:@(\w|@))?(?:\*(\d)-(\d)(.))?\}")
_SPAN = re.compile(r"\{(\d+)-(\d+)\}")
_FIGURE = re.compile(r"<(!?)([^<>]+)>")
_WRONG = 0.06  # how many partitions do not add up
Facts = Mapping[str, int]


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
    truths: tuple[Truth, ...]
    lists: tuple[Listed, ...]


@dataclass(slots=True)
class _Slot:
    """A figure to be printed, read from its mark in a pattern."""

    keys: tuple[str, ...]
    marks: tuple[str, ...]
    zero: str = ""
    channel: str = ""
    value: int | None = None
    places: list[int] = field(default_factory=list)

    @property
    def metric(self) -> str:
        return JOIN.join(METRICS[key] for key in self.keys)

    @property
    def about(self) -> str:
        return next((mark for mark in self.marks if mark in ("whole", "part")), "self")

    @property
    def period(self) -> str:
        periods = {"last": "last_year", "cum": "cumulative"}
        return next((periods[mark] for mark in self.marks if mark in periods), "year")

    @property
    def is_fact(self) -> bool:
        """Whether the report's own facts give its value."""
        own = self.about == "self" and self.period == "year"
        return own and self.keys[0] not in ("-", "chan") and "free" not in self.marks

    def letters(self, sign: str) -> str:
        return "".join(mark[1:] for mark in self.marks if mark[0] == sign)

    @property
    def bounds(self) -> tuple[int, int] | None:
        spans = [re.fullmatch(r"(\d+)-(\d+)", mark) for mark in self.marks]
        return next(((int(span[1]), int(span[2])) for span in spans if span), None)


@cache
def _grammar() -> Any:
    text = files("configs").joinpath("training/claims.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def families() -> tuple[str, ...]:
    """The families of patterns, in the grammar's order."""
    return tuple(_grammar()["families"])


def draw_facts(rng: Random) -> dict[str, int]:
    """One report's figures; in half of them nothing is carried in or out."""
    size = rng.choice((0, 1, 3, 9, 9, 30, 90, 400, 3000))
    received = rng.randint(0, size)
    carry = rng.random() < 0.5
    carried_in = rng.randint(0, received // 5 + 2) if carry else 0
    carried_out = rng.randint(0, (received + carried_in) // 4) if carry else 0
    handled = received + carried_in - carried_out
    weights = [rng.random() ** 3 for _ in OUTCOMES]
    results = _scatter(rng, handled, weights)
    keys = ("gra", "par", "ref", "una", "unprocessed", "otherwise")
    facts = {"rec": received, "cin": carried_in, "cout": carried_out, "han": handled}
    facts |= dict(zip(keys, results, strict=True))
    facts |= {"reco": rng.choice((0, 0, 1, 2, rng.randint(0, 30))), "lit": rng.choice((0, 0, 1, 4))}
    return facts | {
        "dis": rng.choice((rng.randint(5, 200), rng.randint(20, 9000), rng.randint(900, 60000)))
    }


def draw_passage(rng: Random, names: Sequence[str]) -> Drawn:
    """A passage of one to five sentences from these families."""
    grammar = _grammar()["families"]
    name = rng.choice(names)
    section = rng.choice(grammar[name]["in"])
    others = [one for one in names if section in grammar[one]["in"]]
    chosen = [name, *(rng.choice(others) for _ in range(rng.choice((0, 0, 1, 2, 4))))]
    year, agency = rng.randint(2019, 2025), write(rng, "agency")
    style, facts = Style.draw(rng), draw_facts(rng)
    passage = Passage("", section, year, agency)
    drawn = Drawn(passage, (), ())
    if rng.random() < 0.3:
        drawn = _append(drawn, rng.choice(_HEADS) + rng.choice(("\n", "。", "。", "\n")), (), ())
    for one in chosen:
        drawn = _draw_sentence(rng, drawn, one, facts, style)
        if rng.random() < 0.25:
            drawn = _append(drawn, "\n", (), ())
    return drawn


_HEADS = (
    *(
        "（一）主动公开情况",
        "（二）依申请公开情况",
        "（三）政府信息管理",
        "（四）平台建设",
        "（五）监督保障",
    ),
    *("2.依申请公开", "二是规范依申请公开", "1、主动公开", "（一）组织领导", "行政复议和诉讼情况"),
)


def _draw_sentence(rng: Random, drawn: Drawn, family: str, facts: Facts, style: Style) -> Drawn:
    """One sentence behind those drawn; facts that its lists do not fit are drawn anew."""
    for _ in range(30):
        pattern = rng.choice(_grammar()["families"][family]["patterns"])
        pieces = _parse(_expand(rng, pattern, drawn.passage, facts))
        slots = [piece for piece in pieces if isinstance(piece, _Slot)]
        if _fill(rng, slots, facts):
            return _print(rng, drawn, pieces, style)
        facts = draw_facts(rng)
    return drawn


def _expand(rng: Random, text: str, passage: Passage, facts: Facts, letter: str = "") -> str:
    text = _SPAN.sub(lambda span: str(rng.randint(int(span[1]), int(span[2]))), text)

    def fill(found: re.Match[str]) -> str:
        name, own = found[1], letter if found[2] in (None, "@") else found[2]
        if name == "outcomes":
            return _outcomes(rng, passage, facts, own)
        if found[3]:
            many = rng.randint(int(found[3]), int(found[4]))
            items = dict.fromkeys(_word(rng, name, passage, facts, own) for _ in range(many))
            return found[5].join(items)
        return _word(rng, name, passage, facts, own)

    return _SLOT.sub(fill, text)


def _word(rng: Random, name: str, passage: Passage, facts: Facts, letter: str) -> str:
    year = passage.year or 0
    known = {
        "year": str(year),
        "year_last": str(year - 1),
        "year_next": str(year + 1),
        "year_far": str(rng.randint(2008, year - 2)),
        "agency": passage.agency or "",
    }
    if name in known:
        return known[name]
    choice = rng.choice(_grammar()["words"][name]).replace("+@>", f"+{letter}>")
    choice = choice.replace("+@ ", f"+{letter} ").replace("~@", f"~{letter}")
    return _expand(rng, choice, passage, facts, letter)


def _outcomes(rng: Random, passage: Passage, facts: Facts, letter: str) -> str:
    """The results that were met, or all of them, or the first ones."""
    keys = ("gra", "par", "ref", "una", "unprocessed", "otherwise")
    met = [name for name, key in zip(OUTCOMES, keys, strict=True) if facts[key]]
    named = list(OUTCOMES) if rng.random() < 0.2 or len(met) < 2 else met
    mark = rng.choice("，，，、；")
    return mark.join(_word(rng, name, passage, facts, letter) for name in named)


def _parse(text: str) -> list[str | _Slot]:
    """The text in pieces: what stands, and the figures to be printed in it."""
    pieces: list[str | _Slot] = []
    channel, end = "", 0
    for found in _FIGURE.finditer(text):
        before = text[end : found.start()]
        named = re.findall("‹(.*?)›", before)
        channel = named[-1] if named else channel
        pieces.append(re.sub("[‹›]", "", before))
        head, *marks = found[2].split(" ")
        zero = " ".join(marks) if found[1] else ""
        slot = _Slot(tuple(head.split("+")), () if found[1] else tuple(marks), zero, channel)
        slot.value = 0 if zero else None
        pieces.append(slot)
        end = found.end()
    return [*pieces, re.sub("[‹›]", "", text[end:])]


def _fill(rng: Random, slots: Sequence[_Slot], facts: Facts) -> bool:
    """Give every figure its value. False where a list and the facts do not fit together."""
    for slot in slots:
        if slot.bounds:
            slot.value = rng.randint(*slot.bounds)
        elif slot.is_fact and not slot.zero and len({facts[key] for key in slot.keys}) == 1:
            slot.value = facts[slot.keys[0]]
        elif slot.is_fact and not slot.zero:
            return False
    if not all(_fill_list(rng, slots, letter) for letter in "abc"):
        return False
    for slot in slots:
        if slot.value is None:
            slot.value = rng.randint(0, max(9, 2 * facts.get(slot.keys[0], 20)))
    return True


def _fill_list(rng: Random, slots: Sequence[_Slot], letter: str) -> bool:
    parts = [slot for slot in slots if letter in slot.letters("+")]
    some = [slot for slot in slots if letter in slot.letters("~")]
    total = next((slot for slot in slots if letter in slot.letters("=")), None)
    if total is None:
        return True
    fixed = sum(slot.value or 0 for slot in parts)
    free = [slot for slot in parts if slot.value is None]
    if total.value is None:
        total.value = fixed + (rng.choice((9, 40, 300, 2000)) * len(free) // 2 if free else 0)
    left = total.value - fixed
    if left < 0 or (left and parts and not free) or (len(parts) > 1 and total.value < 2):
        return False
    weights = [0.2 + rng.random() for _ in free]
    for slot, value in zip(free, _scatter(rng, left, weights), strict=True):
        slot.value = value
    if len(free) > 1 and rng.random() < _WRONG:
        _spoil(rng, rng.choice(free))
    adds_up = rng.random() < 0.2
    for slot, value in zip(some, _scatter(rng, total.value, [1.0] * len(some)), strict=True):
        slot.value = value if adds_up else rng.randint(0, value)
    return bool(total.value) or not some


def _spoil(rng: Random, slot: _Slot) -> None:
    value = slot.value or 0
    slot.value = rng.choice(
        (value + rng.randint(1, 3), max(0, value - 1), value + 10, 2 * value + 1)
    )


def _scatter(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts, large where the weight is."""
    if not weights:
        return []
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[rng.randrange(len(parts))] += total - sum(parts)
    return parts


def _print(rng: Random, drawn: Drawn, pieces: Sequence[str | _Slot], style: Style) -> Drawn:
    text, truths = "", []
    offset, many = len(drawn.passage.text), len(drawn.truths)
    slots: list[_Slot] = []
    for piece in pieces:
        if isinstance(piece, str):
            text += style.punctuate(piece)
            continue
        figure = print_figure(
            rng, piece.value or 0, style, text, piece.zero, "about" in piece.marks
        )
        start = offset + len(text) + figure.start
        end = start + len(figure.digits)
        truths.append(
            Truth(
                start, end, piece.metric, figure.value, piece.about, piece.period,
                figure.approximate, piece.channel if piece.keys == ("chan",) else "",
            )
        )  # fmt: skip
        text += figure.text
        slots.append(piece)
    return _append(drawn, text, truths, list(_lists(slots, many)))


def _lists(slots: Sequence[_Slot], offset: int) -> Any:
    for letter in "abc":
        total = [i for i, slot in enumerate(slots) if letter in slot.letters("=")]
        parts = [
            i for i, slot in enumerate(slots) if letter in slot.letters("+") + slot.letters("~")
        ]
        if total and parts:
            whole = not any(slot.letters("~") for slot in slots if letter in slot.letters("~"))
            places = tuple(offset + i for i in parts)
            yield Listed(offset + total[0], places, whole and len(parts) > 1)


def _append(drawn: Drawn, text: str, truths: Sequence[Truth], lists: Sequence[Listed]) -> Drawn:
    old = drawn.passage
    passage = Passage(old.text + text, old.section, old.year, old.agency)
    return Drawn(passage, (*drawn.truths, *truths), (*drawn.lists, *lists))
