"""The grammar of sentences with figures: patterns, and what their entries expand to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from gouji.pipeline.claims.figure_context import Passage
from gouji.training.corpus.reports.grammar import write

Wordings = Mapping[str, tuple[str, ...]]  # the patterns that may be drawn, by family
Facts = Mapping[str, int]
# Results of handling: the grammar's entries and the facts behind them.
OUTCOMES = {
    "granted": "gra",
    "partly": "par",
    "refused": "ref",
    "unavailable": "una",
    "unprocessed": "unprocessed",
    "otherwise": "otherwise",
}
_SLOT = re.compile(r"\{(\w+)(?:@(\w|@))?(?:\*(\d)-(\d)(.))?\}")
_SPAN = re.compile(r"\{(\d+)-(\d+)\}")


@cache
def _grammar() -> Any:
    text = files("gouji.configs").joinpath("training/claims.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def all_wordings() -> Wordings:
    """Every pattern of the grammar."""
    return {name: tuple(one["patterns"]) for name, one in _grammar()["families"].items()}


def split_wordings(
    folds: int, fold: int, wordings: Wordings | None = None
) -> tuple[Wordings, Wordings]:
    """The patterns of one fold of these, or of all, and the rest; each family has some in both."""
    known = wordings or all_wordings()
    held = {name: own[fold::folds] for name, own in known.items()}
    rest = {name: tuple(one for one in own if one not in held[name]) for name, own in known.items()}
    return {name: own for name, own in held.items() if own}, rest


def sections_of(family: str) -> tuple[str, ...]:
    """The sections in which sentences of a family stand."""
    return tuple(_grammar()["families"][family]["in"])


def expand(rng: Random, text: str, passage: Passage, facts: Facts, letter: str = "") -> str:
    """`text` with its entries filled in; figures stay marked. `letter` is the list's."""
    text = _SPAN.sub(lambda span: str(rng.randint(int(span[1]), int(span[2]))), text)

    def fill(found: re.Match[str]) -> str:
        name, own = found[1], letter if found[2] in (None, "@") else found[2]
        if name in ("outcomes", "shares"):
            return _outcomes(rng, passage, facts, own, shares=name == "shares")
        if not found[3]:
            return _word(rng, name, passage, facts, own)
        many = rng.randint(int(found[3]), int(found[4]))
        items = dict.fromkeys(_word(rng, name, passage, facts, own) for _ in range(many))
        return found[5].join(items)

    return _SLOT.sub(fill, text)


def _word(rng: Random, name: str, passage: Passage, facts: Facts, letter: str) -> str:
    year = passage.year or 0
    known = {
        "year": str(year),
        "year_last": str(year - 1),
        "year_next": str(year + 1),
        "year_far": str(rng.randint(2008, year - 2)),
        "agency": passage.agency or write(rng, "agency"),
    }
    if name in known:
        return known[name]
    entries = _grammar()["words"][name]
    if name == "sub":  # another body than the one that reports
        entries = [one for one in entries if one[-3:] not in known["agency"]]
    choice = re.sub(r"([+~])@(?=[ >])", rf"\g<1>{letter}", rng.choice(entries))
    return expand(rng, choice, passage, facts, letter)


def _outcomes(
    rng: Random, passage: Passage, facts: Facts, letter: str, shares: bool = False
) -> str:
    """The results that were met, or all that there are; each with its `shares` behind it."""
    met = [name for name, key in OUTCOMES.items() if facts[key]]
    named = list(OUTCOMES) if rng.random() < 0.2 or len(met) < 2 else met
    told = [_word(rng, one, passage, facts, letter) for one in named]
    if shares:
        said = rng.choice(("占", "占比", "占已答复件数的"))
        told = [f"{one}，{said}{rng.randint(0, 90)}.{rng.randint(1, 9)}%" for one in told]
    return rng.choice("；，；" if shares else "，，，、；").join(told)
