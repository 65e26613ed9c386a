"""Why an identity is broken: the smallest change that would make it hold, and whose error it is.

Either the agency or the reader made an error. The cause is `reading`, and the verdict `undecided`,

- if rows with fewer fields than columns, read in another way, make the identity hold,
- if all rows add up with the total in another column,
- if a row that the form does not have may belong to the sum,
- or if every smallest change replaces a number that a scan may have mistaken for another.

Otherwise the cause is `source` where the changed number was read with high confidence, and None
where it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gouji.pipeline.check.cause.misreadings import Misreading, find_misreadings
from gouji.pipeline.check.cause.shifted_rows import find_shifted
from gouji.pipeline.check.cause.slips import Slip, find_slip
from gouji.pipeline.check.cause.whole_table import (
    OtherRow,
    explain_gap,
    find_other_rows,
    has_moved_totals,
)
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Change, Corrections, Explanation, MisreadRow, Result
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import LinearRule
from gouji.pipeline.identities.ledger import Ledger
from gouji.pipeline.identities.minimal_changes import Correction, find_corrections
from gouji.pipeline.identities.verdicts import find_cause
from gouji.pipeline.records import Cause, Cell, CellKey, Verdict

_SCAN_MEDIA = ("scan", "image")
_SCAN_SLIPS = ("alike", "sign", "lost_digit", "extra_digit")
# Most alternative corrections that are named; with more of them none is likely.
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class _BrokenTable:
    """A table with a broken identity, and the smallest changes under which all of them hold.

    `misread` has, by rule and scope of the identity, the row that may be misread. `shifted` has the
    identities that hold if incomplete rows have their fields at other columns. `other_rows` have
    the figures of printed rows that the form does not have.
    """

    form: Form
    cells: Mapping[CellKey, Cell]
    corrections: tuple[Correction, ...]
    misread: Mapping[tuple[str, str], Misreading]
    shifted: frozenset[tuple[str, str]]
    has_moved_totals: bool
    other_rows: tuple[OtherRow, ...]
    trust: float
    is_scan: bool


def explain(results: Sequence[Result[Any]], facts: Facts) -> Iterable[Result[Any]]:
    """The results, those of broken identities with a cause and a likely error."""
    names = {result.cells[0].table for result in results if _is_broken_identity(result)}
    tables = {name: _examine(name, facts) for name in names}
    for result in results:
        if _is_broken_identity(result):
            yield _explain(result, tables[result.cells[0].table])
        else:
            yield result


def _is_broken_identity(result: Result[Any]) -> bool:
    return result.verdict == "broken" and isinstance(result.rule, LinearRule)


def _examine(table: str, facts: Facts) -> _BrokenTable:
    form, index = facts.forms[table], facts.identities[table]
    by_key = {cell.key: cell for cell in facts.cells}
    cells = {key: by_key[key] for key, _, _ in form.table(table).cells()}
    read = {key: cell.value for key, cell in cells.items() if cell.status == "read"}
    ledger = Ledger(index, read)
    names = [(identity.rule.rule, identity.scope) for identity in index.identities]
    misread = {
        names[number]: misreading
        for misreading in find_misreadings(ledger, cells)
        for number in misreading.mended
    }
    shifted = frozenset(names[number] for number in find_shifted(ledger, cells))
    return _BrokenTable(
        form,
        cells,
        find_corrections(ledger),
        misread,
        shifted,
        has_moved_totals(ledger),
        find_other_rows(table, facts),
        facts.trust,
        facts.media in _SCAN_MEDIA,
    )


def _explain(result: Result[Any], table: _BrokenTable) -> Result[Any]:
    cause, explanation = _find_cause(result, table), _find_explanation(result, table)
    verdict: Verdict = "undecided" if cause == "reading" else "broken"
    return replace(result, verdict=verdict, cause=cause, explanation=explanation)


def _find_cause(result: Result[Any], table: _BrokenTable) -> Cause | None:
    """By the correction whose cells have the highest confidence; without corrections, by all
    cells of the identity."""
    key_sets = [tuple(correction) for correction in table.corrections] or [result.cells]
    highest = max(min(table.cells[key].confidence for key in keys) for keys in key_sets)
    identity = (result.rule.rule, result.scope)
    if identity in table.misread or identity in table.shifted or table.has_moved_totals:
        return "reading"
    if _may_lack_row(result, table):
        return "reading"
    if table.corrections and all(_is_scan_error(one, table) for one in table.corrections):
        return "reading"
    return find_cause(highest, table.trust)


def _may_lack_row(result: Result[Any], table: _BrokenTable) -> bool:
    """Whether the sums over a column may lack the figures of a row that the form does not have."""
    columns = list(dict.fromkeys(key.column for key in table.cells))
    if result.scope not in columns or result.left is None or result.right is None:
        return False
    gap = result.left - result.right
    return explain_gap(table.other_rows, columns.index(result.scope), len(columns), gap)


def _is_scan_error(correction: Correction, table: _BrokenTable) -> bool:
    slips = (find_slip(_printed(key, table), value) for key, value in correction.items())
    return table.is_scan and all(slip in _SCAN_SLIPS for slip in slips)


def _printed(key: CellKey, table: _BrokenTable) -> Decimal:
    return table.cells[key].value or Decimal(0)


def _find_explanation(result: Result[Any], table: _BrokenTable) -> Explanation | None:
    """The row that may be misread; or else the corrections, where they are few; or else the slip
    by which the two sums differ."""
    if reading := table.misread.get((result.rule.rule, result.scope)):
        return MisreadRow(table.form, reading.keys[0], reading.numbers)
    alternatives = _find_changes(result.cells, table)
    return Corrections(table.form, alternatives) if alternatives else _difference_slip(result)


def _find_changes(keys: tuple[CellKey, ...], table: _BrokenTable) -> tuple[tuple[Change, ...], ...]:
    """The changes that each smallest correction makes in these cells; none where there are many
    corrections, as then none of them is likely."""
    alternatives = {
        tuple((key, value) for key, value in correction.items() if key in keys)
        for correction in table.corrections
    }
    if len(alternatives) > _MOST_NAMED:
        return ()
    return tuple(
        tuple(_change(key, value, table) for key, value in changes)
        for changes in sorted(alternatives)
        if changes
    )


def _change(key: CellKey, value: Decimal, table: _BrokenTable) -> Change:
    printed = _printed(key, table)
    slip = "neighbour" if _repeats_neighbour(key, table) else find_slip(printed, value)
    return Change(key, printed, value, slip)


def _difference_slip(result: Result[Any]) -> Slip | None:
    if result.left is None or result.right is None:
        return None
    slip = find_slip(result.right, result.left)
    return slip if slip == "one_off" else None


def _repeats_neighbour(key: CellKey, table: _BrokenTable) -> bool:
    """Whether a cell has the same number, above 1, as the next cell of its row or column."""
    keys = [other for other in table.form.columns if other.table == key.table]
    row = [other for other in keys if other.row == key.row]
    column = [other for other in keys if other.column == key.column]
    neighbours = [
        line[i]
        for line in (row, column)
        for i in (line.index(key) - 1, line.index(key) + 1)
        if 0 <= i < len(line)
    ]
    value = _printed(key, table)
    return value > 1 and value in {_printed(other, table) for other in neighbours}
