"""Reports that contradict themselves, reports that lead a reader astray, and some that do both.

Two things may be wrong with a sum: the agency printed a number that does not fit, or its table was
hurt on the way, and a number is read where it does not belong or together with the one beside it.
The figures as the agency printed them tell the two apart. A digit changed on the way is a printed
number like any other, and nobody's misreading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.training.corpus.build import draw_manner, print_page
from gouji.training.corpus.reports.marks import marks_in_text
from gouji.training.corpus.reports.page import draw_page
from gouji.training.corpus.reports.spelling import Printed
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample

# Damages after which figures may be taken for those of other cells.
_SLIDING = (
    *("lost-blanks", "shifted-rows", "narrow-rows", "lost-column", "lost-rows", "joined-lines"),
    *("broken-rows", "lost-labels", "torn-labels", "lost-header", "wrong-spans", "spread-merges"),
    *("extra-column", "repeated-rows", "lost-groups", "changed-spaces", "merged-totals"),
)
_ALIKE = {"0": "68", "1": "7", "3": "85", "4": "9", "5": "36", "6": "058", "7": "1", "8": "0396"}


@dataclass(frozen=True, slots=True)
class Misread:
    """A report as a file, and its figures as the agency printed them."""

    sample: Sample
    figures: Figures


def draw_misread(rng: Random, forms: Mapping[str, Form], stem: str = "report") -> Misread:
    """A report in any rendering, half with a contradiction planted, most hurt on their way."""
    figures = draw_figures(rng, forms, plain=True)
    figures = _contradict(rng, figures) if rng.random() < 0.5 else figures
    damages = tuple(rng.sample(_SLIDING, rng.choice((0, 1, 1, 2))))
    manner = draw_manner(rng, damages=damages)
    sample = print_page(rng, stem, figures, draw_page(rng, figures), manner)
    hurt = rng.choice((_glue, _lose)) if rng.random() < 0.6 else None
    text = _hurt(rng, sample.marked_text, hurt) if hurt else sample.marked_text
    return Misread(replace(sample, marked_text=text), figures)


def _contradict(rng: Random, figures: Figures) -> Figures:
    """One or two cells that add up to others, with another number."""
    keys = [key for key, cell in figures.cells.items() if _is_plain(key, cell)]
    for key in rng.sample(keys, min(len(keys), rng.choice((1, 1, 1, 2)))):
        digits = _slip(rng, figures.cells[key].raw)
        cell = Printed(digits, "read", Decimal(digits))
        figures = replace(figures, cells={**figures.cells, key: cell})
    return figures


def _is_plain(key: CellKey, cell: Printed) -> bool:
    return key.table != "proactive" and cell.raw.isascii() and cell.raw.isdigit()


def _slip(rng: Random, digits: str) -> str:
    """The digits as a tired clerk types them; most slips of theirs look like anyone's."""
    at = rng.randrange(len(digits))
    slips = [str(int(digits) + rng.randint(1, 9)), digits[:at] + digits[at] * 2 + digits[at + 1 :]]
    slips += [digits[:at] + like + digits[at + 1 :] for like in _ALIKE.get(digits[at], "")[:1]]
    slips += [digits[:at] + digits[at + 1 :]] if len(digits) > 1 else []
    slips += [digits[:at] + digits[at:][:2][::-1] + digits[at + 2 :], str(rng.randint(0, 40))]
    return str(int(rng.choice(slips)))


_MARK = marks_in_text().pattern
_BETWEEN = r"(?:[ \t|]+|\s*</t[dh]>\s*<t[dh][^>]*>\s*)"
_PAIR = re.compile(rf"({_MARK})({_BETWEEN})(?={_MARK})")


def _glue(found: re.Match[str]) -> str:
    """Two figures side by side run together."""
    return found[1]


def _lose(_: re.Match[str]) -> str:
    """A field is gone with its border, as thin digits are, and those behind it move up."""
    return ""


def _hurt(rng: Random, text: str, change: Callable[[re.Match[str]], str]) -> str:
    """The marked text with one to four pairs of figures changed, from the last one on."""
    pairs = list(_PAIR.finditer(text))
    for at in sorted(rng.sample(range(len(pairs)), min(len(pairs), rng.randint(1, 4))))[::-1]:
        start, end = pairs[at].span()
        text = text[:start] + change(pairs[at]) + text[end:]
    return text
