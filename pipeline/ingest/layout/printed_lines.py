"""The lines of a page in reading order: rows of tables with their cells, and lines of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Box

Kind = Literal["ruled row", "unruled row", "text"]


class CellText(NamedTuple):
    """A cell of a row, or the whole of a line of text.

    `column` counts the columns of the grid in a ruled row. In an unruled row it counts the labels,
    or the columns of figures where `is_value_column`. `cell_box` is the cell as drawn, None where
    nothing is drawn around it. `text_box` is around the printed characters, None where nothing is
    printed. `blank_box` is the place of an empty cell around which nothing is drawn. `page` is set
    where the cell is on another page than its row.
    """

    text: str
    column: int = 0
    column_span: int = 1
    row_span: int = 1
    is_value_column: bool = False
    cell_box: Box | None = None
    text_box: Box | None = None
    blank_box: Box | None = None
    page: int | None = None

    @property
    def is_value(self) -> bool:
        """Whether the text is a figure, or a mark for nothing."""
        return looks_like_value(self.text)

    @property
    def box(self) -> Box | None:
        """The cell as drawn, or else the place of its text or of the blank."""
        return self.cell_box or self.text_box or self.blank_box

    def map_boxes(self, convert: Callable[[Box], Box]) -> CellText:
        """The cell with other coordinates."""
        return self._replace(
            cell_box=self.cell_box and convert(self.cell_box),
            text_box=self.text_box and convert(self.text_box),
            blank_box=self.blank_box and convert(self.blank_box),
        )


class PrintedLine(NamedTuple):
    """A line of a page that begins at the height `top`. A line of text has one cell.

    `table` is the number of the ruled table whose columns the cells of a ruled row count.
    `is_furniture`: it is a page number or a running title.
    """

    top: float
    cells: tuple[CellText, ...]
    kind: Kind
    table: int | None = None
    is_furniture: bool = False


class PrintedPage(NamedTuple):
    """The number of a page, from 1, and its lines."""

    number: int
    lines: tuple[PrintedLine, ...]
