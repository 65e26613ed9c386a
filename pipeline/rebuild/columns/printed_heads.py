"""The heads of a block as text prints them, and which columns of the form they name.

A header of text tells neither columns nor spans. It has lines, and the heads in each line from left
to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.pipeline.forms.form import Block
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.column_heads import may_name, plain_head
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import Fragment

# The fewest heads that tell which columns are printed.
_FEWEST_HEADS = 2
# A head: the index of its column, or the label of its group of columns.
Head = int | str


class PrintedHead(NamedTuple):
    """A head, and the number of its line; the number is the same for all if each has its own."""

    head: Head
    line: int


class BlockHeads(NamedTuple):
    """The labels of the columns of a block, the label of the group that each is in, if any, the
    title above all of them, and whether the last column has the total of the others."""

    labels: tuple[str, ...]
    groups: tuple[str | None, ...]
    title: str
    has_total: bool

    @classmethod
    def of(cls, block: Block) -> BlockHeads:
        """The heads of a block of the form."""
        return cls(
            tuple(plain_head(column.label) for column in block.columns),
            tuple(column.under[-1] if column.under else None for column in block.columns),
            plain_head(block.group),
            block.columns[-1].column == "total",
        )

    @property
    def levels(self) -> list[list[Head]]:
        """The heads beside one another in the form: of the block, then of each group. A head may
        also be beside the title, which is before it in the form."""
        outer = dict.fromkeys(group or n for n, group in enumerate(self.groups))
        names = dict.fromkeys(filter(None, self.groups))
        inner: list[list[Head]] = [
            [n for n, group in enumerate(self.groups) if group == name] for name in names
        ]
        return [[self.title, *outer], *inner]


def name_heads(header: Sequence[PrintedRow], heads: BlockHeads) -> list[PrintedHead]:
    """The heads in reading order."""
    labels = [label for row in header for label in row.labels]
    named = [PrintedHead(head, one.row) for one in labels for head in _name_label(one, heads)]
    return _share_line(named)


def _name_label(label: Fragment, heads: BlockHeads) -> list[Head]:
    """The head that a label is, or the heads that it has with spaces between them."""
    whole = list(_name_head(label.text, heads))
    return whole or [head for text in label.text.split() for head in _name_head(text, heads)]


def _share_line(printed: list[PrintedHead]) -> list[PrintedHead]:
    """Give all heads the same line number, if each of them has a line of its own."""
    has_lines = len({one.line for one in printed}) < len(printed)
    return printed if has_lines else [one._replace(line=0) for one in printed]


def _name_head(text: str, heads: BlockHeads) -> Iterator[Head]:
    """Yield the head that a text is."""
    plain = plain_head(text)
    named = [n for n, label in enumerate(heads.labels) if may_name(plain, label, heads.labels)]
    if plain and plain in (*heads.groups, heads.title):
        yield plain
    elif len(named) == 1:
        yield named[0]


def find_printed_columns(
    printed: Sequence[PrintedHead],
    header: Sequence[PrintedRow],
    heads: BlockHeads,
    rows: Sequence[MatchedRow],
) -> Sequence[int]:
    """The columns of the form, by index, that are printed.

    These are the columns with a head if the header has no other label of the form, and most rows
    have exactly one field for each head. Otherwise they are all columns.
    """
    named, every = sorted(list_columns(printed)), range(len(heads.labels))
    if len(set(named)) < len(named) or not _FEWEST_HEADS <= len(named) < len(every):
        return every
    others = [label for row in header for label in row.labels if not _name_label(label, heads)]
    text = squeeze("".join(label.text for label in others))
    if any(heads.labels[n] in text for n in every if n not in named):
        return every
    widths = [_width(row) for row in rows]
    is_complete = max(widths) == len(named) and 2 * widths.count(len(named)) >= len(widths)
    return named if is_complete else every


def list_columns(heads: Sequence[PrintedHead]) -> list[int]:
    """The columns of the form, by index, that the heads name, in their order."""
    return [one.head for one in heads if isinstance(one.head, int)]


def _width(row: MatchedRow) -> int:
    """The number of fields from the first filled one to the last."""
    return row.filled[-1] - row.filled[0] + 1 if row.filled else 0


def select_columns(
    columns: Sequence[int], printed: Sequence[PrintedHead], heads: BlockHeads
) -> tuple[list[PrintedHead], BlockHeads]:
    """The heads for a form that has only these columns and the printed groups."""
    names = {one.head for one in printed}
    groups = [group if group in names else None for group in heads.groups]
    selected = heads._replace(
        labels=tuple(heads.labels[n] for n in columns),
        groups=tuple(groups[n] for n in columns),
        has_total=heads.has_total and len(heads.labels) - 1 in columns,
    )
    numbers: dict[Head, Head] = {n: i for i, n in enumerate(columns)}
    return [one._replace(head=numbers.get(one.head, one.head)) for one in printed], selected
