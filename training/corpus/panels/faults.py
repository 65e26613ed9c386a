"""Faults planted in a panel, and what is then wrong in it, worked out from its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from gouji.training.corpus.panels.panels import Draft, Panel

Fault = tuple[str, str, str]  # the report's id, the rule, the scope
_COLUMNS = (
    *("natural_person", "company", "research"),
    *("public_interest", "legal_service", "other_org", "total"),
)
_ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
_IN_FORCE = "proactive/normative_documents"
_HANDFUL = 10
_JUMPING = "proactive/licensing/decisions"


def find_breaks(panel: Panel) -> set[Fault]:
    """What the figures of two years on end contradict."""
    return {
        (now.id, rule, scope)
        for series in panel.values()
        for before, now in pairwise(sorted(series, key=lambda one: one.year))
        if now.year == before.year + 1
        for rule, scope in _breaks_between(before, now)
    }


def _breaks_between(before: Draft, now: Draft) -> Iterator[tuple[str, str]]:
    old, new = before.values, now.values
    for column in _COLUMNS:
        if old.get(f"requests/carried_out/{column}") != new.get(f"requests/carried_in/{column}"):
            yield "cross_year_carry", column
    if before.version != now.version:
        return
    if now.version == "2021":
        made = new[f"{_IN_FORCE}/issued"] - new[f"{_IN_FORCE}/repealed"]
        if old[f"{_IN_FORCE}/in_force"] + made != new[f"{_IN_FORCE}/in_force"]:
            yield "cross_year_in_force", "normative_documents"
        return
    for row in _ITEMS:
        told = [one.get(f"proactive/{row}/items_last_year", 0) for one in (old, new)]
        if told[0] + old.get(f"proactive/{row}/change", 0) != told[1]:
            yield "cross_year_items", row


def plant_faults(rng: Random, panel: Panel, share: float = 0.4) -> set[Fault]:
    """Plant a fault in a share of the agencies; those that no figures tell are returned."""
    told: set[Fault] = set()
    for agency in rng.sample(sorted(panel), round(share * len(panel))):
        told |= rng.choice(_FAULTS)(rng, panel[agency])
    return told


def _bump(draft: Draft, by: int, *places: str) -> None:
    for place in places:
        draft.values[place] = draft.values.get(place, 0) + by


def _carry(rng: Random, series: list[Draft]) -> set[Fault]:
    column = rng.choice(("natural_person", "company"))
    places = [f"requests/carried_in/{one}" for one in (column, "total")]
    _bump(rng.choice(series[1:]), rng.randint(1, 9), *places)
    return set()


def _in_force(rng: Random, series: list[Draft]) -> set[Fault]:
    late = [one for one in series if one.version == "2021"]
    _bump(rng.choice(late[1:]), rng.randint(1, 9), f"{_IN_FORCE}/in_force")
    return set()


def _items(rng: Random, series: list[Draft]) -> set[Fault]:
    early = [one for one in series if one.version == "2019"]
    _bump(early[-1], rng.randint(1, 9), "proactive/licensing/items_last_year")
    return set()


def _copy_text(rng: Random, series: list[Draft]) -> set[Fault]:
    old, new = rng.choice(list(pairwise(series)))
    new.sentences[:] = [one.replace(f"{old.year}年", f"{new.year}年") for one in old.sentences]
    return {(new.id, "recycled_report", "text")}


def _copy_table(rng: Random, series: list[Draft]) -> set[Fault]:
    """All that a new year brings anew; what was carried in is the new year's own. A handful of
    requests may come out the same by chance: of so small an agency the text is copied."""
    old, new = rng.choice([one for one in pairwise(series) if one[0].version == one[1].version])
    if old.values["requests/received/total"] < _HANDFUL:
        return _copy_text(rng, series)
    for key in {*old.values, *new.values}:
        if key.startswith("requests") and "carried_in" not in key:
            new.values[key] = old.values.get(key, 0)
    return {(new.id, "recycled_report", "requests")}


def _repeat(rng: Random, series: list[Draft]) -> set[Fault]:
    one = rng.choice(series)
    again = replace(one, id=f"{one.id}-again", values=dict(one.values))
    series.append(again)
    return {(each.id, "duplicate_report", str(one.year)) for each in (one, again)}


def _jump(rng: Random, series: list[Draft]) -> set[Fault]:
    one = rng.choice(series)
    one.values[_JUMPING] = one.values[_JUMPING] * rng.choice((10, 12, 15)) + 20
    return {(one.id, "yearly_outlier", _JUMPING)}


_FAULTS: tuple[Callable[[Random, list[Draft]], set[Fault]], ...] = (
    *(_carry, _carry, _in_force, _items, _copy_text, _copy_table, _repeat, _jump),
)
