"""Sentences and names from `configs/training/prose.yaml`, a grammar of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random

import yaml

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


@cache
def _grammar() -> Mapping[str, list[str]]:
    text = files("gouji.configs").joinpath("training/prose.yaml").read_text(encoding="utf-8")
    return {name: list(map(str, choices)) for name, choices in yaml.safe_load(text).items()}


def write(rng: Random, name: str, facts: Mapping[str, str] | None = None) -> str:
    """One expansion of the entry `name`; a fact goes before an entry of the same name."""
    known = facts or {}
    choice = known[name] if name in known else rng.choice(_grammar()[name])
    return _SLOT.sub(lambda slot: _fill(rng, slot[1], known), choice)


def write_lines(rng: Random, name: str, facts: Mapping[str, str], count: int) -> list[str]:
    """Up to `count` expansions of `name`, of choices that differ."""
    choices = _grammar()[name]
    chosen = rng.sample(range(len(choices)), min(count, len(choices)))
    return [write(rng, name, {**facts, name: choices[at]}) for at in chosen]


def _fill(rng: Random, name: str, facts: Mapping[str, str]) -> str:
    span = _RANGE.fullmatch(name)
    if span is None:
        return write(rng, name, facts)
    if "." in name:
        return f"{rng.uniform(float(span[1]), float(span[2])):.1f}"
    return str(rng.randint(int(span[1]), int(span[2])))
