"""One table of a report in the terminal, drawn from the official layout of its form.

A terminal is narrower than the printed page, so two things differ: the head of a group of rows is
on a line above its rows, not beside them, and groups that the form prints side by side (table
`remedies`) are rows under one header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from gouji.pipeline.forms.form import Form, TableForm
from gouji.pipeline.forms.official_layout import Layout, LayoutField, lay_out, stack
from gouji.pipeline.records import Cell, CellKey
from gouji.terminal.cell_signs import ABSENT, Marks, draw_cell

_WIDEST_LABEL, _NARROWEST_LABEL = 48, 12  # Width of the row heads, in terminal columns.
_GAPS = (2, 1)  # Spaces before a column of numbers; the smaller where row heads need the room.
_INDENT = 2  # Indentation of a row head for each head over it, in terminal columns.
_FEW_COLUMNS = 5  # A table with more columns than this has narrow column heads.
_WIDE_HEAD, _NARROW_HEAD = 8, 3  # Characters on a line of a column head.
_HEAD_STYLE = "cyan"

Texts = Mapping[LayoutField, Sequence[Text]]  # The lines of text of each column head and cell.


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of a form with the cells that were read, as rich prints it."""

    form: Form
    table: TableForm
    cells: Mapping[CellKey, Cell]
    marks: Marks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        subtitle = f"  {self.form.form} 年格式 · {self.table.table}"
        yield Text.assemble((self.table.title, "bold"), (subtitle, "dim"))
        if all(c.status == "absent" and c.suggested is None for c in self.cells.values()):
            yield Text(f"  {ABSENT} 未见此表 · not found in the report\n", "dim")
            return
        layout = lay_out(stack(self.table))
        texts = {field: self._draw_field(field, layout) for field in layout.fields}
        columns = _measure_columns(layout, texts, options.max_width)
        for block in layout.blocks:
            yield from _draw_header(block, texts, columns)
            yield from _draw_rows(block, texts, columns)
        yield Text()

    def _draw_field(self, field: LayoutField, layout: Layout) -> Sequence[Text]:
        if field.key is not None:
            return [draw_cell(self.cells.get(field.key), self.marks)]
        if field.role != "column_head" or field.left < field.right:
            return [Text(field.text, _HEAD_STYLE)]
        is_narrow = layout.width - layout.head_columns > _FEW_COLUMNS
        lines = _fold(field.text, _NARROW_HEAD if is_narrow else _WIDE_HEAD)
        return [Text(line, _HEAD_STYLE) for line in lines]


class Piece(NamedTuple):
    """A text on a line, in the columns that its field covers."""

    field: LayoutField
    text: Text


class _Columns(NamedTuple):
    """Where the columns of a table end, in terminal columns; the row heads are one column."""

    ends: tuple[int, ...]
    head_columns: int
    gap: int

    @property
    def label_width(self) -> int:
        return self.ends[0]

    def span(self, field: LayoutField) -> int:
        """The width of the columns that a field covers."""
        return self.ends[field.right] - self.ends[field.left - 1] - self.gap


def _measure_columns(layout: Layout, texts: Texts, width: int) -> _Columns:
    """Columns as wide as their texts; the row heads take the rest of `width`, as far as needed."""
    labels = [field for field in layout.fields if field.role == "row_head"]
    longest = max(_INDENT * field.left + cell_len(field.text) for field in labels)
    wanted = min(longest, _WIDEST_LABEL)
    for gap in _GAPS:
        numbers = _measure_numbers(layout, texts, gap)
        rest = width - sum(numbers) - gap * len(numbers)
        if rest >= wanted:
            break
    ends = [max(_NARROWEST_LABEL, min(wanted, rest))] * layout.head_columns
    for number in numbers:
        ends.append(ends[-1] + gap + number)
    return _Columns(tuple(ends), layout.head_columns, gap)


