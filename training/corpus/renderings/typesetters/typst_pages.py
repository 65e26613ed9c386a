"""Prints a page to PDF with Typst: a ruling is a stroke of a cell, a column as wide as its text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from gouji.training.corpus.renderings.links import split_linked
from gouji.training.corpus.renderings.office import list_boxes
from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.marks import Mark
from gouji.training.corpus.reports.page import ReportPage, TextLine

_PAGES = ('paper: "a4"', 'paper: "a4"', 'paper: "a4", flipped: true', 'paper: "a3"')
_PAGE_NUMBERS = ("none", '"1"', '"— 1 —"', '"1 / 1"')
# Strokes of the cells of a table, by which of its rulings they draw.
STROKES: Mapping[str, Sequence[str]] = {
    "ruled": ("stroke: 0.5pt", "stroke: 0.75pt + gray"),
    "unruled": ("stroke: none", "stroke: (y: 0.4pt)"),
    "partly-ruled": (
        "stroke: (x: 0.5pt)",
        "stroke: (x, y) => if y == 0 { (top: 1pt, bottom: 0.5pt) }",
        "stroke: (x, y) => (left: if x > 0 { 0.5pt }, top: if y > 0 { 0.5pt })",
        "stroke: (x, y) => if x == 0 or y < 2 { 0.5pt }",
    ),
}
# Widths of columns of labels and of figures: as their text needs, or shares of the page.
_WIDTHS = (("auto", "auto"), ("1fr", "1fr"), ("2fr", "1fr"))
_SETTINGS = """#set page({page}, margin: {margin}mm, numbering: {numbering})
#set text(font: "WenQuanYi Micro Hei", size: {size}pt, lang: "zh", tracking: {tracking}em)
#set par(first-line-indent: (amount: {indent}em, all: true), justify: {justify})
#set table({strokes}, inset: (x: {padding}pt, y: {height}pt), align: {align})
#set table.cell(breakable: {breakable})
"""


def print_with_typst(rng: Random, page: ReportPage, rulings: str) -> bytes:
    """A page as PDF, with a style of STROKES."""
    import typst

    source = "\n\n".join(
        [_write_settings(rng, rng.choice(STROKES[rulings])), *_write_parts(rng, page)]
    )
    return bytes(typst.compile(source.encode(), format="pdf", timestamp=0))


def _write_settings(rng: Random, strokes: str) -> str:
    return _SETTINGS.format(
        page=rng.choice(_PAGES),
        margin=rng.choice((12, 18, 25)),
        numbering=rng.choice(_PAGE_NUMBERS),
        size=rng.choice((8, 9, 10)),
        tracking=rng.choice((0, 0, 0.05)),
        indent=rng.choice((0, 2)),
        justify=rng.choice(("true", "false")),
        strokes=strokes,
        padding=rng.choice((1.5, 3, 5)),
        height=rng.choice((2, 4)),
        align=rng.choice(("center + horizon", "center + horizon", "left", "right + bottom")),
        breakable=rng.choice(("true", "false")),
    )


def _write_parts(rng: Random, page: ReportPage) -> Iterator[str]:
    label_width, width = rng.choice(_WIDTHS)
    repeats_header = rng.random() < 0.4
    for part in page.parts:
        if isinstance(part, Grid):
            widths = [label_width] * part.labels + [width] * (part.width - part.labels)
            yield _write_table(part, page.marks, widths, repeats_header=repeats_header)
        else:
            yield _write_line(part, page.marks)


def _write_line(line: TextLine, marks: Mapping[int, Mark]) -> str:
    text = _write_text(line.text, marks)
    if line.role == "title":
        return f"#align(center, text(size: 1.4em)[{text}])"
    return f"#text(weight: 700)[{text}]" if line.role == "heading" else f"#par[{text}]"


def _write_table(
    grid: Grid, marks: Mapping[int, Mark], widths: Sequence[str], *, repeats_header: bool
) -> str:
    """A table with columns of these widths."""
    header, body = list[str](), list[str]()
    for box, place in list_boxes(grid):
        position = f"x: {place.left}, y: {place.top}"
        span = f"colspan: {place.right - place.left + 1}, rowspan: {place.bottom - place.top + 1}"
        lines = " #linebreak() ".join(_write_text(line, marks) for line in box.text.split("\n"))
        cells = header if repeats_header and place.top < grid.head else body
        cells.append(f"table.cell({position}, {span})[{lines}]")
    header_call = f"table.header({', '.join(header)}), " if header else ""
    return f"#table(columns: ({', '.join(widths)}), {header_call}{', '.join(body)})"


def _write_text(text: str, marks: Mapping[int, Mark]) -> str:
    """A text as markup. Its marked items are printed as they were and carry links."""
    return "".join(
        f'#link("{piece.target}")[{_quote(piece.text)}]' if piece.target else _quote(piece.text)
        for piece in split_linked(text, marks)
    )


def _quote(text: str) -> str:
    return f"#({json.dumps(text, ensure_ascii=False)})"
