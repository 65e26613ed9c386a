"""Why an identity is broken: the smallest change that would put it right, and whose slip that is.

Whoever filled in the table may have slipped, or whoever read it. It is likely ours (`reading`) if a
row with fewer fields than columns, read in another way, makes it come out, or if every smallest
change takes a number that a scan may have mistaken for another. Else a change of a number that was
surely read is the agency's (`source`); of numbers that are less sure nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.pipeline.check.cause.misreadings import Misreading, find_misreadings
from gouji.pipeline.check.cause.slips import NEIGHBOUR, Slip, find_slip, slip_en, slip_zh
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.wording import join_labels, number, place
from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.corrections import Correction, find_corrections
from gouji.pipeline.identities.ledger import Ledger
from gouji.pipeline.identities.verdicts import find_cause
from gouji.pipeline.records import Cause, Cell, CellKey, Finding

_SCANNED = ("scan", "image")
_SCANNING = ("alike", "sign", "lost_digit", "extra_digit")
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """A table in which something is broken, and the smallest changes that put it right."""

    form: Form
    cells: Mapping[CellKey, Cell]
    repairs: tuple[Correction, ...]
    readings: Mapping[tuple[str, str], Misreading]
    trust: float
    scanned: bool


def explain(findings: Iterable[Finding], facts: Facts) -> tuple[Finding, ...]:
    """The findings, those of broken identities with a cause and, where one is likely, the slip."""
    linear = {
        identity.rule.rule for index in facts.identities.values() for identity in index.identities
    }
    found, tables = tuple(findings), dict[str, _Table]()
    for one in found:
        if one.verdict == "broken" and one.rule in linear and one.cells[0].table not in tables:
            table = one.cells[0].table
            tables[table] = _find_table(table, facts)
    return tuple(
        _explain(one, tables[one.cells[0].table])
        if one.verdict == "broken" and one.rule in linear
        else one
        for one in found
    )


def _find_table(table: str, facts: Facts) -> _Table:
    form, index = facts.forms[table], facts.identities[table]
    known = {cell.key: cell for cell in facts.cells}
    cells = {key: known[key] for key, _, _ in form.table(table).cells()}
    ledger = Ledger(
        index, {key: cell.value for key, cell in cells.items() if cell.status == "read"}
    )
    readings = {
        (index.identities[i].rule.rule, index.identities[i].scope): reading
        for reading in find_misreadings(ledger, cells)
        for i in reading.mended
    }
    scanned = facts.media in _SCANNED
    return _Table(form, cells, find_corrections(ledger), readings, facts.trust, scanned)


def _explain(finding: Finding, table: _Table) -> Finding:
    return replace(
        finding,
        cause=_find_cause(finding, table),
        message_zh=finding.message_zh.removesuffix("。") + _words_zh(finding, table) + "。",
        message_en=finding.message_en.removesuffix(".") + _words_en(finding, table) + ".",
    )


def _find_cause(finding: Finding, table: _Table) -> Cause | None:
    """By the repair that takes the surest readings; without any, by all cells of the finding."""
    sets = [tuple(repair) for repair in table.repairs] or [finding.cells]
    surest = max(min(table.cells[key].confidence for key in keys) for keys in sets)
    if (finding.rule, finding.scope) in table.readings:
        return "reading"
    if table.repairs and all(_may_be_scanned(repair, table) for repair in table.repairs):
        return "reading"
    return find_cause(surest, table.trust)


def _may_be_scanned(repair: Correction, table: _Table) -> bool:
    slips = [find_slip(_printed(key, table), value) for key, value in repair.items()]
    return table.scanned and all(slip is not None and slip.key in _SCANNING for slip in slips)


def _printed(key: CellKey, table: _Table) -> Decimal:
    return table.cells[key].value or Decimal(0)


def _words_zh(finding: Finding, table: _Table) -> str:
    """The row read otherwise; or the changes, where they are few; else the slip by which the sums
    differ."""
    if reading := table.readings.get((finding.rule, finding.scope)):
        row = table.form.rows[reading.keys[0]]
        numbers = "、".join("空" if one is None else number(one) for one in reading.numbers)
        where = f"“{join_labels(row.under, row.label)}”一行"
        return f"；{where}可能读错了列，或把两数连读，改读为 {numbers} 则不矛盾"
    told = [
        "、".join(
            f"“{place(key, table.form)}”由 {number(_printed(key, table))} 改为 {number(value)}"
            + (f"（{slip.zh}）" if slip else "")
            for key, value, slip in changes
        )
        for changes in _changes(finding, table)
    ]
    return f"；改动最少的解释：{'，或'.join(told)}" if told else slip_zh(_difference_slip(finding))


def _words_en(finding: Finding, table: _Table) -> str:
    if reading := table.readings.get((finding.rule, finding.scope)):
        numbers = ", ".join("-" if one is None else number(one) for one in reading.numbers)
        return (
            f"; the row {reading.keys[0].row} may be misread: with {numbers} in it nothing is wrong"
        )
    told = [
        " and ".join(
            f"{key} {number(value)} for {number(_printed(key, table))}"
            + (f" ({slip.en})" if slip else "")
            for key, value, slip in changes
        )
        for changes in _changes(finding, table)
    ]
    explained = f"; the smallest change that puts it right: {', or '.join(told)}"
    return explained if told else slip_en(_difference_slip(finding))


def _changes(finding: Finding, table: _Table) -> list[list[tuple[CellKey, Decimal, Slip | None]]]:
    """What each smallest repair changes in the cells of this finding; nothing where they are
    many, as then none of them is likely."""
    own = {
        tuple((key, value) for key, value in repair.items() if key in finding.cells)
        for repair in table.repairs
    }
    if len(own) > _MOST_NAMED:
        return []
    return [
        [(key, value, _find_slip(table, key, value)) for key, value in changes]
        for changes in sorted(own)
        if changes
    ]


def _difference_slip(finding: Finding) -> Slip | None:
    if finding.left is None or finding.right is None:
        return None
    slip = find_slip(finding.right, finding.left)
    return slip if slip and slip.key == "one_off" else None


def _find_slip(table: _Table, key: CellKey, value: Decimal) -> Slip | None:
    return _neighbour_slip(table, key) or find_slip(_printed(key, table), value)


def _neighbour_slip(table: _Table, key: CellKey) -> Slip | None:
    """Whether a cell repeats the number next to it, in its row or its column."""
    keys = [one for one in table.form.columns if one.table == key.table]
    row = [one for one in keys if one.row == key.row]
    column = [one for one in keys if one.column == key.column]
    beside = [
        line[i]
        for line in (row, column)
        for i in (line.index(key) - 1, line.index(key) + 1)
        if 0 <= i < len(line)
    ]
    value = _printed(key, table)
    return NEIGHBOUR if value > 1 and value in {_printed(one, table) for one in beside} else None
