"""Tables as text in shapes that no tool at hand gives, but published texts have."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import cast
from unicodedata import east_asian_width

from gouji.training.corpus.reports.grid import Fill, Grid, list_texts
from gouji.training.corpus.reports.marks import marks_in_text
from gouji.training.corpus.reports.page import Page

Writer = Callable[[Random, Grid], str]


def write_text(rng: Random, page: Page, writer: Writer) -> str:
    """The lines of a page one below another, its tables by `writer`."""
    gap = rng.choice(("\n", "\n", "\n\n"))
    indent = rng.choice(("", "", "　　", "    "))
    parts = []
    for part in page.parts:
        if isinstance(part, Grid):
            parts.append(writer(rng, part))
        else:
            parts.append((indent if part.role == "paragraph" else "") + part.text)
    return rng.choice(("", "\n\n")) + gap.join(parts) + rng.choice(("", "\n"))


def _rows(rng: Random, grid: Grid, across: str, down: str, joins: str = " ") -> list[list[str]]:
    join = "" if joins == " " and rng.random() < 0.6 else joins
    texts = list_texts(grid, cast(Fill, across), cast(Fill, down))
    return [[text.replace("\n", join) for text in row] for row in texts]


def write_tabs(rng: Random, grid: Grid) -> str:
    """Tab separated; merged columns are one field or fields left empty."""
    across = rng.choice(("blank", "blank", "skip"))
    rows = _rows(rng, grid, across, rng.choice(("blank", "blank", "skip")), rng.choice(" \n"))
    end = rng.choice(("", "", "\t"))
    return "\n".join(_leave_traces(rng, ["\t".join(row) + end for row in rows]))


def _leave_traces(rng: Random, lines: list[str]) -> list[str]:
    """What page breaks leave between rows: blank lines, or the rule of a table begun anew."""
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        at = rng.randint(1, len(lines))
        lines[at:at] = rng.choice(([""], [""], ["--------\t----\t--------"]))
    return lines


def write_pipes(rng: Random, grid: Grid) -> str:
    """| 规章 | 2 | 0 | 2 |"""
    rows = _rows(rng, grid, rng.choice(("blank", "skip")), rng.choice(("blank", "skip")))
    rule = ["|" + " --- |" * len(rows[0])] if rows and rng.random() < 0.4 else []
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines[:1], *rule, *lines[1:]])


def write_trailing_pipes(rng: Random, grid: Grid) -> str:
    """规章 | 0 | 0 | 0 |, with what merged columns would fill as bars at the row's end."""
    rows = _rows(rng, grid, "skip", "skip")
    first, extra = rng.choice(("", "| ")), "|" * rng.choice((0, 0, 1))
    breaks = rng.random() < 0.15
    lines = []
    for row, texts in zip(grid.rows, rows, strict=True):
        bars = "|" * (len(row) - len(texts)) + extra
        if breaks and rng.random() < 0.2 and "" in texts[1:]:
            texts[texts.index("", 1)] = "\n"
        lines.append(first + " | ".join(texts) + " |" + (f" {bars}" if bars else ""))
    return "\n".join(lines)


def write_bare_pipes(rng: Random, grid: Grid) -> str:
    """规章|0|0|0 with padding or without."""
    bar = rng.choice(("|", " | ", " |", "| "))
    rows = _rows(rng, grid, rng.choice(("blank", "skip", "copy")), rng.choice(("blank", "skip")))
    return "\n".join(bar.join(row) for row in rows)


def write_aligned_pipes(rng: Random, grid: Grid) -> str:
    """A Markdown table padded to equal widths, with its rule."""
    rows = _rows(rng, grid, rng.choice(("blank", "copy")), "blank")
    rows = [row + [""] * (grid.width - len(row)) for row in rows]
    wide = [max(len(row[x]) for row in rows) for x in range(grid.width)]
    padded = [[t.ljust(w) for t, w in zip(row, wide, strict=True)] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in padded]
    rule = "|" + "|".join(rng.choice(("{}", ":{}")).format("-" * (w + 1)) for w in wide) + "|"
    return "\n".join([*lines[:1], rule, *lines[1:]])


