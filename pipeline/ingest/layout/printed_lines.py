"""The lines of a page in reading order: rows of tables with their cells, and lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from gouji.pipeline.boxes import overlaps
from gouji.pipeline.ingest.layout.page import DOUBTED, Word
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Box, TextSource

Kind = Literal["ruled row", "unruled row", "header row", "text"]


class CellText(NamedTuple):
    """A cell of a row, or the whole of a line of text.

    `column` counts the columns of the grid in a ruled row. In other rows it counts the labels, or
    the columns of figures where `is_value_column`. `cell_box` is the cell as drawn, None where
    nothing is drawn around it. `text_box` is around the printed characters, None where nothing is
    printed. `blank_box` is the place of an empty cell around which nothing is drawn. `page` is set
    where the cell is on another page than its row. `source` and `score` are those of its words:
    the least of their scores. `alternatives` are other texts of a cell with a single word. `wraps`:
    the figures of its column go on in the next line where the column is too narrow for them.
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
    source: TextSource = "text"
    score: float = 1.0
    alternatives: tuple[str, ...] = ()
    wraps: bool = False

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
    """A line of a page that begins at the height `top`. A line of text has one cell. A header row
    has texts side by side that are no figures: mostly the headers of columns without rulings.

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


def add_scores(lines: Iterable[PrintedLine], words: Sequence[Word]) -> Iterator[PrintedLine]:
    """Lines whose cells have the source, the least score and the alternatives of their words.

    `lines` and `words` are of one page, in reading space. Words of a text layer are certain.
    """
    uncertain = [word for word in words if word.source == "ocr" or word.score < 1]
    for line in lines:
        if uncertain:
            line = line._replace(cells=tuple(_add_score(cell, uncertain) for cell in line.cells))
        yield line


def _add_score(cell: CellText, words: Iterable[Word]) -> CellText:
    inside = [word for word in words if cell.text_box and _is_inside(word, cell.text_box)]
    if not inside:
        return cell
    is_recognised = any(word.source == "ocr" for word in inside)
    return cell._replace(
        source="ocr" if is_recognised else cell.source,
        score=min(word.score for word in inside),
        alternatives=_list_texts(cell, inside[0]) if len(inside) == 1 else (),
    )


def _list_texts(cell: CellText, word: Word) -> tuple[str, ...]:
    """The other texts of a word that is the whole of a cell."""
    if cell.text.strip() != word.text.strip():
        return ()
    return tuple(text for text, _ in word.alternatives)


def doubt_cells(lines: Iterable[PrintedLine], doubted: Sequence[Box]) -> Iterator[PrintedLine]:
    """Lines of a scanned page; figures, blank cells and ruled cells that are in part in one of the
    boxes `doubted` have a score in doubt at most. All are in reading space."""
    for line in lines:
        yield line._replace(cells=tuple(_doubt_cell(cell, doubted) for cell in line.cells))


def _doubt_cell(cell: CellText, doubted: Iterable[Box]) -> CellText:
    box = cell.box if cell.is_value or cell.cell_box or cell.blank_box else None
    if box is None or not any(overlaps(box, other) for other in doubted):
        return cell
    return cell._replace(source="ocr", score=min(cell.score, DOUBTED))


def _is_inside(word: Word, box: Box) -> bool:
    """Whether the middle of a word is inside a box."""
    return box[0] <= word.x <= box[2] and box[1] <= word.y <= box[3]