def _measure_numbers(layout: Layout, texts: Texts, gap: int) -> list[int]:
    """The width of each column of numbers; a text over several columns widens the last of them."""
    widths = [0] * layout.width
    fields = [field for field in layout.fields if field.role in ("column_head", "cell")]
    for field in sorted(fields, key=lambda field: field.right - field.left):
        widest = max(text.cell_len for text in texts[field])
        room = sum(widths[field.left : field.right + 1]) + gap * (field.right - field.left)
        widths[field.right] += max(0, widest - room)
    return widths[layout.head_columns :]


def _draw_header(block: Sequence[LayoutField], texts: Texts, columns: _Columns) -> Iterator[Text]:
    """The banner of a block, and its column heads beside its corner, all flush with the bottom."""
    for field in block:
        if field.role == "banner":
            yield _draw_rule(field.text, columns.ends[-1])
    [corner] = [field for field in block if field.role == "corner"]
    labels = chop_cells(corner.text, columns.label_width) if corner.text else []
    lines = list(_stack_heads(block, corner.bottom, texts, columns))
    height = max(len(lines), len(labels))
    labels = [""] * (height - len(labels)) + labels
    lines = [[] for _ in range(height - len(lines))] + lines
    for label, pieces in zip(labels, lines, strict=True):
        yield _join(Text(label, _HEAD_STYLE), pieces, columns)


def _stack_heads(
    block: Sequence[LayoutField], bottom: int, texts: Texts, columns: _Columns
) -> Iterator[list[Piece]]:
    """The lines of the column heads of a block, whose header ends in row `bottom`.

    A head is drawn in the lowest row that it covers, a head over other heads as a rule.
    """
    heads = [field for field in block if field.role == "column_head"]
    for row in sorted({head.bottom for head in heads}):
        ending = [head for head in heads if head.bottom == row]
        for index in range(-max(len(texts[head]) for head in ending), 0):
            shown = [(head, texts[head][index]) for head in ending if -index <= len(texts[head])]
            if row < bottom:
                shown = [(h, _draw_rule(text.plain, columns.span(h))) for h, text in shown]
            yield [Piece(head, text) for head, text in shown]


def _draw_rows(block: Sequence[LayoutField], texts: Texts, columns: _Columns) -> Iterator[Text]:
    """The rows of a block, each under the heads over it that begin there."""
    cells = [field for field in block if field.role == "cell"]
    for row in sorted({field.top for field in cells}):
        heads = [field for field in block if field.role == "row_head" and field.top == row]
        for head in sorted(heads, key=lambda head: head.left):
            if head.right < columns.head_columns - 1:
                yield Text(" " * _INDENT * head.left + head.text, "bold")
                continue
            indent = _INDENT * head.left
            first, *more = chop_cells(head.text, columns.label_width - indent)
            numbers = [Piece(cell, texts[cell][0]) for cell in cells if cell.top == row]
            yield _join(Text(" " * indent + first), numbers, columns)
            yield from (Text(" " * indent + line) for line in more)


def _join(label: Text, pieces: Sequence[Piece], columns: _Columns) -> Text:
    """A line: the label, then each text flush right in its columns."""
    line = label.copy()
    line.no_wrap = True
    for field, text in sorted(pieces, key=lambda piece: piece.field.left):
        line.pad_right(max(0, columns.ends[field.right] - text.cell_len - line.cell_len))
        line.append_text(text)
    return line


def _draw_rule(text: str, width: int) -> Text:
    """A head over several columns: its text in the middle of a line as wide as they are."""
    room = max(0, width - cell_len(text) - 2)
    left = room // 2
    return Text("─" * left + f" {text} " + "─" * (room - left), _HEAD_STYLE)


def _fold(label: str, most: int) -> list[str]:
    """A column head on even lines of at most `most` characters, a remark in brackets by itself."""
    lines = []
    for phrase in label.replace("（", "\n（").splitlines():
        size = ceil(len(phrase) / ceil(len(phrase) / most))
        lines += [phrase[start : start + size] for start in range(0, len(phrase), size)]
    return lines
