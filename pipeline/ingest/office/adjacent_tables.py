"""Tables that stand side by side on one sheet, and columns that only keep others apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.pipeline.ingest.office.worksheet import Sheet
from gouji.pipeline.language.numerals import looks_like_value

_FEWEST_COLUMNS = 3  # of a table that stands beside another
_FEWEST_ROWS = 3
_FEWEST_HEADS = 3  # texts in a row that are heads of columns
_LABELLED = 0.5  # of the rows of a table, so many at least begin with a text


def part_sheet(sheet: Sheet) -> Iterator[Sheet]:
    """The sheet without columns that nothing names, from top to bottom; where tables stand side
    by side, each of them by itself."""
    sheet.hidden |= set(_spacers(sheet))
    for rows in _stretches(sheet):
        first = next((n for n, at in enumerate(rows) if _filled(sheet, at) > 1), len(rows))
        parts = _find_parts(sheet, rows[first:])
        if len(parts) < 2:
            yield _cut(sheet, rows, None)
            continue
        yield _cut(sheet, rows[:first], None)
        for part in parts:
            yield _cut(sheet, rows[first:], part)


def _spacers(sheet: Sheet) -> Iterator[int]:
    """The columns in which no row has a text, of a sheet whose columns have heads."""
    used = {x for row in sheet.rows.values() for x, text in row.items() if text}
    if used and any(_is_head(row) for row in sheet.rows.values()):
        yield from (x for x in range(min(used), max(used)) if x not in used)


def _is_head(row: dict[int, str]) -> bool:
    texts = [text for text in row.values() if text]
    return len(texts) >= _FEWEST_HEADS and not any(map(looks_like_value, texts))


def _stretches(sheet: Sheet) -> Iterator[list[int]]:
    """Rows that follow one another."""
    rows = enumerate(sorted(sheet.rows))
    for _, group in groupby(rows, key=lambda pair: pair[1] - pair[0]):
        yield [at for _, at in group]


def _filled(sheet: Sheet, at: int) -> int:
    return sum(1 for text in sheet.rows[at].values() if text)


def _find_parts(sheet: Sheet, rows: Sequence[int]) -> list[range]:
    """The columns of each of the tables in these rows: what is empty from top to bottom stands
    between two, each of which has some columns and labels of its own."""
    if len(rows) < _FEWEST_ROWS:
        return []
    used = {x for at in rows for x in sheet.rows[at]}
    for top, left, bottom, right in sheet.merged:
        if top <= rows[-1] and bottom >= rows[0]:
            used.update(range(left, right + 1))
    parts = [range(run[0], run[-1] + 1) for run in _runs(sorted(used))]
    wide = all(len(part) >= _FEWEST_COLUMNS for part in parts)
    return parts if wide and all(_is_labelled(sheet, rows, part) for part in parts[1:]) else []


def _runs(columns: Sequence[int]) -> Iterator[list[int]]:
    for _, group in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
        yield [x for _, x in group]


def _is_labelled(sheet: Sheet, rows: Sequence[int], part: range) -> bool:
    found = (next((sheet.rows[at][x] for x in part if sheet.rows[at].get(x)), "") for at in rows)
    firsts = [text for text in found if text]
    labels = sum(not looks_like_value(text) for text in firsts)
    return labels >= max(_FEWEST_ROWS, _LABELLED * len(firsts))


def _cut(sheet: Sheet, rows: Sequence[int], part: range | None) -> Sheet:
    """Some rows of a sheet, all of their columns or a part of them."""
    within = {at: sheet.rows[at] for at in rows}
    merged = sheet.merged
    if part is not None:
        own = {at: {x: text for x, text in row.items() if x in part} for at, row in within.items()}
        within = {at: row for at, row in own.items() if row}
        merged = [one for one in merged if one[1] in part]
    return Sheet(within, sheet.bordered & within.keys(), merged, sheet.hidden)
