"""What is worth a look: each item is one question to a reviewer, with what its answer is worth.

Left out is what no answer could change: cells of tables that are not printed, rules that are
undecided because a cell is printed blank, hints.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gouji.pipeline.decisions.judged import describe_finding
from gouji.pipeline.decisions.records import BREAKDOWN, Subject
from gouji.pipeline.records import Finding
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.rows_to_records import row_to_finding

Doubt = Literal["cell", "unplaced", "finding", "claim", "section", "issuer"]

# What a decided finding is worth, by its severity; an item by itself is worth `_LABEL` as a label.
_WORTH = {"error": 3.0, "warning": 1.0, "info": 0.0}
_LABEL = 0.1
FINDINGS = "findings"


class Place(NamedTuple):
    """What is looked at together: the cells of a column of a table, or what a report has of
    another kind. `area` is `table/column`, or `claims`, `findings`, `unplaced`, `sections`,
    `issuer`."""

    report: str
    area: str


class Item(NamedTuple):
    """One question. `worth` says which is asked first. `rules` are those of findings that the
    answer may settle, `value` is the number that was read, None where none was. `judged` is what
    an answer depends on (`decisions/judged.py`), None where it depends on its place alone."""

    subject: Subject
    place: Place
    doubt: Doubt
    worth: float
    rules: tuple[str, ...] = ()
    value: float | None = None
    judged: str | None = None


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report of the queue, with what filters ask for."""

    report: str
    source: str
    agency: str
    year: int | None
    form: str
    media: str
    layout: str  # medium, pages, form, ruled or not: a stratum of the audit
    trust: float
    printed: frozenset[str]  # tables that are printed


class ReportRows(NamedTuple):
    """The rows of one report that may be worth a look: cells, claims and sections below the trust
    threshold, all figures without a cell, findings that do not hold."""

    cells: list[Row]
    claims: list[Row]
    sections: list[Row]
    unplaced: list[Row]
    findings: list[Row]


def list_items(entry: ReportEntry, row: Row, rows: ReportRows) -> Iterator[Item]:
    """The items of a report, whose row in `reports` is `row`."""
    cells = [cell for cell in rows.cells if cell["table"] in entry.printed]
    yield from _list_cells(entry, cells, rows.findings)
    yield from _list_findings(entry, rows.findings)
    for figure in rows.unplaced:
        subject = Subject(entry.report, "unplaced", f"{figure['start']}:{figure['end']}")
        place = Place(entry.report, "unplaced")
        yield Item(subject, place, "unplaced", _WORTH["error"], ("every_figure_placed",))
    for claim in rows.claims:
        suffix = f":{BREAKDOWN}" if claim["metric"] == BREAKDOWN else ""
        subject = Subject(entry.report, "claim", f"{claim['start']}:{claim['end']}{suffix}")
        place = Place(entry.report, "claims")
        yield Item(subject, place, "claim", _WORTH["warning"], (), claim["value"])
    for section in rows.sections:
        subject = Subject(entry.report, "section", str(section["start"]))
        yield Item(subject, Place(entry.report, "sections"), "section", _LABEL)
    for name in ("agency", "year"):
        if row[f"{name}_confidence"] < entry.trust:
            subject = Subject(entry.report, "report", name)
            yield Item(subject, Place(entry.report, "issuer"), "issuer", _WORTH["warning"])


def _list_cells(
    entry: ReportEntry, cells: Iterable[Row], findings: Iterable[Row]
) -> Iterator[Item]:
    """A finding is shared among its doubtful cells: the cell that settles most comes first."""
    keys = {f"{cell['table']}/{cell['row']}/{cell['column']}": cell for cell in cells}
    worth: defaultdict[str, float] = defaultdict(float)
    rules: defaultdict[str, list[str]] = defaultdict(list)
    for finding in findings:
        doubtful = [name for name in finding["cells"] if name in keys]
        for name in doubtful:
            worth[name] += _WORTH[finding["severity"]] / len(doubtful)
            rules[name].append(finding["rule"])
    for name, cell in keys.items():
        place = Place(entry.report, f"{cell['table']}/{cell['column']}")
        subject = Subject(entry.report, "cell", name)
        listed = tuple(dict.fromkeys(rules[name]))
        judged = describe_form(entry, cell["form"])
        yield Item(subject, place, "cell", worth[name] + _LABEL, listed, cell["value"], judged)


def describe_form(entry: ReportEntry, form: str) -> str:
    """What a decision on a cell depends on, as `JudgedReport` says it."""
    return f"{form} {entry.agency or None} {entry.year}" if "#" in entry.report else form


def _list_findings(entry: ReportEntry, findings: Iterable[Row]) -> Iterator[Item]:
    for finding in map(row_to_finding, findings):
        if is_worth_a_look(finding):
            yield to_item(entry.report, finding)


def is_worth_a_look(finding: Finding) -> bool:
    """Whether a person is asked about a finding: it is broken, or may rest on a misreading. What
    else is undecided is decided by its cells."""
    if finding.rule == "every_figure_placed" or finding.severity == "info":
        return False
    is_misread = finding.verdict == "undecided" and finding.cause == "reading"
    return finding.verdict == "broken" or (is_misread and bool(finding.cells))


def to_item(report: str, finding: Finding) -> Item:
    """The item of a finding."""
    subject, place = Subject(report, "finding", finding.key), Place(report, FINDINGS)
    worth = _WORTH[finding.severity]
    return Item(subject, place, "finding", worth, (finding.rule,), None, describe_finding(finding))


def measure_places(items: Iterable[Item]) -> dict[Place, float]:
    """What a look at each place is worth for every item that it costs."""
    worth: defaultdict[Place, float] = defaultdict(float)
    count = Counter[Place]()
    for item in items:
        worth[item.place] += item.worth
        count[item.place] += 1
    return {place: worth[place] / count[place] for place in worth}


def order_places(
    items: Iterable[Item], ranks: Mapping[str, int] | None = None
) -> Mapping[Place, list[Item]]:
    """The items of each place. The reports that have the worthiest place come first, or those of
    the lowest rank where `ranks` has one for each. All places of a report are together, the
    worthiest of them first. Findings come last, since they may be settled by the cells."""
    listed = list(items)
    worth = measure_places(listed)
    best: defaultdict[str, float] = defaultdict(float)
    for place, value in worth.items():
        best[place.report] = max(best[place.report], value)
    places: dict[Place, list[Item]] = {
        place: []
        for place in sorted(
            worth,
            key=lambda place: (
                ranks[place.report] if ranks else -best[place.report],
                place.report,
                place.area == FINDINGS,
                -worth[place],
                place.area,
            ),
        )
    }
    for item in listed:
        places[item.place].append(item)
    return places
