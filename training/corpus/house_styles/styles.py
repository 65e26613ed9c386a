"""The house styles: ways in which an agency may lay out its tables that no form provides for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from random import Random

from gouji.training.corpus.house_styles.blocks import PlainBlock
from gouji.training.corpus.house_styles.own_words import use_own_words
from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.page import PagePart, TextLine

HouseStyle = Callable[[Random, PlainBlock], Iterator[PagePart]]
_LETTERS = "ABCDEFGHIJ"


def put_totals_first(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """总计 | 自然人 | …"""
    if block.total is None:
        yield block.to_grid()
        return
    others = [column for column in range(len(block.heads)) if column != block.total]
    yield block.take_columns([block.total, *others]).to_grid()


def shuffle_columns(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The columns in any order."""
    yield block.take_columns(rng.sample(range(len(block.heads)), len(block.heads))).to_grid()


def reverse_rows(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The last row of the form first."""
    yield block.take_rows(range(len(block.labels))[::-1]).to_grid()


def write_own_words(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """Rows and columns in the words of the agency."""
    yield use_own_words(rng, block).to_grid()


def transpose(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The rows of the form as columns."""
    columns = tuple(zip(*block.boxes, strict=True))
    yield PlainBlock(
        block.table, block.corner, block.heads, block.labels, columns, total=None
    ).to_grid()


def write_sentences(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """规章：本年制发件数2件，本年废止件数0件。"""
    mark, unit = rng.choice("：，"), rng.choice(("", "件"))
    for label, boxes in zip(block.labels, block.boxes, strict=True):
        parts = (f"{head}{box.text}{unit}" for head, box in zip(block.heads, boxes, strict=True))
        yield TextLine(f"{label}{mark}{'，'.join(parts)}。", "paragraph")


def print_side_by_side(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The second half of the rows beside the first half."""
    half = (len(block.labels) + 1) // 2
    left = block.take_rows(range(half)).to_grid()
    right = block.take_rows(range(half, len(block.labels))).to_grid()
    empty = tuple(Box("") for _ in range(left.width))
    rows = [
        (*row, *(right.rows[i] if i < len(right.rows) else empty))
        for i, row in enumerate(left.rows)
    ]
    yield Grid(block.table, tuple(rows), 1, 1)


def add_units(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """A column of units between labels and figures."""
    yield block.to_grid(["计量单位", *["件"] * len(block.labels)])


def add_codes(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """A code in front of each label: 01, 02 …"""
    pattern = rng.choice(("{:02}", "{}", "A{:02}", "1.{}"))
    codes = [Box(pattern.format(number)) for number in range(1, len(block.labels) + 1)]
    header, *rows = block.to_grid().rows
    coded = [(code, *row) for code, row in zip(codes, rows, strict=True)]
    yield Grid(block.table, ((Box("代码"), *header), *coded), 1, 2)


def add_subtotals(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """A column of subtotals in the middle of the others."""
    place = rng.randint(1, len(block.heads))
    header, *rows = block.to_grid().rows
    extra = [Box(str(rng.randint(1, 900))) for _ in rows]
    added = [
        (*row[: place + 1], box, *row[place + 1 :]) for row, box in zip(rows, extra, strict=True)
    ]
    heads = (*header[: place + 1], Box("小计"), *header[place + 1 :])
    yield Grid(block.table, (heads, *added), 1, 1)


def merge_years(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The figure of the year before beside each figure."""
    words = rng.choice((("上年", "本年"), ("2021年", "2022年")))
    header, *rows = block.to_grid().rows
    heads = chain.from_iterable(
        (Box(f"{head.text}（{words[0]}）"), Box(f"{head.text}（{words[1]}）"))
        for head in header[1:]
    )
    doubled = [
        (row[0], *chain.from_iterable((Box(str(rng.randint(0, 40))), box) for box in row[1:]))
        for row in rows
    ]
    yield Grid(block.table, ((header[0], *heads), *doubled), 1, 1)


def list_figures(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """A row for each figure: row label, column head, figure."""
    rows = [
        (Box(label), Box(head), box)
        for label, boxes in zip(block.labels, block.boxes, strict=True)
        for head, box in zip(block.heads, boxes, strict=True)
    ]
    yield Grid(block.table, ((Box(block.corner), Box("类别"), Box("数量")), *rows), 1, 2)


def split_columns(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """Two tables with the same labels, each with some of the columns."""
    place = rng.randint(1, max(1, len(block.heads) - 1))
    for columns in (range(place), range(place, len(block.heads))):
        if columns:
            yield block.take_columns(columns).to_grid()
            yield TextLine(rng.choice(("续表", "（续）", "　")), "paragraph")


def add_shares(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """The share of each figure behind it: 5 | 12.5%."""
    header, *rows = block.to_grid().rows
    heads = chain.from_iterable((head, Box("占比")) for head in header[1:])
    doubled = [
        (row[0], *chain.from_iterable((box, Box(f"{rng.random():.1%}")) for box in row[1:]))
        for row in rows
    ]
    yield Grid(block.table, ((header[0], *heads), *doubled), 1, 1)


def letter_columns(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """Letters in place of the heads, which are explained above the table."""
    letters = _LETTERS[: len(block.heads)]
    legend = "；".join(f"{a}为{head}" for a, head in zip(letters, block.heads, strict=True))
    yield TextLine(f"注：{legend}。", "paragraph")
    order = rng.sample(range(len(block.heads)), len(block.heads))
    lettered = PlainBlock(
        block.table, block.corner, block.labels, tuple(letters), block.boxes, block.total
    )
    yield lettered.take_columns(order).to_grid()


def drop_empty_rows(rng: Random, block: PlainBlock) -> Iterator[PagePart]:
    """Some rows of the form only, and no header."""
    count = len(block.labels)
    kept = sorted(rng.sample(range(count), rng.randint((count + 1) // 2, count)))
    grid = block.take_rows(kept).to_grid()
    yield Grid(block.table, grid.rows[1:], 0, 1)


HOUSE_STYLES: dict[str, HouseStyle] = {
    "totals-first": put_totals_first,
    "shuffled-columns": shuffle_columns,
    "rows-reversed": reverse_rows,
    "own-words": write_own_words,
    "transposed": transpose,
    "sentences": write_sentences,
    "side-by-side": print_side_by_side,
    "unit-column": add_units,
    "codes": add_codes,
    "subtotals": add_subtotals,
    "two-years": merge_years,
    "figure-list": list_figures,
    "split-columns": split_columns,
    "shares": add_shares,
    "lettered-columns": letter_columns,
    "rows-left-out": drop_empty_rows,
}
