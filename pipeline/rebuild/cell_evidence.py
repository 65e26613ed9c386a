"""The support of each cell: the evidence of rebuilding, by name, for the confidence model.

A cell whose row was found has the evidence of its row and its column. Every cell of a printed
table has that of its surroundings: which rows were found, and which rows belong to no table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.placements import PlacedRow
from gouji.pipeline.rebuild.copies import Copy
from gouji.pipeline.rebuild.run_together import add_up, split_groups, strip_empty
from gouji.pipeline.records import CellKey, Placed, Support

# The certainty of a column below which a row that lacks fields must tell its columns by itself,
# and the probability from which on it does.
_SETTLED, _TELLS_COLUMNS = 0.99, 0.5
# The figures of a row from which one of them may be two. Empty cells are told by empty fields.
_FEWEST_FIGURES = 2
# Figures in one cell, one below the other or side by side.
_FIGURES = re.compile(r"\s*\d[\d,.]*(?:(?:\s*<br\s*/?>\s*|\s+)\d[\d,.]*)+\s*", re.I)
# The probability of a neighbouring row that does not exist.
_NO_ROW = -1.0


def placed_cells(
    placed: PlacedRow,
    surroundings: Mapping[CellKey, Support],
    contradicted: Collection[int],
    lengths: Mapping[int, int],
) -> Iterator[Placed]:
    """The cells of a row with their fields and the evidence of row, surroundings and column.

    `contradicted` are the columns, by index, whose printed heads do not name them. The fields of a
    row contradict their columns, too, where a figure may be that of another column. `lengths` is
    what `find_lengths` says of the table.
    """
    row = placed.row
    of_row = _row_support(placed)
    # One tuple for all cells with the same surroundings, so that it is evaluated once.
    supports = {around: (*of_row, *around) for around in {surroundings[k] for k in row.print.cells}}
    has_run, is_open = _has_run(row), _has_open_columns(placed)
    is_broken = row.is_misnamed or row.is_split_by_total or _has_several_rows(row)
    unproved = _find_unproved(placed, lengths)
    columns = zip(
        row.print.cells, placed.placement.fields, placed.certainty, placed.exactness, strict=True
    )
    for n, (key, field, certainty, exactness) in enumerate(columns):
        fragment = None if field is None else row.fields[field]
        is_ambiguous = fragment is not None and row.may_be_several(fragment)
        support = supports[surroundings[key]]
        is_in_run = has_run and fragment is None
        is_unsettled = row.has_open_order or (is_open and certainty < _SETTLED)
        by_row = is_broken or is_in_run or is_unsettled or n in unproved
        is_contradicted = by_row or n in contradicted
        yield Placed(key, fragment, support, certainty, exactness, is_ambiguous, is_contradicted)


def _has_run(row: MatchedRow) -> bool:
    """Whether a field of the row may hold the figures of several columns: it has digits, but is no
    number, or it is the only field and touches the label."""
    fields = zip(row.fields, row.numbers, strict=True)
    return row.ambiguous or any(
        number is None and any(map(str.isdigit, field.text)) for field, number in fields
    )


def _has_several_rows(row: MatchedRow) -> bool:
    """Whether a field holds several figures, as where several rows are lines of one row. A field
    with a single figure may then belong to any of these rows."""
    fields = zip(row.fields, row.numbers, strict=True)
    return any(number is None and _FIGURES.fullmatch(field.text) for field, number in fields)


def _has_open_columns(placed: PlacedRow) -> bool:
    """Whether a row lacks fields, and does not tell by itself which columns have none."""
    lacks_fields = len(placed.row.fields) < len(placed.row.print.cells)
    return lacks_fields and dict(placed.support)["alone"] < _TELLS_COLUMNS


def find_lengths(rows: Sequence[PlacedRow]) -> dict[int, int]:
    """The most fields of a row of a table, by the columns that the form has for it. All columns are
    expected of a row that no other one can be compared with."""
    counts: dict[int, list[int]] = {}
    for placed in rows:
        fields = strip_empty(placed.row.fields)
        counts.setdefault(len(placed.row.print.cells), []).append(len(fields))
    return {width: max(found) if len(found) > 1 else width for width, found in counts.items()}


def _find_unproved(placed: PlacedRow, lengths: Mapping[int, int]) -> Collection[int]:
    """The columns, by index, of a row of a table without places on a page that has fewer fields
    than others, as far as no total shows which it lacks.

    Converters lose borders between figures: 8 and 5 become 85, and the figures behind it move.
    """
    row, width = placed.row, len(placed.row.print.cells)
    if _count_fields(row) >= lengths[width] or len(row.filled) < _FEWEST_FIGURES:
        return ()
    if any(field.cell_box or not field.has_table_column for field in row.fields):
        return ()
    fields = placed.placement.fields
    numbers = [str((None if f is None else row.numbers[f]) or 0) for f in fields]
    return frozenset(
        n for group in split_groups(width) for n in group if not _proves(numbers, group)
    )


def _count_fields(row: MatchedRow) -> int:
    """The number of fields of a row. Empty fields at the end do not count if the row has a total:
    converters add them where figures run together."""
    if not row.print.has_total:
        return len(row.fields)
    return max((n for n, field in enumerate(row.fields, 1) if field.text), default=0)


def _proves(numbers: Sequence[str], group: range) -> bool:
    """Whether the figures of a group of columns add up to their total, or all are 0."""
    texts = [numbers[n] for n in group]
    return set(texts) <= {"0"} or add_up(texts)


def _row_support(placed: PlacedRow) -> Support:
    row = placed.row
    filled = len(row.filled)
    return (
        *placed.support,
        ("row", row.probability),
        ("full", float(len(row.fields) == len(row.print.cells))),
        ("filled", float(filled == len(row.print.cells))),
        ("labelled", float(bool(row.labels))),
        ("touching", float(row.touching)),
        ("blurred", float(row.ambiguous)),
        ("streamed", float(row.streamed)),
        ("values", float(filled)),
        ("weakest", min(placed.certainty)),
    )


def find_surroundings(copy: Copy, strays: Sequence[int]) -> dict[CellKey, Support]:
    """The evidence around each cell of a table.

    `strays` are the printed rows, by number, with figures that belong to no table.
    """
    found = {match.row: match.probability for match in copy.matches}
    shared = _table_support(copy, found, strays)
    prints = copy.chain.prints
    surroundings: dict[CellKey, Support] = {}
    for row, printed in enumerate(prints):
        support = (*shared, *_neighbour_support(row, found, len(prints)))
        surroundings |= dict.fromkeys(printed.cells, support)
    return surroundings


def _table_support(copy: Copy, found: Mapping[int, float], strays: Sequence[int]) -> Support:
    """The same for all cells of a table; `found` has the probability of each row found."""
    first, last = copy.rows
    unlabelled = sum(not match.printed.labels for match in copy.matches)
    return (
        ("stray", float(sum(first <= number <= last for number in strays))),
        ("lost", float(len(copy.chain.prints) - len(found))),
        ("doubled", float(len(copy.matches) - len(found))),
        ("unlabelled", unlabelled / len(copy.matches)),
        ("least", min(found.values())),
    )


def _neighbour_support(row: int, found: Mapping[int, float], count: int) -> Support:
    """The probabilities of the next rows found above and below a row, and how far away they are
    in rows of the form."""
    above = next((n for n in range(row - 1, -1, -1) if n in found), -1)
    below = next((n for n in range(row + 1, count) if n in found), count)
    return (
        ("above", found.get(above, _NO_ROW)),
        ("below", found.get(below, _NO_ROW)),
        ("gap_above", float(row - above - 1)),
        ("gap_below", float(below - row - 1)),
    )
