"""The rows and cells of a table without rulings, given its columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

from gouji.pipeline.ingest.layout.geometry import (
    Extent,
    Lines,
    TextBox,
    bounding_box,
    is_over,
)
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine
from gouji.pipeline.ingest.layout.unruled.columns import distance
from gouji.pipeline.ingest.layout.unruled.labels import assign_labels
from gouji.pipeline.ingest.layout.unruled.row_positions import find_levels, find_row
from gouji.pipeline.ingest.layout.unruled.wrapped_figures import (
    CellTexts,
    find_full_columns,
    find_row_lines,
)


def block_to_rows(
    columns: Sequence[Extent], rows: Lines, other_lines: Lines, leading: float
) -> Iterator[PrintedLine]:
    """The rows of a block of lines, and labels of groups of rows. `leading` is the line spacing in
    points."""
    left = _left_of_figures(rows, other_lines)
    texts = [text for line in (*rows, *other_lines) for text in line]
    values = [text for text in texts if sum(text.extent) / 2 >= left]
    label_texts = [text for text in texts if sum(text.extent) / 2 < left]
    lines = find_levels(rows, values, left, leading)
    levels = list(find_row_lines(lines, values, label_texts, leading))
    cells = _assign_values(_join_wrapped(values, lines, leading), lines, levels, columns)
    heights = [(level, _row_middle(row, level)) for level, row in zip(levels, cells, strict=True)]
    labels = assign_labels(label_texts, heights, leading)
    height, full_columns = rows[0][0].height, find_full_columns(cells)
    for level, row, row_labels in zip(levels, cells, labels.of_rows, strict=True):
        row_cells = (
            *label_cells(row_labels),
            *_value_cells(row, columns, level, height, full_columns),
        )
        yield PrintedLine(level, row_cells, "unruled row")
    for label in labels.of_empty_rows:
        row_cells = *label_cells([label]), *blank_cells(columns, label)
        yield PrintedLine(label.middle, row_cells, "unruled row")
    for label in labels.of_groups:
        yield PrintedLine(label.middle, label_cells([label]), "text")


def label_cells(labels: Sequence[TextBox]) -> tuple[CellText, ...]:
    """The labels of a row, or the texts of a line outside columns of figures, as cells."""
    return tuple(
        CellText(label.text, column, text_box=label.box) for column, label in enumerate(labels)
    )


def header_cells(headers: Sequence[TextBox], columns: Sequence[Extent]) -> tuple[CellText, ...]:
    """The texts of a header line as cells, each with the columns of figures that it is above."""
    cells = []
    for index, header in enumerate(headers):
        below = [n for n, column in enumerate(columns) if is_over(column, header.box)]
        column, span = (below[0], len(below)) if below else (index, 1)
        cells.append(CellText(header.text, column, span, 1, bool(below), text_box=header.box))
    return tuple(cells)


def blank_cells(columns: Sequence[Extent], label: TextBox) -> Iterator[CellText]:
    """An empty cell at every column, as high as the label before them."""
    return _value_cells({}, columns, label.middle, label.height)


def _left_of_figures(rows: Lines, other_lines: Lines) -> float:
    """The left end of the figures: those of rows, and those alone on their line behind labels."""
    left = min(text.box[0] for row in rows for text in row if text.is_value)
    labels = [
        text.box[2] for row in rows for text in row if not text.is_value and text.box[2] < left
    ]
    alone = [text.box[0] for line in other_lines for text in line if text.is_value]
    return min([left, *(x for x in alone if labels and x > max(labels))])


def _join_wrapped(
    values: Sequence[TextBox], lines: Sequence[float], leading: float
) -> list[list[TextBox]]:
    """The texts of each cell: a word goes on in the next line, and a figure in its unit, unless
    both are on lines of rows."""
    cells: list[list[TextBox]] = []
    heights = [(line,) for line in lines]
    for text in sorted(values, key=_middle):
        cell = None
        if not text.is_value:
            above = (cell for cell in cells if text.continues(cell[-1], leading))
            cell = next((cell for cell in above if not _are_rows([text], cell, heights)), None)
        if cell is None:
            cells.append([text])
        else:
            cell.append(text)
    return cells


def _are_rows(
    texts: Iterable[TextBox], others: Iterable[TextBox], heights: Sequence[Sequence[float]]
) -> bool:
    """Whether in both groups of texts one is at the height of a row."""
    return all(
        any(find_row(text, heights) is not None for text in group) for group in (texts, others)
    )


def _assign_values(
    values: Iterable[Sequence[TextBox]],
    lines: Sequence[float],
    levels: Sequence[float],
    columns: Sequence[Extent],
) -> list[dict[int, list[TextBox]]]:
    """The texts of each row by column. A figure may go on in the next line."""
    rows: list[dict[int, list[TextBox]]] = [{} for _ in levels]
    for texts in values:
        x0, y0, x1, y1 = box = bounding_box(text.box for text in texts)
        line = _find_line(texts, (y0 + y1) / 2, lines)
        column = next((n for n, extent in enumerate(columns) if is_over(extent, box)), None)
        if column is None:
            column = min(range(len(columns)), key=lambda n: distance(columns[n], (x0, x1)))
        rows[bisect_right(levels, line) - 1].setdefault(column, []).extend(texts)
    return rows


def _find_line(texts: Sequence[TextBox], middle: float, lines: Sequence[float]) -> float:
    """The height of the line on which one of the texts of a cell is, or else the nearest one to the
    middle of the cell."""
    heights = [(line,) for line in lines]
    for text in texts:
        if (index := find_row(text, heights)) is not None:
            return lines[index]
    return min(lines, key=lambda line: abs(line - middle))


def _row_middle(row: CellTexts, level: float) -> float:
    """The height of the middle of a row: below its line where figures go on in the next one."""
    boxes = [text.box for texts in row.values() for text in texts]
    return (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2 if boxes else level


def _value_cells(
    row: CellTexts,
    columns: Sequence[Extent],
    level: float,
    height: float,
    full_columns: Collection[int] = (),
) -> Iterator[CellText]:
    """A cell for every column: with the texts there, or blank at the height of the row. In
    `full_columns` figures go on in the next line."""
    for column, (x0, x1) in enumerate(columns):
        texts = sorted(row.get(column, ()), key=_line_by_line)
        box = bounding_box(text.box for text in texts) if texts else None
        blank = None if texts else (x0, level - height / 2, x1, level + height / 2)
        wraps = column in full_columns
        text = "".join(text.text for text in texts) if wraps else _join(texts)
        yield CellText(
            text,
            column,
            is_value_column=True,
            text_box=box,
            blank_box=blank,
            wraps=wraps,
        )


def _middle(text: TextBox) -> float:
    return text.middle


def _line_by_line(text: TextBox) -> tuple[float, float]:
    return text.middle, text.box[0]


def _join(texts: Sequence[TextBox]) -> str:
    """The text of a cell: two figures are separated, the unit below a figure is part of it."""
    joined = ""
    for text in texts:
        joined += (" " if joined and text.text[0].isdigit() else "") + text.text
    return joined
