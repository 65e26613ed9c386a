"""Writes tables as text in layouts that published texts have and no outside tool produces."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import cast
from unicodedata import east_asian_width

from gouji.training.corpus.reports.grid import Fill, Grid, list_texts
from gouji.training.corpus.reports.marks import marks_in_text
from gouji.training.corpus.reports.page import ReportPage

Writer = Callable[[Random, Grid], str]


def write_text(rng: Random, page: ReportPage, writer: Writer) -> str:
    """The lines of a page below one another, with its tables written by `writer`."""
    gap = rng.choice(("\n", "\n", "\n\n"))
    indent = rng.choice(("", "", "　　", "    "))
    parts = []
    for part in page.parts:
        if isinstance(part, Grid):
            parts.append(writer(rng, part))
        else:
            parts.append((indent if part.role == "paragraph" else "") + part.text)
    return rng.choice(("", "\n\n")) + gap.join(parts) + rng.choice(("", "\n"))


def _rows(
    rng: Random, grid: Grid, across: str, down: str, line_break: str = " "
) -> list[list[str]]:
    """The texts of a table by row.

    `across` and `down` say how the places of merged fields are filled. `line_break` replaces a
    line break inside a field; a space is often left out.
    """
    joint = "" if line_break == " " and rng.random() < 0.6 else line_break
    texts = list_texts(grid, cast(Fill, across), cast(Fill, down))
    return [[text.replace("\n", joint) for text in row] for row in texts]


def write_tabs(rng: Random, grid: Grid) -> str:
    """Fields separated by tabs. A merged field is one field, or is followed by empty fields."""
    across = rng.choice(("blank", "blank", "skip"))
    rows = _rows(rng, grid, across, rng.choice(("blank", "blank", "skip")), rng.choice(" \n"))
    end = rng.choice(("", "", "\t"))
    return "\n".join(_add_page_breaks(rng, ["\t".join(row) + end for row in rows]))


def _add_page_breaks(rng: Random, lines: list[str]) -> list[str]:
    """Traces of page breaks between rows: blank lines, or the separator line of a new table."""
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        index = rng.randint(1, len(lines))
        lines[index:index] = rng.choice(([""], [""], ["--------\t----\t--------"]))
    return lines


def write_pipes(rng: Random, grid: Grid) -> str:
    """Fields between bars: | 规章 | 2 | 0 | 2 |."""
    rows = _rows(rng, grid, rng.choice(("blank", "skip")), rng.choice(("blank", "skip")))
    separator = ["|" + " --- |" * len(rows[0])] if rows and rng.random() < 0.4 else []
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines[:1], *separator, *lines[1:]])


def write_trailing_pipes(rng: Random, grid: Grid) -> str:
    """规章 | 0 | 0 | 0 |, with a bar at the end of the row for each place of a merged field."""
    rows = _rows(rng, grid, "skip", "skip")
    prefix, extra = rng.choice(("", "| ")), "|" * rng.choice((0, 0, 1))
    has_breaks = rng.random() < 0.15
    lines = []
    for row, texts in zip(grid.rows, rows, strict=True):
        bars = "|" * (len(row) - len(texts)) + extra
        if has_breaks and rng.random() < 0.2 and "" in texts[1:]:
            texts[texts.index("", 1)] = "\n"
        lines.append(prefix + " | ".join(texts) + " |" + (f" {bars}" if bars else ""))
    return "\n".join(lines)


def write_bare_pipes(rng: Random, grid: Grid) -> str:
    """Fields with bars between them: 规章|0|0|0, with spaces around the bars or without."""
    bar = rng.choice(("|", " | ", " |", "| "))
    rows = _rows(rng, grid, rng.choice(("blank", "skip", "copy")), rng.choice(("blank", "skip")))
    return "\n".join(bar.join(row) for row in rows)


def write_aligned_pipes(rng: Random, grid: Grid) -> str:
    """A Markdown table padded to equal widths, with its separator line."""
    rows = _rows(rng, grid, rng.choice(("blank", "copy")), "blank")
    rows = [row + [""] * (grid.width - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(grid.width)]
    padded = [[t.ljust(width) for t, width in zip(row, widths, strict=True)] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in padded]
    dashes = [rng.choice(("{}", ":{}")).format("-" * (width + 1)) for width in widths]
    return "\n".join([*lines[:1], "|" + "|".join(dashes) + "|", *lines[1:]])


def write_bar_lines(rng: Random, grid: Grid) -> str:
    """One field per line with a bar behind it. Places of merged fields are a line of bars."""
    lines = []
    extra = rng.choice((0, 0, 0, 1))
    for row, texts in zip(grid.rows, _rows(rng, grid, "skip", "skip"), strict=True):
        bars = "|" * (len(row) - len(texts) + extra)
        lines += [f"{text} |" if text else "|" for text in texts] + [bars] * bool(bars)
    if lines and not lines[-1].strip("|") and rng.random() < 0.7:
        lines.pop()
    return "\n".join(lines)


def write_bars_between(rng: Random, grid: Grid) -> str:
    """One field per line and a bar on a line between two fields. A merged field is printed once."""
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    return "\n|\n".join(fields) + "\n|"


def write_lines(rng: Random, grid: Grid) -> str:
    """One field per line. Empty fields are empty lines, or are lost."""
    keeps_blanks = rng.random() < 0.5
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    return "\n".join(text for text in fields if text or keeps_blanks)


def write_blank_lines(rng: Random, grid: Grid) -> str:
    """One field per line with blank lines between them.

    An empty field is lost, or leaves one blank line, or as many as are between other fields.
    """
    gap, keeps_blanks = rng.choice(("\n\n", "\n\n", "\n\n\n", "\n \n")), rng.random() < 0.6
    fields = [text for row in _rows(rng, grid, "skip", "skip", "\n") for text in row]
    if keeps_blanks and rng.random() < 0.4:
        return "".join(text + gap if text else "\n" for text in fields)
    return gap.join(text for text in fields if text or keeps_blanks)


def write_row_groups(rng: Random, grid: Grid) -> str:
    """One field per line, and a blank line between rows."""
    rows = _rows(rng, grid, "skip", "skip", "\n")
    return "\n\n".join("\n".join(text for text in row if text) for row in rows)


def write_spaces(rng: Random, grid: Grid) -> str:
    """Fields separated by spaces, as in text copied from a PDF. Long labels may wrap."""
    lines = []
    wrap = rng.choice((0, 0, 12, 16))
    for row in _rows(rng, grid, "skip", "skip", "\n"):
        texts = [_wrap(text, wrap) for text in row if text]
        lines.append(rng.choice((" ", " ", "  ")).join(texts))
    return "\n".join(lines)


def _wrap(text: str, width: int) -> str:
    is_kept = not width or len(text) < width + 2 or marks_in_text().search(text)
    return text if is_kept else f"{text[:width]}\n{text[width:]}"


def write_columns(rng: Random, grid: Grid) -> str:
    """Columns aligned with spaces, as when the layout of a PDF is kept."""
    rows = _rows(rng, grid, "blank", "blank")
    widest = rng.choice((10, 14, 30))
    rows = [row + [""] * (grid.width - len(row)) for row in rows]
    measure = rng.choice((_display_width, _display_width, len))
    widths = [
        2 + max(min(widest, measure(row[column])) for row in rows) for column in range(grid.width)
    ]
    lines = []
    for row in rows:
        padded = [
            text + " " * max(1, width - measure(text))
            for text, width in zip(row, widths, strict=True)
        ]
        lines.append("".join(padded).rstrip())
    return "\n".join(lines)


def _display_width(text: str) -> int:
    """Width of a text in columns. A Chinese character is two columns wide."""
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
