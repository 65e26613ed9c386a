"""Rows of ruled tables that the end of a page cut in two, made whole on the page on which they
begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
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
    page = replace_in_page(pages[place.page], place.line, *lines)
    return (*pages[: place.page], page, *pages[place.page + 1 :])


def replace_in_page(page: PrintedPage, index: int, *lines: PrintedLine) -> PrintedPage:
    """The page with one line, or none, in the place of another."""
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
    return append_text(cell, other, " " if cell.is_value else "")


def append_text(cell: CellText, other: CellText, between: str) -> CellText:
    """A cell with the text of another behind its own, no surer than either of them."""
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
