"""What happens to a report once it is text: breaks lost and added, page numbers, bars, navigation.

Operators work on the marked text and never change or split a marker, nor glue two figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.marks import marks_in_text

Wear = Callable[[Random, str], str]
_SHORT = 24


def lose_blanks(rng: Random, text: str) -> str:
    """Empty fields vanish, and what stood behind them moves left."""
    text = re.sub(r"\t[\t ]*\t", "\t", text)
    return re.sub(r"\|(?:[ \t]*\|)+", "|", text)


def join_lines(rng: Random, text: str) -> str:
    """Line breaks between fields become spaces, here and there or over a stretch."""
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    stretch = range(start, start + rng.randint(3, 30))
    out = lines[0]
    for at, line in enumerate(lines[1:], 1):
        short = len(lines[at - 1]) < _SHORT and len(line) < _SHORT
        lost = short and (at in stretch or rng.random() < 0.03)
        out += (" " if lost else "\n") + line
    return out


def glue_labels(rng: Random, text: str) -> str:
    """A label and the figure behind it run together: 规章0."""

    def glue(match: re.Match[str]) -> str:
        label = not marks_in_text().match(match[1])
        return match[1] + match[2] if label and rng.random() < 0.1 else match[0]

    figure = marks_in_text().pattern
    return re.sub(rf"([一-鿿）)])[ \t|\n]+({figure})", glue, text)


def add_blank_lines(rng: Random, text: str) -> str:
    rate = rng.choice((0.05, 0.3, 1.0))
    return "\n".join(f"{line}\n" if rng.random() < rate else line for line in text.split("\n"))


def drop_blank_lines(rng: Random, text: str) -> str:
    return re.sub(r"\n[ \t　]*(?=\n)", "", text)


def add_page_lines(rng: Random, text: str) -> str:
    """Page numbers and footers between any two lines, inside tables too."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(lines) + 1)
        gap = [""] * rng.choice((0, 0, 1))
        lines[at:at] = [*gap, write(rng, "page_line"), *gap]
    return "\n".join(lines)


def break_lines(rng: Random, text: str) -> str:
    """Long lines broken as in print, at a fixed width or at random."""
    width = rng.choice((0, 20, 32, 40))
    out = []
    for line in text.split("\n"):
        if len(line) < 26 or marks_in_text().search(line) or rng.random() < 0.3:
            out.append(line)
        else:
            at = width or rng.randint(6, 40)
            out += [line[start : start + at] for start in range(0, len(line), at)]
    return "\n".join(out)


def add_bar(rng: Random, text: str) -> str:
    """One bar too many on every row."""
    return re.sub(r"\|[ ]*$", "||", text, flags=re.M)


def add_navigation(rng: Random, text: str) -> str:
    """What stands around the report on its site."""
    before = [write(rng, "navigation") for _ in range(rng.randint(1, 12))]
    after = [write(rng, "footer") for _ in range(rng.randint(0, 6))]
    return "\n".join([*before, text, *after])


def change_spaces(rng: Random, text: str) -> str:
    """Tabs become spaces, or spaces others: no-break, ideographic, doubled."""
    if "\t" in text and rng.random() < 0.5:
        return text.replace("\t", rng.choice((" ", "  ", "    ")))
    return text.replace(" ", rng.choice(("\u00a0", "\u3000", "  ", "\u2002")))


def trail_spaces(rng: Random, text: str) -> str:
    return re.sub(r"$", rng.choice((" ", "  ", "\u3000")), text, flags=re.M)


def return_carriage(rng: Random, text: str) -> str:
    return text.replace("\n", "\r\n")


def repeat_text(rng: Random, text: str) -> str:
    """The whole report twice, as pages for print and for the screen are."""
    return f"{text}\n{text}"


def mark_emphasis(rng: Random, text: str) -> str:
    """Short lines set in bold or as headings of Markdown."""
    mark = rng.choice(("**{}**", "# {}", "## {}", "### {}"))
    return "\n".join(
        mark.format(line) if 4 < len(line) < 30 and "|" not in line and "\t" not in line
        and not marks_in_text().search(line[1:]) and rng.random() < 0.5 else line
        for line in text.split("\n")
    )  # fmt: skip


TEXT_DAMAGES: dict[str, Wear] = {
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
    "trailing-spaces": trail_spaces,
    "carriage-returns": return_carriage,
    "repeated-text": repeat_text,
    "emphasis": mark_emphasis,
}