def write_bar_lines(rng: Random, grid: Grid) -> str:
    """One field a line with a bar behind it; what spans cover is a line of bars."""
    lines = []
    extra = rng.choice((0, 0, 0, 1))
    for row, texts in zip(grid.rows, _rows(rng, grid, "skip", "skip"), strict=True):
        many = len(row) - len(texts) + extra
        lines += [f"{text} |" if text else "|" for text in texts] + ["|" * many] * bool(many)
    if lines and not lines[-1].strip("|") and rng.random() < 0.7:
        lines.pop()
    return "\n".join(lines)


def write_bars_between(rng: Random, grid: Grid) -> str:
    """One field a line and a bar on a line between any two; what is merged stands once."""
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    return "\n|\n".join(fields) + "\n|"


def write_lines(rng: Random, grid: Grid) -> str:
    """One field a line; empty fields are empty lines, or gone."""
    keep = rng.random() < 0.5
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    return "\n".join(text for text in fields if text or keep)


def write_blank_lines(rng: Random, grid: Grid) -> str:
    """One field a line with blank lines between; empty fields are gone, or more blank lines: as
    many as between others, or one alone."""
    gap, keep = rng.choice(("\n\n", "\n\n", "\n\n\n", "\n \n")), rng.random() < 0.6
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    if keep and rng.random() < 0.4:
        return "".join(text + gap if text else "\n" for text in fields)
    return gap.join(text for text in fields if text or keep)


def write_row_groups(rng: Random, grid: Grid) -> str:
    """One field a line, a blank line between rows."""
    rows = _rows(rng, grid, "skip", "skip", "\n")
    return "\n\n".join("\n".join(text for text in row if text) for row in rows)


def write_spaces(rng: Random, grid: Grid) -> str:
    """Space separated, as text copied from a PDF; long labels break off their last characters."""
    lines = []
    wrap = rng.choice((0, 0, 12, 16))
    for row in _rows(rng, grid, "skip", "skip", "\n"):
        texts = [_wrap(text, wrap) for text in row if text]
        lines.append(rng.choice((" ", " ", "  ")).join(texts))
    return "\n".join(lines)


def _wrap(text: str, width: int) -> str:
    whole = not width or len(text) < width + 2 or marks_in_text().search(text)
    return text if whole else f"{text[:width]}\n{text[width:]}"


def write_columns(rng: Random, grid: Grid) -> str:
    """Columns kept by spaces, as a PDF's layout is kept."""
    rows = _rows(rng, grid, "blank", "blank")
    cut = rng.choice((10, 14, 30))
    rows = [row + [""] * (grid.width - len(row)) for row in rows]
    measure = rng.choice((_seen, _seen, len))
    wide = [2 + max(min(cut, measure(row[x])) for row in rows) for x in range(grid.width)]
    lines = []
    for row in rows:
        line = "".join(text + " " * max(1, wide[x] - measure(text)) for x, text in enumerate(row))
        lines.append(line.rstrip())
    return "\n".join(lines)


def _seen(text: str) -> int:
    """How wide a text is seen: a Chinese character is as wide as two digits."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


WRITERS: dict[str, Writer] = {
    "tabs": write_tabs,
    "pipes": write_pipes,
    "trailing-pipes": write_trailing_pipes,
    "bare-pipes": write_bare_pipes,
    "aligned-pipes": write_aligned_pipes,
    "bar-lines": write_bar_lines,
    "bars-between": write_bars_between,
    "lines": write_lines,
    "blank-lines": write_blank_lines,
    "row-groups": write_row_groups,
    "spaces": write_spaces,
    "columns": write_columns,
}
