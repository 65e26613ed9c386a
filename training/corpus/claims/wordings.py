"""The grammar of sentences with figures: its patterns, and the expansion of its entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import yaml

from gouji.pipeline.claims.figure_context import Passage
from gouji.training.corpus.reports.grammar import write

Wordings = Mapping[str, tuple[str, ...]]  # the patterns that may be drawn, by family
Facts = Mapping[str, int]
# Results of handling: entries of the grammar, and the fact that gives the value of each.
OUTCOMES = {
    "granted": "gra",
    "partly": "par",
    "refused": "ref",
    "unavailable": "una",
    "unprocessed": "unprocessed",
    "otherwise": "otherwise",
}
_LAST_MARKS = ("和", "以及", "及", "，以及")  # what may be before the last result
_LAST_MARK_SHARE = 0.3
_SLOT = re.compile(r"\{(\w+)(?:@(\w|@))?(?:\*(\d)-(\d)(.))?\}")
_RANGE = re.compile(r"\{(\d+)-(\d+)\}")


class WordingSplit(NamedTuple):
    """The patterns of one fold, and all other patterns."""

    held_out: Wordings
    rest: Wordings


@cache
def _grammar() -> Any:
    text = files("gouji.configs").joinpath("training/claims.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def all_wordings() -> Wordings:
    """Every pattern of the grammar."""
    return {name: tuple(entry["patterns"]) for name, entry in _grammar()["families"].items()}


def split_wordings(folds: int, fold: int, wordings: Wordings | None = None) -> WordingSplit:
    """Split these patterns (all by default) into one of `folds` folds and the rest.

    Each family of two patterns or more has patterns in the rest.
    """
    wordings = wordings or all_wordings()
    held_out = {name: patterns[fold::folds] for name, patterns in wordings.items()}
    rest = {
        name: tuple(pattern for pattern in patterns if pattern not in held_out[name])
        for name, patterns in wordings.items()
    }
    return WordingSplit({name: patterns for name, patterns in held_out.items() if patterns}, rest)


def sections_of(family: str) -> tuple[str, ...]:
    """The sections in which sentences of a family occur."""
    return tuple(_grammar()["families"][family]["in"])


def weight_of(family: str) -> float:
    """How often a family is drawn, 1 unless the grammar says otherwise."""
    return float(_grammar()["families"][family].get("weight", 1))


def expand(rng: Random, text: str, passage: Passage, facts: Facts, letter: str = "") -> str:
    """`text` with its entries expanded. Figures keep their marks. `letter` names the list."""
    text = _RANGE.sub(lambda bounds: str(rng.randint(int(bounds[1]), int(bounds[2]))), text)

    def expand_slot(slot: re.Match[str]) -> str:
        name, list_letter = slot[1], letter if slot[2] in (None, "@") else slot[2]
        if name in ("outcomes", "shares"):
            with_shares = name == "shares"
            return _outcomes(rng, passage, facts, list_letter, with_shares=with_shares)
        if not slot[3]:
            return _word(rng, name, passage, facts, list_letter)
        count = rng.randint(int(slot[3]), int(slot[4]))
        items = dict.fromkeys(_word(rng, name, passage, facts, list_letter) for _ in range(count))
        return slot[5].join(items)

    return _SLOT.sub(expand_slot, text)


def _word(rng: Random, name: str, passage: Passage, facts: Facts, letter: str) -> str:
    year = passage.year or 0
    context = {
        "year": str(year),
        "year_last": str(year - 1),
        "year_next": str(year + 1),
        "year_far": str(rng.randint(2008, year - 2)),
        "agency": passage.agency or write(rng, "agency"),
    }
    if name in context:
        return context[name]
    entries = _grammar()["words"][name]
    if name == "sub":  # an agency other than the one that reports
        entries = [entry for entry in entries if entry[-3:] not in context["agency"]]
    choice = re.sub(r"([+~])@(?=[ >])", rf"\g<1>{letter}", rng.choice(entries))
    return expand(rng, choice, passage, facts, letter)


def _outcomes(
    rng: Random, passage: Passage, facts: Facts, letter: str, *, with_shares: bool
) -> str:
    """The results of handling that are not zero, or all of them, each with its share if asked."""
    nonzero = [name for name, key in OUTCOMES.items() if facts[key]]
    names = list(OUTCOMES) if rng.random() < 0.2 or len(nonzero) < 2 else nonzero
    clauses = [_word(rng, name, passage, facts, letter) for name in names]
    if with_shares:
        verb = rng.choice(("占", "占比", "占已答复件数的"))
        clauses = [f"{text}，{verb}{rng.randint(0, 90)}.{rng.randint(1, 9)}%" for text in clauses]
    mark = rng.choice("；，；" if with_shares else "，，，、；")
    last_mark = rng.choice(_LAST_MARKS) if rng.random() < _LAST_MARK_SHARE else mark
    return mark.join(clauses[:-1]) + last_mark + clauses[-1]
