"""The tables of a report in the terminal, laid out as the official form has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gouji.pipeline.forms.form import Block, Form, Row, TableForm
from gouji.pipeline.store.rows import Row as Stored
from gouji.text import printable, shorten

_MOST_RAW = 8
_WIDEST_LABEL = 40
_FEW_COLUMNS = 5
_WIDE_HEAD, _NARROW_HEAD = 8, 3


@dataclass(frozen=True, slots=True)
class Marks:
    """What a cell's look depends on besides itself: cells (`table/row/column`) that a broken
    finding names, and the confidence below which a cell is doubtful."""

    broken: frozenset[str]
    trust: float


def lay_out(
    form: Form, table: TableForm, cells: Mapping[str, Stored], marks: Marks
) -> RenderableType:
    """One table of the form with what stands in its cells, by `table/row/column`."""
    title = Text.assemble((table.title, "bold"), (f"  {table.table} · {form.form}", "dim"))
    if all(cell["status"] == "absent" and cell["suggested"] is None for cell in cells.values()):
        return Group(title, Text("  ╌ 未见此表 · not found in the report\n", "dim"))
    grid = Table(box=box.SIMPLE, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column(max_width=_WIDEST_LABEL)
    for _ in range(max(len(block.columns) for block in table.blocks)):
        grid.add_column(justify="right", vertical="bottom", no_wrap=True)
    for block in table.blocks:
        _add_block(grid, table.table, block, cells, marks)
    return Group(title, grid)


def _add_block(
    grid: Table, table: str, block: Block, cells: Mapping[str, Stored], marks: Marks
) -> None:
    size = _NARROW_HEAD if len(block.columns) > _FEW_COLUMNS else _WIDE_HEAD
    heads = [Text(_fold(column.label, size), "cyan") for column in block.columns]
    grid.add_row(Text(block.group, "cyan"), *heads)
    under: tuple[str, ...] = ()
    for row in block.rows:
        for depth, label in _new_headings(under, row):
            grid.add_row(_label(label, depth, "bold"))
        under = row.under
        keys = [f"{table}/{row.row}/{column.column}" for column in block.columns]
        head = _label(row.label, len(row.under))
        grid.add_row(head, *(_draw(key, cells.get(key), marks) for key in keys))
    grid.add_section()


def _new_headings(under: tuple[str, ...], row: Row) -> Iterator[tuple[int, str]]:
    """The group labels that stand above `row` and did not stand above the row before."""
    for depth, label in enumerate(row.under):
        if under[: depth + 1] != row.under[: depth + 1]:
            yield depth, label


def _label(label: str, depth: int, style: str = "") -> Text:
    """A row label; where the terminal is narrow it is cut, as numbers must not be."""
    return Text("  " * depth + label, style, no_wrap=True, overflow="ellipsis")


def _fold(label: str, most: int) -> str:
    """A column head on few even lines of at most `most` characters; a remark on its own."""
    lines = []
    for part in label.replace("（", "\n（").splitlines():
        size = ceil(len(part) / ceil(len(part) / most))
        lines += [part[i : i + size] for i in range(0, len(part), size)]
    return "\n".join(lines)


def _draw(key: str, cell: Stored | None, marks: Marks) -> Text:
    """A cell; colour and sign say the same, as colour is lost in files."""
    if cell is None:
        return Text()
    text = Text(_content(cell))
    if cell["suggested"] is not None:
        text.append(f"({format_number(cell['suggested'])})", "dim")
    if key in marks.broken:
        text.append("!")
        text.stylize("red")
    elif cell["confidence"] < marks.trust and cell["status"] != "absent":
        text.append("?")
        text.stylize("yellow")
    return text


def _content(cell: Stored) -> str:
    if cell["status"] == "read":
        return format_number(cell["value"])
    if cell["status"] == "unreadable":
        return shorten(f"“{printable(cell['raw'])}”", _MOST_RAW)
    return {"blank": "·", "absent": "╌"}[cell["status"]]


def format_number(value: float) -> str:
    """A number as people write it: 12, 0.35."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def legend(marks: Marks) -> Text:
    """What the signs in the tables mean."""
    return Text.assemble(
        "· 空白 blank   ╌ 缺失 absent   “…” 无法辨读 unreadable   (3) 勾稽推得 suggested\n",
        (f"12? 存疑，可信度低于 {marks.trust:g} doubtful", "yellow"),
        "   ",
        ("12! 所在规则不成立 in a broken rule", "red"),
        "\n",
    )
