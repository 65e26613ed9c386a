"""A report that is last year's, in its prose or in a table, and several reports of one year.

Wording that agencies share is nobody's own, so that it is not counted; nor are tables that would
come out alike by themselves. What a figure is worth as evidence is measured in bits: the chance
that a count of about v comes out the same in another year is some 1 in 3√v, so that v is worth
1 + ½ log₂ v bits, a 0 nothing; figures that follow from others are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from math import log2

from gouji.pipeline.check.panel.editions import Edition, find_neighbours
from gouji.pipeline.forms.rules import RecycledRule
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import CellKey, Finding, Verdict


def check_copies(
    rule: RecycledRule,
    series: Sequence[Edition],
    identities: Mapping[tuple[str, str], IdentityIndex],
) -> Iterator[tuple[str, Finding]]:
    """Findings on the later of two reports: scope `text`, and each table with figures.
    `identities` are those of every table, by form and table."""
    for before, now in find_neighbours(series):
        yield from ((now.report, one) for one in _compare_prose(rule, before, now))
        for table, form in now.forms.items():
            if before.forms.get(table) is form:
                derived = find_derived(identities[form.form, table])
                yield from (
                    (now.report, one) for one in _compare_tables(rule, before, now, table, derived)
                )


def find_derived(index: IdentityIndex) -> frozenset[CellKey]:
    """The cells that are the sum of others."""
    return frozenset(one.right[0] for one in index.identities if len(one.right) == 1)


def _compare_prose(rule: RecycledRule, before: Edition, now: Edition) -> Iterator[Finding]:
    length = sum(now.prose.values())
    if length < rule.least_characters:
        return
    same = sum(size for sentence, size in now.prose.items() if sentence in before.prose)
    verdict: Verdict = "broken" if same >= rule.share * length else "holds"
    percent = f"{same / length:.0%}"
    yield _finding(
        rule,
        "text",
        verdict,
        before,
        zh=f"{now.year}年报告自己的文字 {length} 字中，"
        f"{same} 字（{percent}）与{before.year}年逐句相同"
        + ("，疑为沿用上年报告。" if verdict == "broken" else "。"),
        en=f"Of {length} characters of its own prose the report of {now.year} shares {same} "
        f"({percent}), sentence by sentence, with {before.year}"
        + ("; likely copied from the year before." if verdict == "broken" else "."),
    )


def _compare_tables(
    rule: RecycledRule, before: Edition, now: Edition, table: str, derived: frozenset[CellKey]
) -> Iterator[Finding]:
    old, new = (_figures(rule, one, table, derived) for one in (before, now))
    if not new:
        return
    alike = old == new
    sure = [value for key, value in new.items() if _is_sure(key, before, now)]
    enough = sum(map(_bits, sure)) >= rule.least_bits
    verdict: Verdict = "holds" if not alike else "broken" if enough else "undecided"
    many = len(new)
    title = now.forms[table].table(table).title
    said = {
        "holds": ("各有不同", "differ"),
        "undecided": (
            "完全相同，但数字太少、太小或读数存疑，可能是巧合",
            "are all the same, but few, small or doubtful: it may be chance",
        ),
        "broken": (
            "完全相同，疑为沿用上年数据",
            "are all the same; likely copied from the year before",
        ),
    }[verdict]
    yield _finding(
        rule,
        table,
        verdict,
        before,
        zh=f"{title}：{now.year}年与{before.year}年的 {many} 个非零数字{said[0]}。",
        en=f"“{title}” ({table}): the {many} figures other than 0 of {now.year} and those of "
        f"{before.year} {said[1]}.",
        cells=tuple(new) if alike else (),
    )


def _figures(
    rule: RecycledRule, edition: Edition, table: str, derived: frozenset[CellKey]
) -> Mapping[CellKey, float]:
    """The numbers of a table, other than 0, that a new year brings anew."""
    return {
        key: float(cell.value)
        for key, cell in edition.cells.items()
        if key.table == table
        and cell.value
        and key not in derived
        and not any(fnmatchcase(str(key), one) for one in rule.stocks)
    }


def _is_sure(key: CellKey, before: Edition, now: Edition) -> bool:
    return all(one.cells[key].confidence >= one.trust for one in (before, now))


def _bits(value: float) -> float:
    return 1 + log2(abs(value)) / 2 if abs(value) >= 1 else 0.0


def _finding(
    rule: RecycledRule,
    scope: str,
    verdict: Verdict,
    before: Edition,
    zh: str,
    en: str,
    cells: tuple[CellKey, ...] = (),
) -> Finding:
    return Finding(
        rule.rule,
        scope,
        verdict,
        rule.severity,
        message_zh=zh,
        message_en=en,
        cells=cells,
        other_reports=(before.report,),
        cause="source" if verdict == "broken" else None,
    )
