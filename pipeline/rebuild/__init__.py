"""From printed fields to the tables of the form: rows matched, fields placed, copies set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.models.estimators.linear import Linear
from gouji.models.layouts import NO_LAYOUTS, Layouts
from gouji.pipeline.forms.form import Form, LayoutRow
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.cell_evidence import find_lengths, find_surroundings, placed_cells
from gouji.pipeline.rebuild.columns.column_heads import (
    Heads,
    find_contradicted,
    find_foreign_rows,
    find_heads,
    place_by_heads,
)
from gouji.pipeline.rebuild.columns.head_order import place_by_order
from gouji.pipeline.rebuild.columns.merged_cells import mark_merged_totals, place_by_groups
from gouji.pipeline.rebuild.columns.placements import PlacedRow
from gouji.pipeline.rebuild.columns.row_placement import place
from gouji.pipeline.rebuild.columns.table_placement import place_rows
from gouji.pipeline.rebuild.copies import (
    Copy,
    copies_of_table,
    find_copies,
    find_differences,
    form_rows,
    fullest_copy,
    nearly_complete_copies,
    row_contexts,
)
from gouji.pipeline.rebuild.known_layouts import place_known, release_named
from gouji.pipeline.rebuild.label_pairs import read_pairs
from gouji.pipeline.rebuild.printed_rows import PrintedRow, rows_from_fragments
from gouji.pipeline.rebuild.row_scores import RowScores
from gouji.pipeline.records import CellKey, Fragment, Kind, Placed, Table

# The share of the characters of a column label that a text must have to be that column's head.
_HEAD_SHARE = 0.7
# How many characters more than the label a head may have, and by how much each further one lowers
# the share: a head carries a unit, a sentence is no head.
_EXTRA_CHARACTERS, _EXTRA_COST = 12, 0.01


@dataclass(frozen=True, slots=True)
class Decoder:
    """What tables are decoded with.

    `scores` are those of rows with the lattice of all forms. `columns` has a model for each width
    of a row, `identities` those of each form and table. `layouts` are those of reviewed reports.
    """

    scores: RowScores
    labels: Linear
    columns: Mapping[int, Linear]
    identities: Mapping[tuple[str, str], IdentityIndex]
    layouts: Layouts = NO_LAYOUTS


@dataclass(frozen=True, slots=True)
class PrintedTables:
    """The rows of a document, decoded: every printed copy of every table in reading order."""

    rows: tuple[PrintedRow, ...]
    copies: tuple[Copy, ...]

    def openings(self) -> list[tuple[int, str]]:
        """The offset of each copy of a table, and of each piece of one, and the table's name."""
        tables = {copy.chain.table for copy in self.copies}
        return sorted((c.start, t) for t in tables for c in copies_of_table(self.copies, t))

    def unmatched_rows(self) -> Iterator[PrintedRow]:
        """The printed rows that are no rows of a table of the form."""
        matched = {match.printed.number for copy in self.copies for match in copy.matches}
        return (row for row in self.rows if row.number not in matched)

    def unmatched_labels(self) -> set[str]:
        """The labels in table columns of the unmatched rows."""
        rows = self.unmatched_rows()
        return {label.text for row in rows for label in row.labels if label.has_table_column}

    def between(self, start: int, end: int) -> PrintedTables:
        """The rows and copies that begin in a stretch of the text, with offsets in the stretch."""
        rows = (row.shift(start) for row in self.rows if start <= row.start < end)
        copies = (copy.shift(start) for copy in self.copies if start <= copy.start < end)
        return PrintedTables(tuple(rows), tuple(copies))


def decode(fragments: Sequence[Fragment], decoder: Decoder) -> PrintedTables:
    """Find every copy of every table among the printed rows."""
    rows = rows_from_fragments(fragments)
    return PrintedTables(rows, find_copies(rows, decoder.scores, decoder.labels))


def rebuild(
    printed: PrintedTables, forms: Mapping[str, Form], decoder: Decoder
) -> tuple[Table, ...]:
    """One table for each table of the form; one that is not printed has cells without fields."""
    copies = printed.copies
    names = [table.table for table in next(iter(forms.values())).tables]
    fullest = {name: fullest_copy(copies, name) for name in names}
    common_form = _common_form(fullest, forms)
    strays = [row.number for row in printed.unmatched_rows() if row.values]
    tables = (
        _absent_table(name, common_form, forms)
        if copy is None
        else _rebuild_table(copy, copies, common_form, forms, decoder, strays)
        for name, copy in fullest.items()
    )
    paired = [read_pairs(table, printed.rows, forms[table.form]) for table in tables]
    return release_named(place_known(paired, printed.rows, decoder.layouts, forms))


