"""Damages of a report that is already text: line breaks, page numbers, bars, navigation.

Each damage takes the marked text. No damage changes or splits a marker, or joins two figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.marks import marks_in_text

TextDamage = Callable[[Random, str], str]
_SHORT_LINE = 24  # characters below which a line may be one field of a table


def lose_blanks(rng: Random, text: str) -> str:
    """Empty fields vanish, and the fields behind them move left."""
    text = re.sub(r"\t[\t ]*\t", "\t", text)
    return re.sub(r"\|(?:[ \t]*\|)+", "|", text)


def join_lines(rng: Random, text: str) -> str:
    """Line breaks between fields become spaces, in one stretch and at some other places."""
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    stretch = range(start, start + rng.randint(3, 30))
    joined = lines[0]
    for index, line in enumerate(lines[1:], 1):
        is_short = len(lines[index - 1]) < _SHORT_LINE and len(line) < _SHORT_LINE
        is_joined = is_short and (index in stretch or rng.random() < 0.03)
        joined += (" " if is_joined else "\n") + line
    return joined


def glue_labels(rng: Random, text: str) -> str:
    """A label and the figure behind it are joined: 规章0."""

    def glue(match: re.Match[str]) -> str:
        is_label = not marks_in_text().match(match[1])
        return match[1] + match[2] if is_label and rng.random() < 0.1 else match[0]

    figure = marks_in_text().pattern
    return re.sub(rf"([一-鿿）)])[ \t|\n]+({figure})", glue, text)


def add_blank_lines(rng: Random, text: str) -> str:
    """Blank lines behind some lines, or behind all."""
    rate = rng.choice((0.05, 0.3, 1.0))
    return "\n".join(f"{line}\n" if rng.random() < rate else line for line in text.split("\n"))


def drop_blank_lines(rng: Random, text: str) -> str:
    """All blank lines lost."""
    return re.sub(r"\n[ \t　]*(?=\n)", "", text)


def add_page_lines(rng: Random, text: str) -> str:
    """Page numbers and footers between any lines, inside tables too."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 5)):
        index = rng.randrange(len(lines) + 1)
        gap = [""] * rng.choice((0, 0, 1))
        lines[index:index] = [*gap, write(rng, "page_line"), *gap]
    return "\n".join(lines)


def break_lines(rng: Random, text: str) -> str:
    """Long lines broken as in print, at a fixed width or at a random one."""
    fixed_width = rng.choice((0, 20, 32, 40))
    broken = []
    for line in text.split("\n"):
        if len(line) < 26 or marks_in_text().search(line) or rng.random() < 0.3:
            broken.append(line)
        else:
            width = fixed_width or rng.randint(6, 40)
            broken += [line[start : start + width] for start in range(0, len(line), width)]
    return "\n".join(broken)


def add_bar(rng: Random, text: str) -> str:
    """One extra bar at the end of every row."""
    return re.sub(r"\|[ ]*$", "||", text, flags=re.M)


def add_navigation(rng: Random, text: str) -> str:
    """The navigation lines of the web site before the report, and its footers behind it."""
    before = [write(rng, "navigation") for _ in range(rng.randint(1, 12))]
    after = [write(rng, "footer") for _ in range(rng.randint(0, 6))]
    return "\n".join([*before, text, *after])


def change_spaces(rng: Random, text: str) -> str:
    """Tabs become spaces, or spaces become other spaces: no-break, ideographic, doubled."""
    if "\t" in text and rng.random() < 0.5:
        return text.replace("\t", rng.choice((" ", "  ", "    ")))
    return text.replace(" ", rng.choice(("\u00a0", "\u3000", "  ", "\u2002")))


def add_trailing_spaces(rng: Random, text: str) -> str:
    """Spaces at the end of every line."""
    return re.sub(r"$", rng.choice((" ", "  ", "\u3000")), text, flags=re.M)


def add_carriage_returns(rng: Random, text: str) -> str:
    """Lines that end in CR LF."""
    return text.replace("\n", "\r\n")


def repeat_text(rng: Random, text: str) -> str:
    """The whole report twice, as on pages with one version for print and one for the screen."""
    return f"{text}\n{text}"


def add_emphasis(rng: Random, text: str) -> str:
    """Short lines in bold or as headings of Markdown."""
    mark = rng.choice(("**{}**", "# {}", "## {}", "### {}"))
    return "\n".join(
        mark.format(line) if 4 < len(line) < 30 and "|" not in line and "\t" not in line
        and not marks_in_text().search(line[1:]) and rng.random() < 0.5 else line
        for line in text.split("\n")
    )  # fmt: skip


TEXT_DAMAGES: dict[str, TextDamage] = {
    "lost-blanks": lose_blanks,
    "joined-lines": join_lines,
    "glued-labels": glue_labels,
    "blank-lines-added": add_blank_lines,
    "blank-lines-dropped": drop_blank_lines,
    "page-lines": add_page_lines,
    "broken-lines": break_lines,
    "extra-bar": add_bar,
    "navigation": add_navigation,
    "changed-spaces": change_spaces,
    "trailing-spaces": add_trailing_spaces,
    "carriage-returns": add_carriage_returns,
    "repeated-text": repeat_text,
    "emphasis": add_emphasis,
}
