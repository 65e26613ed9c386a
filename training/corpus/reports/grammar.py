"""Expands entries of the grammar in `configs/training/prose.yaml` into sentences and names."""

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
    """One random expansion of the entry `name`. A fact overrides an entry of the same name."""
    facts = facts or {}
    choice = facts[name] if name in facts else rng.choice(_grammar()[name])
    return _SLOT.sub(lambda slot: _expand_slot(rng, slot[1], facts), choice)


def write_lines(rng: Random, name: str, facts: Mapping[str, str], count: int) -> list[str]:
    """Up to `count` expansions of `name`, each from a different choice of that entry."""
    choices = _grammar()[name]
    chosen = rng.sample(range(len(choices)), min(count, len(choices)))
    return [write(rng, name, {**facts, name: choices[index]}) for index in chosen]


def _expand_slot(rng: Random, name: str, facts: Mapping[str, str]) -> str:
    bounds = _RANGE.fullmatch(name)
    if bounds is None:
        return write(rng, name, facts)
    if "." in name:
        return f"{rng.uniform(float(bounds[1]), float(bounds[2])):.1f}"
    return str(rng.randint(int(bounds[1]), int(bounds[2])))