def _common_form(fullest: Mapping[str, Copy | None], forms: Mapping[str, Form]) -> str:
    """The form of a table without a copy: that of `requests`, else that of another table."""
    printed = [copy.chain.form for copy in (fullest.get("requests"), *fullest.values()) if copy]
    return printed[0] if printed else list(forms)[-1]


def _absent_table(table: str, form: str, forms: Mapping[str, Form]) -> Table:
    keys = [key for key, _, _ in forms[form].table(table).cells()]
    return Table(table, form, tuple(Placed(key, None) for key in keys), copies=0)


def _rebuild_table(
    copy: Copy,
    copies: Sequence[Copy],
    common_form: str,
    forms: Mapping[str, Form],
    decoder: Decoder,
    strays: Sequence[int],
) -> Table:
    """A table from its fullest copy; `strays` are the rows, by number, that belong to no table."""
    table = copy.chain.table
    # The two forms print `remedies` alike: such a table follows the form of `requests`.
    is_alike = _has_same_cells(table, copy.chain.form, common_form, forms)
    form = common_form if is_alike else copy.chain.form
    printed_form = forms[copy.chain.form]
    foreign, heads = find_foreign_rows(copy, forms), find_heads(copy)
    surroundings = find_surroundings(copy, strays)
    placed: dict[CellKey, Placed] = {}
    rows = list(_place_fields(copy, heads, decoder, printed_form))
    lengths = find_lengths(rows)
    for row in rows:
        contradicted = set(find_contradicted(row, heads.get(row.row.print, {}), printed_form))
        cells = placed_cells(row, surroundings, contradicted, lengths)
        placed |= {cell.key: cell for cell in cells if cell.key.row not in foreign}
    keys = [key for key, _, _ in forms[form].table(table).cells()]
    return Table(
        table,
        form,
        tuple([placed.get(key) or Placed(key, None, surroundings.get(key, ())) for key in keys]),
        copies=len(nearly_complete_copies(copies, copy)),
        headers=tuple(_money_heads(copy, forms[form])),
        differences=tuple(find_differences(copies, copy)),
    )


def _has_same_cells(table: str, form: str, other: str, forms: Mapping[str, Form]) -> bool:
    return list(forms[form].table(table).cells()) == list(forms[other].table(table).cells())


def _place_fields(
    copy: Copy, heads: Mapping[LayoutRow, Heads], decoder: Decoder, form: Form
) -> tuple[PlacedRow, ...]:
    """The rows that were found in a copy, with the field of each cell."""
    rows = place_by_heads(form_rows(copy), heads, form)
    rows = place_by_groups(place_by_order(rows, copy, form, heads), copy, form)
    candidates = [
        place(row, context, decoder.columns[len(row.print.cells)], _kinds_of(row.print, form))
        for row, context in zip(rows, row_contexts(rows, copy, form), strict=True)
    ]
    identities = decoder.identities[copy.chain.form, copy.chain.table]
    return mark_merged_totals(place_rows(rows, candidates, identities))


def _kinds_of(row: LayoutRow, form: Form) -> tuple[Kind, ...]:
    """The kind of number of each cell of a row."""
    return tuple([form.columns[key].kind for key in row.cells])


def _money_heads(copy: Copy, form: Form) -> Iterator[tuple[CellKey, str]]:
    """For each cell of money the printed head of its column, which may have a unit."""
    rows: list[PrintedRow] = [*copy.header, *copy.between, *(m.printed for m in copy.matches)]
    fragments = [label for row in rows for label in row.labels]
    for key, column, _ in form.table(copy.chain.table).cells():
        if column.kind in ("yuan", "wan_yuan"):
            yield key, _closest(fragments, column.label)


def _closest(fragments: Sequence[Fragment], label: str) -> str:
    """The text with most of the characters of a label; empty if it has too few."""
    characters = set(squeeze(label.split("（")[0]))
    shares = [(_share(characters, fragment.text), fragment.text) for fragment in fragments]
    share, text = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
    return text if share >= _HEAD_SHARE else ""


def _share(characters: set[str], text: str) -> float:
    """The share of these characters that a text has, less a cost for many others."""
    written = set(squeeze(text))
    extra = max(0, len(written) - len(characters) - _EXTRA_CHARACTERS)
    return len(characters & written) / len(characters) - _EXTRA_COST * extra
