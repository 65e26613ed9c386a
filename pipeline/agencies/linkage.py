"""Which names over the years are one agency: a guess that is shown, and that a file can correct.

Two names are joined if they may well be one body's (the same place, and one house, or trades that
are called alike or were renamed) and never both report on one year, as two bodies would. A name
that could be joined with several others that do not go together is joined with none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gouji.pipeline.agencies.names import Body, find_kinship, liken, parse_body
from gouji.pipeline.configs import load_yaml

_ALIKE = 0.75
# What kind of office it is, behind its trade.
_KIND = re.compile("(?:领导小组|工作)?(?:办公室|办)$|委员会$|[局委厅]$")
_AND = re.compile("[和与及]")
GIVEN, ALONE = ("指定", "given"), ("", "")
_OFFICE = ("政府与其办公室", "a government and its office")
_PLACE = ("同名，地名有详略", "the same name, its place in more or less detail")
_BRACKET = ("括号内另有名称", "a second name in brackets")
_RENAMED = ("机构改革更名或简称", "renamed by a reform, or abbreviated")
_ALIKES = ("名称相近", "names alike")


class Renamings(BaseModel):
    """`configs/agencies.yaml`: trades that are one body's, before and after a reform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    renamed: tuple[tuple[str, ...], ...]


def load_renamings(path: Path) -> Renamings:
    """Raises ConfigError."""
    return load_yaml(path, Renamings)


@dataclass(frozen=True, slots=True)
class Joined:
    """What a name is joined as, in which years it reports, and why, in Chinese and English."""

    name: str
    agency: str
    years: tuple[int, ...]
    why: tuple[str, str] = ALONE


@dataclass(frozen=True, slots=True)
class _Named:
    """A name (an `agency_id`) with its parts and years."""

    name: str
    region: str
    body: Body
    years: frozenset[int]


def join_agencies(
    years: Mapping[str, Iterable[int]], given: Mapping[str, str], renamings: Renamings
) -> tuple[Joined, ...]:
    """Every name, by its `agency_id`, with the agency it is joined as: what `given` says, else the
    latest of the names found to be one."""
    named = [_name(name, frozenset(own)) for name, own in years.items()]
    groups = _Groups([one for one in named if one.name not in given])
    for links in _links(groups, renamings):
        groups.join(links)
    told = (
        Joined(one.name, given[one.name], tuple(sorted(one.years)), GIVEN)
        for one in named
        if one.name in given
    )
    return tuple(sorted((*told, *groups.joined()), key=lambda one: (one.agency, one.years)))


def _name(agency_id: str, years: frozenset[int]) -> _Named:
    region, _, name = agency_id.rpartition(":")
    return _Named(agency_id, region, parse_body(name), years)


Link = tuple[_Named, _Named, tuple[str, str]]


class _Groups:
    """The names that are one agency so far, and why each was joined."""

    def __init__(self, named: list[_Named]) -> None:
        self.of = {one.name: [one] for one in named}
        self.why: dict[str, tuple[str, str]] = {}

    def join(self, links: list[Link]) -> None:
        """Join what is linked, unless a name's partners do not all go together."""
        partners: dict[str, list[_Named]] = defaultdict(list)
        for one, other, _ in links:
            partners[one.name].append(other)
            partners[other.name].append(one)
        for one, other, why in links:
            reach = {n.name: n for n in (one, other, *partners[one.name], *partners[other.name])}
            members = {n.name: n for name in reach for n in self.of[name]}
            if _go_together(list(members.values())):
                self._merge(one, other, why)

    def _merge(self, one: _Named, other: _Named, why: tuple[str, str]) -> None:
        self.why.setdefault(other.name, why)
        self.why.setdefault(one.name, why)
        merged = list({n.name: n for n in self.of[one.name] + self.of[other.name]}.values())
        for member in merged:
            self.of[member.name] = merged

    def joined(self) -> Iterator[Joined]:
        for name, members in self.of.items():
            latest = max(members, key=lambda one: (max(one.years, default=0), one.name))
            own = next(one for one in members if one.name == name)
            why = self.why.get(name, ALONE)
            yield Joined(name, latest.name, tuple(sorted(own.years)), why)


def _go_together(members: list[_Named]) -> bool:
    """No year twice, and no two places."""
    return all(
        one.years.isdisjoint(other.years) and find_kinship(one.body, other.body) != "stranger"
        for one, other in combinations(members, 2)
    )


def _links(groups: _Groups, renamings: Renamings) -> Iterator[list[Link]]:
    """Pairs of names that may be one, the surest reasons first."""
    buckets: dict[tuple[str, str], list[_Named]] = defaultdict(list)
    for [*members] in list(groups.of.values()):
        for one in members:
            if one.body.places:
                buckets[one.region, one.body.places[-1]].append(one)
    pairs = [pair for bucket in buckets.values() for pair in combinations(bucket, 2)]
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for one, other in pairs:
        why = _reason(one.body, other.body, renamings)
        if why and one.years.isdisjoint(other.years):
            found[why].append((one, other, why))
    for why in (_BRACKET, _PLACE, _OFFICE, _RENAMED, _ALIKES):
        yield found[why]


def _reason(one: Body, other: Body, renamings: Renamings) -> tuple[str, str] | None:
    if find_kinship(one, other) == "stranger":
        return None
    if one.trade == other.trade:
        return _BRACKET if one.places == other.places else _PLACE
    if one.is_house or other.is_house:
        return _OFFICE if one.is_house and other.is_house else None
    prefix = one.trade.startswith(other.trade) or other.trade.startswith(one.trade)
    if not prefix and liken(one.trade, other.trade) >= _ALIKE:
        return _ALIKES
    renamed = any(_is_one_of(one, t) and _is_one_of(other, t) for t in renamings.renamed)
    return _RENAMED if renamed else None


def _is_one_of(body: Body, trades: Iterable[str]) -> bool:
    """Whether the body's trade, or the first of several, is among `trades`: 自然资源和林业局 does
    what 自然资源局 did."""
    trade = _KIND.sub("", body.trade)
    own = {_AND.sub("", trade), _AND.split(trade)[0]}
    return not own.isdisjoint(_AND.sub("", one) for one in trades)
