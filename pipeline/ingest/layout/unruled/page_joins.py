"""Rows without rulings that the end of a page cut in two, made whole on the page on which they
begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import TextBox, is_over
from gouji.pipeline.ingest.layout.line_kinds import is_figure_piece
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.row_joins import Cells, append_text, replace_in_page
from gouji.pipeline.ingest.layout.unruled.table_context import MOST_LINES_BELOW
from gouji.pipeline.ingest.layout.unruled.wrapped_figures import (
    FEWEST_WRAPPED,
    find_widest,
    is_full,
    may_be_part,
)
from gouji.pipeline.language.numbering import ANY_NUMBER


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
    whole = replace_in_page(above, rows[-1], row._replace(cells=cells))
    return PagePair(whole, replace_in_page(below, 0))


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
    joined = replace_in_page(above, ends[-1], upper._replace(cells=tuple(whole)))
    return PagePair(joined, replace_in_page(below, begins[0]))


def join_wrapped_figures(above: PrintedPage, below: PrintedPage) -> PagePair:
    """Join figures of the last row of a page with their last digits at the top of the next page.

    They are one figure each where several of them go on so, or where figures of their column do on
    the first page. Else the cell has both texts, and nobody takes one of them for the figure."""
    pages = PagePair(above, below)
    ends = [n for n, line in enumerate(above.lines) if _has_value_columns(line)]
    if not ends or len(above.lines) - 1 - ends[-1] > MOST_LINES_BELOW:
        return pages
    begins = [n for n, line in enumerate(below.lines[:MOST_LINES_BELOW]) if _are_pieces(line)]
    upper = above.lines[ends[-1]]
    rows = list(takewhile(_has_value_columns, reversed(above.lines[: ends[-1] + 1])))
    if not begins or not (rest := _find_rest(rows, below.lines[begins[0]])):
        return pages
    figures = [upper.cells[index] for index in rest if upper.cells[index].is_value_column]
    is_narrow = any(cell.wraps for cell in figures)
    if len(figures) < len(rest) and not is_narrow:
        return pages  # a row with a label of its own
    wraps = is_narrow or len(figures) >= FEWEST_WRAPPED
    if below.lines[begins[0]].is_furniture and not wraps:
        return pages
    cells = list(upper.cells)
    for index, other in rest.items():
        between = "" if wraps or not cells[index].is_value_column else " "
        cells[index] = append_text(cells[index], other, between)
    whole = replace_in_page(above, ends[-1], upper._replace(cells=tuple(cells)))
    return PagePair(whole, replace_in_page(below, begins[0]))


def _are_pieces(line: PrintedLine) -> bool:
    """Whether a line has figures or units of some, and labels that begin with no number before
    them."""
    texts = _list_texts(line.cells)
    pieces = list(dropwhile(lambda text: not is_figure_piece(text), texts))
    labels = texts[: len(texts) - len(pieces)]
    if line.kind == "ruled row" or any(ANY_NUMBER.match(text.text) for text in labels):
        return False
    return bool(pieces) and all(map(is_figure_piece, pieces))


def _find_rest(rows: Sequence[PrintedLine], line: PrintedLine) -> dict[int, CellText] | None:
    """The texts of a line by the index of the full cell that they go on, None where one of them
    goes on none. The cells are those of the first of `rows`, which are rows of one table."""
    rest: dict[int, CellText] = {}
    for cell in line.cells:
        if not cell.text:
            continue
        cells = enumerate(rows[0].cells)
        index = next((n for n, other in cells if _goes_on(other, cell, rows)), None)
        if index is None or index in rest:
            return None
        rest[index] = cell
    return rest


def _goes_on(cell: CellText, rest: CellText, rows: Sequence[PrintedLine]) -> bool:
    """Whether a text of the next page is below a label, or below a figure that fills the width of
    its column."""
    texts = _list_texts((cell, rest))
    if len(texts) < 2 or not is_over(texts[0].extent, texts[1].box):
        return False
    line, following = texts
    if not cell.is_value_column:
        return not is_figure_piece(following)
    if not (is_figure_piece(following) and may_be_part(line, following)):
        return False
    cells = [other for row in rows for other in row.cells if other.is_value_column]
    column = [other for other in cells if other.column == cell.column]
    return is_full(line, following, find_widest(_list_texts(column)))


def _list_texts(cells: Iterable[CellText]) -> list[TextBox]:
    """The cells in which something is printed, as texts with their boxes."""
    return [TextBox(cell.text, cell.text_box, cell.is_value) for cell in cells if cell.text_box]


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
