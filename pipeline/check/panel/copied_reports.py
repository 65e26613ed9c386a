"""A report copied from the year before, in its prose or in a table, and several reports of a year.

Sentences that several agencies use are not counted. Nor are tables that would agree by chance. The
evidence of a figure is measured in bits: the chance that a count of about v is the same in another
year is about 1 in 3√v, so v counts 1 + ½ log₂ v bits, and 0 counts none. Figures that are sums of
others are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import log2

from gouji.pipeline.check.panel.subjects import Edition, SameYear, Series
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import DuplicateRule, RecycledRule
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import CellKey, Verdict


@dataclass(frozen=True, slots=True)
class CopiedProseDetail:
    """The agency's own prose of a year, in characters, and how much of it is the year before's."""

    year: int
    year_before: int
    characters: int
    same: int


@dataclass(frozen=True, slots=True)
class CopiedTableDetail:
    """A table with its title, and how many of its figures are compared with the year before."""

    table: str
    title: str
    year: int
    year_before: int
    figures: int


@dataclass(frozen=True, slots=True)
class DuplicatesDetail:
    """How many reports an agency has for one year, and the sources of the other ones."""

    agency: str
    year: int
    count: int
    other_sources: tuple[str, ...]


def check_copies(
    rule: RecycledRule, series: Series
) -> Iterator[tuple[str, Result[CopiedProseDetail] | Result[CopiedTableDetail]]]:
    """Results on the later report of two years: scope `text`, and each table with figures."""
    for before, now in series.find_neighbours():
        if prose := _compare_prose(rule, before, now):
            yield now.report, prose
        for table, form in now.forms.items():
            if before.forms.get(table) is form:
                derived = find_derived(series.identities[form.form, table])
                if copied := _compare_tables(rule, before, now, table, derived):
                    yield now.report, copied


def find_derived(index: IdentityIndex) -> frozenset[CellKey]:
    """The cells of a table that are the sum of others."""
    return frozenset(i.right[0] for i in index.identities if len(i.right) == 1)


def _compare_prose(
    rule: RecycledRule, before: Edition, now: Edition
) -> Result[CopiedProseDetail] | None:
    length = sum(now.prose.values())
    if length < rule.least_characters:
        return None
    same = sum(size for sentence, size in now.prose.items() if sentence in before.prose)
    is_copied = same >= rule.share * length
    return Result(
        rule=rule,
        scope="text",
        verdict="broken" if is_copied else "holds",
        detail=CopiedProseDetail(now.year, before.year, length, same),
        other_reports=(before.report,),
        cause="source" if is_copied else None,
    )


def _compare_tables(
    rule: RecycledRule, before: Edition, now: Edition, table: str, derived: frozenset[CellKey]
) -> Result[CopiedTableDetail] | None:
    old, new = (_figures(rule, edition, table, derived) for edition in (before, now))
    if not new:
        return None
    is_same = old == new
    trusted = [value for key, value in new.items() if _is_trusted(key, before, now)]
    is_enough = sum(map(_bits, trusted)) >= rule.least_bits
    verdict: Verdict = "holds" if not is_same else "broken" if is_enough else "undecided"
    title = now.forms[table].table(table).title
    return Result(
        rule=rule,
        scope=table,
        verdict=verdict,
        detail=CopiedTableDetail(table, title, now.year, before.year, len(new)),
        cells=tuple(new) if is_same else (),
        other_reports=(before.report,),
        cause="source" if verdict == "broken" else None,
    )


def _figures(
    rule: RecycledRule, edition: Edition, table: str, derived: frozenset[CellKey]
) -> Mapping[CellKey, float]:
    """The numbers of a table, other than 0, that are expected to change each year."""
    return {
        key: float(cell.value)
        for key, cell in edition.cells.items()
        if key.table == table
        and cell.value
        and key not in derived
        and not any(fnmatchcase(str(key), pattern) for pattern in rule.stocks)
    }


def _is_trusted(key: CellKey, before: Edition, now: Edition) -> bool:
    return all(edition.cells[key].confidence >= edition.trust for edition in (before, now))


def _bits(value: float) -> float:
    return 1 + log2(abs(value)) / 2 if abs(value) >= 1 else 0.0


def check_duplicates(
    rule: DuplicateRule, same_year: SameYear
) -> Iterator[tuple[str, Result[DuplicatesDetail]]]:
    """A result on each report of one agency and year: broken if there are several."""
    count = len(same_year.reports)
    for report in same_year.reports:
        others = {one: source for one, source in same_year.reports.items() if one != report}
        sources = tuple(others.values())
        yield (
            report,
            Result(
                rule=rule,
                scope=str(same_year.year),
                verdict="broken" if others else "holds",
                detail=DuplicatesDetail(same_year.agency, same_year.year, count, sources),
                other_reports=tuple(others),
                cause="source" if others else None,
            ),
        )
