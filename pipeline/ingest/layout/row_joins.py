"""Rows that the end of a page cut in two, made whole on the page on which they begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.unruled.table_context import MOST_LINES_BELOW
from gouji.pipeline.language.numbering import ANY_NUMBER

Cells = Sequence[CellText]
CellsByColumn = Mapping[int, CellText]
Pages = tuple[PrintedPage, ...]


class LinePlace(NamedTuple):
    """The indices of a page and of a line on it."""

    page: int
    line: int


def find_lines(pages: Pages, table: int) -> list[tuple[LinePlace, PrintedLine]]:
    """The rows of a ruled table and their places."""
    return [
        (LinePlace(page_index, index), line)
        for page_index, page in enumerate(pages)
        for index, line in enumerate(page.lines)
        if line.table == table
    ]


def replace_line(pages: Pages, place: LinePlace, *lines: PrintedLine) -> Pages:
    """The pages with one line, or none, in the place of another."""
    page = _replace_in_page(pages[place.page], place.line, *lines)
    return (*pages[: place.page], page, *pages[place.page + 1 :])


def _replace_in_page(page: PrintedPage, index: int, *lines: PrintedLine) -> PrintedPage:
    return page._replace(lines=(*page.lines[:index], *lines, *page.lines[index + 1 :]))


def join_cut_row(pages: Pages, above: int, below: int) -> Pages:
    """Join the last row of the ruled table `above` and the first one of the table `below`, which
    follows on the next page, if they are two halves of one row.

    The second half comes behind the header, if that is printed again, and has text only where the
    first half has none; the label of the row is in one of them.
    """
    first, second = find_lines(pages, above), find_lines(pages, below)
    repeated = _count_repeated_heads([row for _, row in first], [row for _, row in second])
    rest = second[repeated:]
    if not first or not rest:
        return pages
    (place, upper), (other, lower) = first[-1], rest[0]
    rows = [row for _, row in (*first, *rest[1:])]
    body = list(dropwhile(lambda row: not _has_figures(row), rows))
    is_full = bool(body) and all(map(_has_figures, body))
    whole = join_ruled_row(upper.cells, lower.cells, pages[other.page].number, is_full)
    if whole is None:
        return pages
    return replace_line(replace_line(pages, other), place, upper._replace(cells=whole))


def _count_repeated_heads(first: Sequence[PrintedLine], second: Sequence[PrintedLine]) -> int:
    """The rows at the top of the second table that are those at the top of the first."""
    count = 0
    for row, other in zip(first, second, strict=False):
        if [cell.text for cell in row.cells] != [cell.text for cell in other.cells]:
            break
        count += 1
    return count


def _has_figures(row: PrintedLine) -> bool:
    return any(cell.is_value for cell in row.cells)


def join_ruled_row(
    upper: Cells, lower: Cells, page: int, is_full: bool
) -> tuple[CellText, ...] | None:
    """Two halves of a ruled row as one, None where they are two rows. `page` is the number of the
    page of the lower half. `is_full`: all other rows of the table have figures."""
    texts = {cell.column: cell for cell in upper if cell.text}
    rest = {cell.column: cell for cell in lower if cell.text}
    if not texts or not rest or not rest.keys() <= {cell.column for cell in upper}:
        return None
    has_both = not texts.keys().isdisjoint(rest)
    if not (_is_cell_cut(texts, rest, is_full) if has_both else _is_rest(texts, rest)):
        return None
    return tuple(_join_cell(cell, rest.get(cell.column), page) for cell in upper)


def _join_cell(cell: CellText, other: CellText | None, page: int) -> CellText:
    if other is None:
        return cell
    if not cell.text:
        return other._replace(page=page)
    between = " " if cell.is_value else ""
    score = min(cell.score, other.score)
    return cell._replace(text=cell.text + between + other.text, score=score, alternatives=())


def _is_rest(texts: CellsByColumn, rest: CellsByColumn) -> bool:
    """Whether the lower half has what the upper one lacks: figures behind a label, or more of
    them."""
    return len(texts) > 1 or (_are_figures(rest.values()) and not _are_figures(texts.values()))


def _is_cell_cut(texts: CellsByColumn, rest: CellsByColumn, is_full: bool) -> bool:
    """Whether a cell is cut in two: a label goes on in a text without a number, while it has one
    or all rows have figures; or figures go on in others that are no longer."""
    first = min(rest)
    both = texts.keys() & rest.keys()
    labels = [column for column in both if not _are_figures([texts[column]])]
    figures = [column for column in both if column not in labels]
    if any(len(texts[n].text) < max(2, len(rest[n].text)) for n in figures):
        return False
    if first not in labels:
        return _are_figures(rest.values()) and not _are_figures([texts[min(texts)]])
    goes_on = ANY_NUMBER.match(texts[first].text) or (is_full and len(rest) == 1)
    return labels == [first] and bool(goes_on) and not ANY_NUMBER.match(rest[first].text)


def _are_figures(cells: Iterable[CellText]) -> bool:
    return all(cell.is_value for cell in cells)


class PagePair(NamedTuple):
    """A page and the one after it."""

    above: PrintedPage
    below: PrintedPage


def join_row_without_rulings(above: PrintedPage, below: PrintedPage) -> PagePair:
    """Join the last row of a ruled table and its second half at the top of the next page, where
    only the ruling at its foot is drawn."""
    pages = PagePair(above, below)
    rows = [n for n, line in enumerate(above.lines) if line.kind != "text"]
    if not rows or not below.lines or not _has_value_columns(below.lines[0]):
        return pages
    row = above.lines[rows[-1]]
    labels, values = _split_cells(below.lines[0].cells)
    if row.kind != "ruled row" or labels or len(values) != len(row.cells) or not _has_text(values):
        return pages
    pairs = list(zip(row.cells, values, strict=True))
    if any(cell.text and other.text for cell, other in pairs):
        return pages
    cells = tuple(_take_text(*pair, below.number) for pair in pairs)
    whole = _replace_in_page(above, rows[-1], row._replace(cells=cells))
    return PagePair(whole, _replace_in_page(below, 0))


def _take_text(cell: CellText, other: CellText, page: int) -> CellText:
    """A ruled cell, with the text and the place of its other half if that has text."""
    if not other.text:
        return cell
    return cell._replace(
        text=other.text,
        cell_box=None,
        text_box=other.text_box,
        page=page,
        source=other.source,
        score=other.score,
        alternatives=other.alternatives,
    )


def join_unruled_rows(above: PrintedPage, below: PrintedPage) -> PagePair:
    """Join the two halves of a row without rulings: a label and its figures, or a label in two."""
    pages = PagePair(above, below)
    ends = [n for n, line in enumerate(above.lines) if line.kind in ("unruled row", "header row")]
    begins = [n for n, line in enumerate(below.lines) if _has_value_columns(line)]
    if not ends or not begins or len(above.lines) - 1 - ends[-1] > MOST_LINES_BELOW:
        return pages
    upper, lower = above.lines[ends[-1]], below.lines[begins[0]]
    if upper.kind == "header row":
        return pages
    labels, others = _split_cells(upper.cells).labels, _split_cells(lower.cells).labels
    is_beside = not others or (bool(labels) and _is_right_of(others[0], labels[-1]))
    if begins[0] > MOST_LINES_BELOW and not is_beside:
        return pages  # behind a header that is printed again
    lower_cells = [cell._replace(page=below.number) for cell in lower.cells]
    whole = join_unruled_row(upper.cells, lower_cells)
    if whole is None:
        return pages
    joined = _replace_in_page(above, ends[-1], upper._replace(cells=tuple(whole)))
    return PagePair(joined, _replace_in_page(below, begins[0]))


def join_unruled_row(upper: Cells, lower: Cells) -> list[CellText] | None:
    """Two halves of a row without rulings as one, None where they are two rows."""
    labels, values = _split_cells(upper)
    others, more = _split_cells(lower)
    if len(values) != len(more) or not (_has_text(values) or _has_text(more)):
        return None
    if _has_text(more):
        pairs = list(zip(values, more, strict=True))
        is_apart = not any(cell.text and other.text for cell, other in pairs)
        whole = [other if other.text else cell for cell, other in pairs]
        return [*labels, *whole] if is_apart and labels and not others else None
    if not labels:
        return [*others, *values]
    if others and _is_right_of(others[0], labels[-1]):
        return [*labels, *others, *values]
    if len(others) == 1 and _continues_label(labels[-1], others[0]):
        label = labels[-1]._replace(text=labels[-1].text + others[0].text)
        return [*labels[:-1], label, *values]
    return None


def _has_value_columns(line: PrintedLine) -> bool:
    return line.kind == "unruled row" and line.cells[-1].is_value_column


class _SplitCells(NamedTuple):
    labels: list[CellText]
    values: list[CellText]


def _split_cells(cells: Cells) -> _SplitCells:
    """The labels of a row without rulings, and its cells in columns of figures."""
    labels = [cell for cell in cells if not cell.is_value_column]
    return _SplitCells(labels, [cell for cell in cells if cell.is_value_column])


def _has_text(cells: Cells) -> bool:
    return any(cell.text for cell in cells)


def _is_right_of(cell: CellText, other: CellText) -> bool:
    return bool(cell.box and other.box and cell.box[0] >= other.box[2])


def _continues_label(label: CellText, rest: CellText) -> bool:
    """Whether a text without a number goes on a label that has one."""
    return bool(ANY_NUMBER.match(label.text)) and not ANY_NUMBER.match(rest.text)
