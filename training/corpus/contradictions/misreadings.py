"""Draws reports whose identities break for two known causes: the agency's error, or a misreading.

An identity breaks because the agency printed a number that does not fit, or because the table was
damaged and a number is read in the wrong cell or joined with its neighbour. The figures as the
agency printed them tell the two causes apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.marks import marks_in_text
from gouji.training.corpus.reports.page import draw_page
from gouji.training.corpus.reports.spelling import PrintedCell
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample

# After these damages a figure may be read in the cell of another figure.
_MISLEADING_DAMAGES = (
    *("lost-blanks", "shifted-rows", "narrow-rows", "lost-column", "lost-rows", "joined-lines"),
    *("broken-rows", "lost-labels", "torn-labels", "lost-header", "wrong-spans", "spread-merges"),
    *("extra-column", "repeated-rows", "lost-groups", "changed-spaces", "merged-totals"),
)
_SIMILAR_DIGITS = {
    **{"0": "68", "1": "7", "3": "85", "4": "9"},
    **{"5": "36", "6": "058", "7": "1", "8": "0396"},
}


@dataclass(frozen=True, slots=True)
class MisreadReport:
    """A report as a file, and its figures as the agency printed them."""

    sample: Sample
    figures: Figures


def draw_misread_report(
    rng: Random, forms: Mapping[str, Form], stem: str = "report"
) -> MisreadReport:
    """A report in any rendering. Half have a planted contradiction, and most have damage."""
    figures = draw_figures(rng, forms, plain=True)
    figures = _add_errors(rng, figures) if rng.random() < 0.5 else figures
    damages = tuple(rng.sample(_MISLEADING_DAMAGES, rng.choice((0, 1, 1, 2))))
    plan = draw_plan(rng, damages=damages)
    sample = render_page(rng, stem, figures, draw_page(rng, figures), plan)
    change = rng.choice((_drop_gap, _drop_field)) if rng.random() < 0.6 else None
    text = _change_pairs(rng, sample.marked_text, change) if change else sample.marked_text
    return MisreadReport(replace(sample, marked_text=text), figures)


def _add_errors(rng: Random, figures: Figures) -> Figures:
    """Change the numbers of one or two cells that take part in identities."""
    keys = [key for key, cell in figures.cells.items() if _is_plain_number(key, cell)]
    for key in rng.sample(keys, min(len(keys), rng.choice((1, 1, 1, 2)))):
        digits = _mistype(rng, figures.cells[key].raw)
        cell = PrintedCell(digits, "read", Decimal(digits))
        figures = replace(figures, cells={**figures.cells, key: cell})
    return figures


def _is_plain_number(key: CellKey, cell: PrintedCell) -> bool:
    return key.table != "proactive" and cell.raw.isascii() and cell.raw.isdigit()


def _mistype(rng: Random, digits: str) -> str:
    """The digits with one typing error: another sum, a digit doubled, replaced, lost or swapped."""
    index = rng.randrange(len(digits))
    digit, before, behind = digits[index], digits[:index], digits[index + 1 :]
    errors = [str(int(digits) + rng.randint(1, 9)), before + digit * 2 + behind]
    errors += [before + similar + behind for similar in _SIMILAR_DIGITS.get(digit, "")[:1]]
    errors += [before + behind] if len(digits) > 1 else []
    errors += [before + digits[index:][:2][::-1] + digits[index + 2 :], str(rng.randint(0, 40))]
    return str(int(rng.choice(errors)))


_MARK = marks_in_text().pattern
_GAP = r"(?:[ \t|]+|\s*</t[dh]>\s*<t[dh][^>]*>\s*)"
_PAIR = re.compile(rf"({_MARK})({_GAP})(?={_MARK})")


def _drop_gap(pair: re.Match[str]) -> str:
    """Keep the first figure of a pair, so that it runs together with the second one."""
    return pair[1]


def _drop_field(_: re.Match[str]) -> str:
    """Drop the first field of a pair with its border, so that the following fields move up."""
    return ""


def _change_pairs(rng: Random, text: str, change: Callable[[re.Match[str]], str]) -> str:
    """The marked text with one to four pairs of neighbouring figures changed."""
    pairs = list(_PAIR.finditer(text))
    chosen = sorted(rng.sample(range(len(pairs)), min(len(pairs), rng.randint(1, 4))))
    for index in reversed(chosen):  # so that the spans of earlier pairs stay valid
        start, end = pairs[index].span()
        text = text[:start] + change(pairs[index]) + text[end:]
    return text
