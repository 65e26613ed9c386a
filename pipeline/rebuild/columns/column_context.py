"""The printed rows of the form, and the evidence about columns that the rows of a table share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from gouji.pipeline.forms.form import LayoutRow
from gouji.pipeline.identities.ledger import Number
from gouji.pipeline.language.normalise import fold, squeeze
from gouji.pipeline.language.numerals import may_be_several, parse_cell
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.run_together import split_glued, split_run, split_spaced
from gouji.pipeline.records import Fragment


@dataclass(frozen=True)
class MatchedRow:
    """A row of the form with its printed fields, and the probability of its label.

    `by_heads` has the index of the field in each column where the printed heads tell it.
    `has_open_order`: the columns are printed in another order than in the form, and nothing tells
    in which. `is_misnamed`: the label is not that of the row. `is_split_by_total`: two figures
    were printed as one, and only the total of the row tells them apart.
    """

    print: LayoutRow
    fields: tuple[Fragment, ...]
    labels: tuple[Fragment, ...]
    probability: float
    streamed: bool
    is_misnamed: bool = False
    by_heads: tuple[int | None, ...] | None = None
    has_open_order: bool = False
    is_split_by_total: bool = False

    @cached_property
    def shape(self) -> tuple[object, ...]:
        """The shape of a row: its width, and which fields are empty."""
        kinds = "".join("V" if field.text else "E" for field in self.fields)
        return (len(self.print.cells), kinds, self.streamed)

    @property
    def touching(self) -> bool:
        """Whether the label and the first field were joined, so that borders were lost."""
        if not self.labels or not self.fields:
            return False
        return self.labels[-1].end == self.fields[0].start and bool(self.fields[0].text)

    @property
    def ambiguous(self) -> bool:
        """Whether the only field of the row may be several: 2502 after a label may be 25, 0, 2."""
        alone = len(self.fields) == 1 and len(self.print.cells) > 1
        return alone and self.touching and len(self.fields[0].text) > 1

    def may_be_several(self, field: Fragment) -> bool:
        """Whether a field may be the numbers of several cells: 6 8 in a row that lacks fields."""
        lacks_fields = len(self.filled) < len(self.print.cells)
        return self.ambiguous or (lacks_fields and may_be_several(field.text))

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """The fields that are not empty, by index."""
        return tuple([i for i, field in enumerate(self.fields) if field.text])

    def find_fields(self, count: int) -> Sequence[int] | None:
        """The fields of `count` columns from left to right, by index: the filled ones if they are
        as many, else all; None where neither are."""
        places: Sequence[int] = self.filled
        if len(places) != count:
            places = range(len(self.fields))
        return places if len(places) == count else None

    @cached_property
    def numbers(self) -> tuple[Number | None, ...]:
        """The numbers of the fields, None where a field has none."""
        texts = tuple([field.text for field in self.fields])
        return _numbers(texts, len(self.filled) == len(self.print.cells))


@lru_cache(maxsize=4096)
def _numbers(texts: tuple[str, ...], is_whole: bool) -> tuple[Number | None, ...]:
    """`is_whole`: the row has a text for each column, so that none may be several numbers."""
    return tuple(
        _whole(parse_cell(text, "signed_count").value)
        if is_whole or not may_be_several(text)
        else None
        for text in texts
    )


def _whole(number: Decimal | None) -> Number | None:
    """A whole number as an int, which adds faster and equally exactly."""
    return int(number) if number is not None and number % 1 == 0 else number


class Context(NamedTuple):
    """The evidence that the rows of one width in a table share."""

    anchors: Mapping[int, int]
    headed: Mapping[int, int]
    by_end: bool
    usual: int
    totals: str
    lost: tuple[int, ...]
    alike: int = 1


class RowPiece(NamedTuple):
    """A printed row that is a row of the form, or a piece of one; the other fields are those of
    `MatchedRow`."""

    printed: PrintedRow
    print: LayoutRow
    probability: float
    is_misnamed: bool = False


def join_rows(pieces: Sequence[RowPiece]) -> tuple[MatchedRow, ...]:
    """Join printed rows that are one row of the form broken over lines."""
    rows = [_join(list(group)) for _, group in groupby(pieces, key=lambda piece: id(piece.print))]
    return tuple(map(_part, rows))


def _part(row: MatchedRow) -> MatchedRow:
    width = len(row.print.cells)
    spaced = split_spaced(split_run(row.fields, width), width)
    fields = split_glued(spaced, width)
    if fields is row.fields:
        return row
    return replace(row, fields=fields, is_split_by_total=fields is not spaced)


def _join(pieces: Sequence[RowPiece]) -> MatchedRow:
    return MatchedRow(
        pieces[0].print,
        _join_fields([piece.printed.fields for piece in pieces], len(pieces[0].print.cells)),
        tuple([label for piece in pieces for label in piece.printed.labels]),
        min(piece.probability for piece in pieces),
        pieces[0].printed.streamed,
        any(piece.is_misnamed for piece in pieces),
    )


def _join_fields(pieces: Sequence[Sequence[Fragment]], width: int) -> tuple[Fragment, ...]:
    """The fields of all pieces in order.

    If a page break cut a row so that each piece has all columns, and no column is filled in two
    pieces, the result has one field per column.
    """
    if len(pieces) == 1:
        return tuple(pieces[0])
    filled = [sum(bool(field.text) for field in column) for column in zip(*pieces, strict=False)]
    whole = all(len(fields) == width for fields in pieces)
    if width < 2 or not whole or max(filled) > 1:
        return tuple([field for fields in pieces for field in fields])
    columns = zip(*pieces, strict=True)
    return tuple([next((f for f in column if f.text), column[0]) for column in columns])


def find_context(
    rows: Sequence[MatchedRow], heads: str, labels: Sequence[str], header: Sequence[Fragment]
) -> Context:
    """`heads` is the text of the `header`, `labels` are the column labels of the rows."""
    full = [row for row in rows if len(row.filled) == len(row.print.cells)]
    widths = Counter(len(row.fields) for row in full)
    by_end = _is_set_right(rows)
    return Context(
        _anchors_in_full_rows(full, by_end) or _anchors_by_place(rows, by_end),
        _anchors_in_header(header, labels, by_end),
        by_end,
        widths.most_common(1)[0][0] if widths else -1,
        _totals(rows),
        _lost(heads, labels),
    )


def place_of(field: Fragment, by_end: bool) -> int:
    """The position of a field on its line: its start, or its end in right-aligned columns."""
    return field.column + len(field.text) if by_end and not field.has_table_column else field.column


def _is_set_right(rows: Sequence[MatchedRow]) -> bool:
    """Whether values in aligned text are right-aligned."""
    fields = [f for row in rows for f in row.fields if f.text and not f.has_table_column]
    return len({f.column + len(f.text) for f in fields}) < len({f.column for f in fields})


def _anchors_in_full_rows(full: Sequence[MatchedRow], by_end: bool) -> dict[int, int]:
    """The column at each position in complete rows; at least two such rows are needed."""
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    for row in full:
        for column, field in enumerate([field for field in row.fields if field.text]):
            seen[place_of(field, by_end)][column] += 1
    return {x: found.most_common(1)[0][0] for x, found in seen.items()} if len(full) > 1 else {}


def _anchors_by_place(rows: Sequence[MatchedRow], by_end: bool) -> dict[int, int]:
    """The same for aligned text in which the number of positions equals that of columns."""
    places = {
        place_of(f, by_end) for row in rows for f in row.fields if f.text and not f.has_table_column
    }
    same = rows and len(places) == len(rows[0].print.cells) and not rows[0].streamed
    return {x: column for column, x in enumerate(sorted(places))} if same else {}


def _anchors_in_header(
    header: Sequence[Fragment], labels: Sequence[str], by_end: bool
) -> dict[int, int]:
    """The columns by the position of their label in the header, from left to right."""
    anchors: dict[int, int] = {}
    last = -1
    written = [
        (one, squeeze(one.text) if one.has_table_column else fold(one.text)) for one in header
    ]
    for column, label in enumerate(labels):
        places = [_find_label(label, text, one, by_end) for one, text in written]
        later = [place for place in places if place is not None and place > last]
        if later:
            last = min(later)
            anchors[last] = column
    return anchors


def _find_label(label: str, text: str, fragment: Fragment, by_end: bool) -> int | None:
    """The position of a label on its line, if this fragment contains it.

    `text` is the normalised text of the fragment. Fields one space apart hold several labels.
    """
    if fragment.has_table_column:
        return fragment.column if text == squeeze(label) else None
    at = text.find(label)
    return fragment.column + at + (len(label) if by_end else 0) if at >= 0 else None


def count_alike(rows: Sequence[MatchedRow]) -> list[int]:
    """For each row, the number of rows of its shape in its stretch."""
    counts: list[int] = []
    for _, stretch in groupby(rows, key=lambda row: row.shape):
        size = len(list(stretch))
        counts.extend([size] * size)
    return counts


def _totals(rows: Sequence[MatchedRow]) -> str:
    """Whether the last number of a row is the sum of the others, where that is informative."""
    votes = [adds_up(row.numbers) for row in rows]
    yes, no = votes.count("yes"), votes.count("no")
    if yes == no == 0:
        return "?"
    return "yes" if yes >= 2 * no else "no"


def adds_up(numbers: Sequence[Number | None]) -> str:
    """Whether the last number is the sum of those before it; "?" where both are zero."""
    if not numbers:
        return "?"
    known = [number or 0 for number in numbers]
    sum_, last = sum(known[:-1]), known[-1]
    return "?" if sum_ == last == 0 else "yes" if sum_ == last else "no"


def add_up(numbers: Sequence[Number | None]) -> list[str]:
    """For each number, whether it is the sum of those before it; "?" where both are zero."""
    known = [number or 0 for number in numbers]
    before = accumulate(known, initial=0)
    return [
        "?" if sum_ == here == 0 else "yes" if sum_ == here else "no"
        for sum_, here in zip(before, known, strict=False)
    ]


def _lost(heads: str, labels: Sequence[str]) -> tuple[int, ...]:
    """Columns whose label is missing from a header that contains most of the others."""
    missing = tuple(i for i, label in enumerate(labels) if squeeze(label) not in heads)
    return missing if labels and len(missing) * 2 < len(labels) else ()
