"""Counts what reviewed reports say under a name, and keeps that on which they agree.

A name is made of printed texts, a label is what people say that they mean. Reports must agree, and
so must agencies and forms: where these differ, nobody knows what the name means elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

# The fewest reviewed reports that make a name known, and the share of them that must agree.
_FEWEST_REPORTS = 2
_LEAST_SHARE = 0.8
# The share of the reports of each form that must agree.
_LEAST_OF_FORM = 0.5
# The most reports of one agency that count. What more of them say is known by then.
_MOST_OF_AGENCY = 100


class Source(NamedTuple):
    """A reviewed report, its agency, and the forms that its tables follow."""

    report: str
    agency: str = ""
    form: str = ""


class Agreed(NamedTuple):
    """What a name means: its label, in how many of how many reports."""

    label: str
    agreeing: int
    reports: int

    @property
    def probability(self) -> float:
        """The probability that it means the same in the next report, with half a report of
        doubt."""
        return (self.agreeing + 0.5) / (self.reports + 1)


class Said(NamedTuple):
    """What one report says under a name."""

    name: str
    label: str
    source: Source


def count_labels(items: Iterable[Said]) -> dict[str, Agreed]:
    """The label of each name on which reports agree. A name that has two labels in one report does
    not tell them apart, and counts against both."""
    labels: defaultdict[str, dict[Source, str | None]] = defaultdict(dict)
    for name, label, source in items:
        if labels[name].setdefault(source, label) != label:
            labels[name][source] = None
    counted = ((name, _agree(labels[name])) for name in sorted(labels))
    return {name: agreed for name, agreed in counted if agreed}


def find_surest(known: Mapping[str, Agreed], names: Iterable[str]) -> Agreed | None:
    """What the surest of several names means, None where none of them is known."""
    found = (known.get(name) for name in names)
    return max((agreed for agreed in found if agreed), key=_probability, default=None)


def _probability(agreed: Agreed) -> float:
    return agreed.probability


_Labels = Mapping[Source, str | None]
_Groups = Sequence[Sequence[str | None]]


def _agree(labels: _Labels) -> Agreed | None:
    """The label that most agencies give; None where too few reports, agencies or forms agree."""
    agencies = _group((source.agency, label) for source, label in labels.items())
    label, share = _most_common(agencies)
    if label is None or share < _LEAST_SHARE:
        return None
    forms = _group((source.form, label) for source, label in labels.items())
    if any(group.count(label) < _LEAST_OF_FORM * len(group) for group in forms):
        return None
    agreed = Agreed(label, *_count_reports(agencies, label))
    is_common = agreed.agreeing >= _LEAST_SHARE * agreed.reports
    return agreed if is_common and agreed.agreeing >= _FEWEST_REPORTS else None


def _group(items: Iterable[tuple[str, str | None]]) -> list[list[str | None]]:
    groups: defaultdict[str, list[str | None]] = defaultdict(list)
    for name, label in items:
        groups[name].append(label)
    return list(groups.values())


def _most_common(groups: _Groups) -> tuple[str | None, float]:
    """The label with the largest share of a group, as the mean over groups."""
    counts = [Counter(group) for group in groups]
    names = {name: None for count in counts for name in count}
    shares = {name: fmean(c[name] / c.total() for c in counts) for name in names}
    return max(shares.items(), key=lambda item: item[1])


def _count_reports(agencies: _Groups, label: str) -> tuple[int, int]:
    """How many reports give the label, of how many; those of one agency count up to a limit."""
    weights = [min(1.0, _MOST_OF_AGENCY / len(group)) for group in agencies]
    pairs = list(zip(agencies, weights, strict=True))
    agreeing = sum(round(weight * group.count(label)) for group, weight in pairs)
    return agreeing, sum(round(weight * len(group)) for group, weight in pairs)
