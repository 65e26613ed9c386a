"""Plants faults in a panel, and finds from its figures which rules they break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import NamedTuple

from gouji.training.corpus.panels.panel import Panel, PanelReport

_COLUMNS = (
    *("natural_person", "company", "research"),
    *("public_interest", "legal_service", "other_org", "total"),
)
_ROWS_WITH_ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")
_NORMATIVE = "proactive/normative_documents"
_DECISIONS = "proactive/licensing/decisions"
# Number of requests below which two years may have the same table by chance.
_FEW_REQUESTS = 10


class Fault(NamedTuple):
    """A broken rule: the id of the report, the rule, and the scope of the finding."""

    report: str
    rule: str
    scope: str


def find_contradictions(panel: Panel) -> set[Fault]:
    """The faults that follow from the figures of two consecutive years."""
    return {
        Fault(report.id, rule, scope)
        for series in panel.values()
        for before, report in pairwise(sorted(series, key=lambda report: report.year))
        if report.year == before.year + 1
        for rule, scope in _compare_years(before, report)
    }


def _compare_years(before: PanelReport, report: PanelReport) -> Iterator[tuple[str, str]]:
    """Rule and scope of each contradiction between two consecutive reports."""
    old, new = before.values, report.values
    for column in _COLUMNS:
        if old.get(f"requests/carried_out/{column}") != new.get(f"requests/carried_in/{column}"):
            yield "cross_year_carry", column
    if before.version != report.version:
        return
    if report.version == "2021":
        change = new[f"{_NORMATIVE}/issued"] - new[f"{_NORMATIVE}/repealed"]
        if old[f"{_NORMATIVE}/in_force"] + change != new[f"{_NORMATIVE}/in_force"]:
            yield "cross_year_in_force", "normative_documents"
        return
    for row in _ROWS_WITH_ITEMS:
        old_items, new_items = (
            values.get(f"proactive/{row}/items_last_year", 0) for values in (old, new)
        )
        if old_items + old.get(f"proactive/{row}/change", 0) != new_items:
            yield "cross_year_items", row


def plant_faults(rng: Random, panel: Panel, share: float = 0.4) -> set[Fault]:
    """Plant a fault in a share of the agencies.

    Returns the faults that `find_contradictions` cannot find from the figures.
    """
    faults: set[Fault] = set()
    for agency in rng.sample(sorted(panel), round(share * len(panel))):
        faults |= rng.choice(_FAULTS)(rng, panel[agency])
    return faults


def _add(report: PanelReport, number: int, *cells: str) -> None:
    for cell in cells:
        report.values[cell] = report.values.get(cell, 0) + number


def _change_carried_in(rng: Random, series: list[PanelReport]) -> set[Fault]:
    column = rng.choice(("natural_person", "company"))
    cells = [f"requests/carried_in/{name}" for name in (column, "total")]
    _add(rng.choice(series[1:]), rng.randint(1, 9), *cells)
    return set()


def _change_in_force(rng: Random, series: list[PanelReport]) -> set[Fault]:
    reports = [report for report in series if report.version == "2021"]
    _add(rng.choice(reports[1:]), rng.randint(1, 9), f"{_NORMATIVE}/in_force")
    return set()


def _change_items(rng: Random, series: list[PanelReport]) -> set[Fault]:
    reports = [report for report in series if report.version == "2019"]
    _add(reports[-1], rng.randint(1, 9), "proactive/licensing/items_last_year")
    return set()


def _copy_text(rng: Random, series: list[PanelReport]) -> set[Fault]:
    """The text of the year before, with the year changed."""
    old, new = rng.choice(list(pairwise(series)))
    new.sentences[:] = [text.replace(f"{old.year}年", f"{new.year}年") for text in old.sentences]
    return {Fault(new.id, "recycled_report", "text")}


def _copy_table(rng: Random, series: list[PanelReport]) -> set[Fault]:
    """Table requests of the year before, except for the row of what was carried in.

    Two years of an agency with few requests may be equal by chance; its text is copied instead.
    """
    pairs = [(old, new) for old, new in pairwise(series) if old.version == new.version]
    old, new = rng.choice(pairs)
    if old.values["requests/received/total"] < _FEW_REQUESTS:
        return _copy_text(rng, series)
    for key in {*old.values, *new.values}:
        if key.startswith("requests") and "carried_in" not in key:
            new.values[key] = old.values.get(key, 0)
    return {Fault(new.id, "recycled_report", "requests")}


def _repeat_report(rng: Random, series: list[PanelReport]) -> set[Fault]:
    report = rng.choice(series)
    copy = replace(report, id=f"{report.id}-again", values=dict(report.values))
    series.append(copy)
    return {Fault(each.id, "duplicate_report", str(report.year)) for each in (report, copy)}


def _add_outlier(rng: Random, series: list[PanelReport]) -> set[Fault]:
    report = rng.choice(series)
    report.values[_DECISIONS] = report.values[_DECISIONS] * rng.choice((10, 12, 15)) + 20
    return {Fault(report.id, "yearly_outlier", _DECISIONS)}


_FAULTS: tuple[Callable[[Random, list[PanelReport]], set[Fault]], ...] = (
    *(_change_carried_in, _change_carried_in, _change_in_force, _change_items),
    *(_copy_text, _copy_table, _repeat_report, _add_outlier),
)
