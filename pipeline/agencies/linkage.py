"""Links names over the years that are one agency: a proposal that is shown and can be corrected.

Two names are linked if they may belong to one body and never report on the same year. They may if
they have the same place and both are its government, or if their offices are similar or were
renamed. A name that could be linked with several names that contradict each other is linked with
none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from gouji.pipeline.agencies.names import Body, find_relation, office_similarity, parse_body
from gouji.pipeline.configs import load_yaml

# Similarity of two offices from which their names are linked.
_SIMILAR = 0.75
# The word for the kind of office at the end of its name.
_OFFICE_KIND = re.compile("(?:领导小组|工作)?(?:办公室|办)$|委员会$|[局委厅]$")
_AND = re.compile("[和与及]")


class Reason(NamedTuple):
    """Why a name is linked, in Chinese and English; both empty for a name that is not."""

    zh: str = ""
    en: str = ""


NO_REASON = Reason()
_GIVEN = Reason("指定", "given")
_OFFICE = Reason("政府与其办公室", "a government and its office")
_PLACE = Reason("同名，地名有详略", "the same name, its place in more or less detail")
_BRACKETS = Reason("括号内另有名称", "a second name in brackets")
_RENAMED = Reason("机构改革更名或简称", "renamed by a reform, or abbreviated")
_SIMILAR_NAMES = Reason("名称相近", "names alike")
# The surest reasons first: their names are linked first.
_REASONS = (_BRACKETS, _PLACE, _OFFICE, _RENAMED, _SIMILAR_NAMES)


class Renamings(BaseModel):
    """`configs/agencies.yaml`: groups of offices that are one, before and after a reform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    renamed: tuple[tuple[str, ...], ...]


def load_renamings(path: Path) -> Renamings:
    """Return the renamings in a YAML file. Raises ConfigError."""
    return load_yaml(path, Renamings)


@dataclass(frozen=True, slots=True)
class LinkedName:
    """A name (an `agency_id`), the agency that it is linked to, its years, and the reason."""

    name: str
    agency: str
    years: tuple[int, ...]
    why: Reason = NO_REASON


@dataclass(frozen=True, slots=True)
class _Name:
    """A name (an `agency_id`) with its region, body and years."""

    name: str
    region: str
    body: Body
    years: frozenset[int]


class _Link(NamedTuple):
    """Two names that may be one agency, and why."""

    name: _Name
    other: _Name
    why: Reason


def link_agencies(
    years: Mapping[str, Iterable[int]], given: Mapping[str, str], renamings: Renamings
) -> tuple[LinkedName, ...]:
    """Return every name with its agency.

    `years` has the years of each name, by `agency_id`. `given` has the agency that users gave for a
    name. For other names the agency is the latest of the names that are linked.
    """
    names = [_parse_name(name, frozenset(name_years)) for name, name_years in years.items()]
    unassigned = [name for name in names if name.name not in given]
    groups = _Groups(unassigned)
    for links in _propose_links(unassigned, renamings):
        groups.add(links)
    by_user = (
        LinkedName(name.name, given[name.name], tuple(sorted(name.years)), _GIVEN)
        for name in names
        if name.name in given
    )
    linked = (*by_user, *groups.to_linked_names())
    return tuple(sorted(linked, key=lambda each: (each.agency, each.years)))


def _parse_name(agency_id: str, years: frozenset[int]) -> _Name:
    region, _, name = agency_id.rpartition(":")
    return _Name(agency_id, region, parse_body(name), years)


class _Groups:
    """Names grouped by agency, and the first reason why each was linked."""

    def __init__(self, names: list[_Name]) -> None:
        self._groups = {name.name: [name] for name in names}
        self._why: dict[str, Reason] = {}

    def add(self, links: list[_Link]) -> None:
        """Group linked names, unless the partners of a name contradict each other."""
        partners: dict[str, list[_Name]] = defaultdict(list)
        for link in links:
            partners[link.name.name].append(link.other)
            partners[link.other.name].append(link.name)
        for link in links:
            near = (link.name, link.other, *partners[link.name.name], *partners[link.other.name])
            members = {n.name: n for name in near for n in self._groups[name.name]}
            if _are_consistent(list(members.values())):
                self._merge(link)

    def _merge(self, link: _Link) -> None:
        self._why.setdefault(link.other.name, link.why)
        self._why.setdefault(link.name.name, link.why)
        both = self._groups[link.name.name] + self._groups[link.other.name]
        merged = list({name.name: name for name in both}.values())
        for member in merged:
            self._groups[member.name] = merged

    def to_linked_names(self) -> Iterator[LinkedName]:
        """Yield each name with the latest name of its group as the agency."""
        for name, group in self._groups.items():
            latest = max(group, key=lambda each: (max(each.years, default=0), each.name))
            member = next(each for each in group if each.name == name)
            why = self._why.get(name, NO_REASON)
            yield LinkedName(name, latest.name, tuple(sorted(member.years)), why)


def _are_consistent(members: list[_Name]) -> bool:
    """Whether no two names report on the same year or belong to different places."""
    return all(
        name.years.isdisjoint(other.years) and find_relation(name.body, other.body) != "unrelated"
        for name, other in combinations(members, 2)
    )


def _propose_links(names: list[_Name], renamings: Renamings) -> Iterator[list[_Link]]:
    """Yield pairs of names that may be one agency, by reason."""
    by_place: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    for name in names:
        if name.body.places:
            by_place[name.region, name.body.places[-1]].append(name)
    links: dict[Reason, list[_Link]] = defaultdict(list)
    for neighbours in by_place.values():
        for name, other in combinations(neighbours, 2):
            why = _find_reason(name.body, other.body, renamings)
            if why and name.years.isdisjoint(other.years):
                links[why].append(_Link(name, other, why))
    for why in _REASONS:
        yield links[why]


def _find_reason(body: Body, other: Body, renamings: Renamings) -> Reason | None:
    if find_relation(body, other) == "unrelated":
        return None
    if body.office == other.office:
        return _BRACKETS if body.places == other.places else _PLACE
    if body.is_government or other.is_government:
        return _OFFICE if body.is_government and other.is_government else None
    is_prefix = body.office.startswith(other.office) or other.office.startswith(body.office)
    if not is_prefix and office_similarity(body.office, other.office) >= _SIMILAR:
        return _SIMILAR_NAMES
    is_renamed = any(
        _is_office_in(body, group) and _is_office_in(other, group) for group in renamings.renamed
    )
    return _RENAMED if is_renamed else None


def _is_office_in(body: Body, offices: Iterable[str]) -> bool:
    """Whether the office of a body is one of `offices`.

    For an office with several fields the first one counts: 自然资源和林业局 succeeded 自然资源局.
    """
    office = _OFFICE_KIND.sub("", body.office)
    names = {_AND.sub("", office), _AND.split(office)[0]}
    return not names.isdisjoint(_AND.sub("", name) for name in offices)
