"""Draws reports whose overview states known figures: most agree with the tables, some do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from random import Random
from typing import NamedTuple

from gouji.models.claims import JOIN
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import BREAKDOWN
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.claims import (
    FigureStyle,
    LabelledPassage,
    Wordings,
    draw_facts,
    sections_of,
    try_sentence,
)
from gouji.training.corpus.claims.slots import METRICS
from gouji.training.corpus.claims.wordings import OUTCOMES
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import CellTruth, Sample

# The cells whose sum is each fact of the grammar of claims.
_CELLS = {
    "rec": "requests/received/total",
    "cin": "requests/carried_in/total",
    "cout": "requests/carried_out/total",
    "han": "requests/handled/total",
    "gra": "requests/granted/total",
    "par": "requests/partly_granted/total",
    "ref": "requests/refused.*/total",
    "una": "requests/unavailable.*/total",
    "unprocessed": "requests/not_processed.*/total",
    "otherwise": "requests/other*/total",
    "reco": "remedies/reconsideration/total",
    "lit": "remedies/litigation_*/total",
}
_CELLS_OF_METRIC = {METRICS[key]: cells for key, cells in _CELLS.items() if key in METRICS}
_TRIES = 200  # number of patterns that are tried for one overview
_CONTRADICTING_SHARE = 0.2  # share of sentences that state other figures than the tables
_WRONG_SHARE = 0.35  # share of partitions whose parts do not add up to the total


class BrokenClaim(NamedTuple):
    """A figure of the text that breaks a rule. `value` is the figure as stated."""

    rule: str
    metric: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class NarrativeReport:
    """A report, and the figures of its text that contradict a table or the text itself."""

    sample: Sample
    broken: frozenset[BrokenClaim]


def draw_narrative_report(
    rng: Random, forms: Mapping[str, Form], wordings: Wordings, stem: str = "report"
) -> NarrativeReport:
    """A report without damage in any rendering, with three to eight sentences in its overview."""
    plan = draw_plan(rng, damages=())
    figures = _draw_consistent_figures(rng, forms)
    overview = _draw_overview(rng, figures, wordings)
    page = replace_overview(remove_claims(draw_page(rng, figures)), overview.passage.text)
    sample = render_page(rng, stem, figures, page, plan)
    broken = (*_find_contradictions(overview, sample), *_find_wrong_partitions(overview))
    return NarrativeReport(sample, frozenset(broken))


def remove_claims(page: ReportPage) -> ReportPage:
    """The page without paragraphs that state figures, because their truth is not known."""
    return replace(page, parts=tuple(part for part in page.parts if not _states_figures(part)))


def _states_figures(part: PagePart) -> bool:
    if not isinstance(part, TextLine) or part.role != "paragraph":
        return False
    return any(quantity.may_claim for quantity in find_quantities(fold(part.text)))


def replace_overview(page: ReportPage, text: str) -> ReportPage:
    """The page with these lines as its overview. A missing overview is added in front."""
    lines = [TextLine(line, "paragraph") for line in text.splitlines() if line]
    openings = [i for i, part in enumerate(page.parts) if _section_of(part)]
    index = next((i for i in openings if _section_of(page.parts[i]) == "overview"), None)
    if index is None:
        start = openings[0] if openings else len(page.parts)
        heading = TextLine("总体情况", "heading", "overview")
        parts = (*page.parts[:start], heading, *lines, *page.parts[start:])
    else:
        end = next((i for i in openings if i > index), len(page.parts))
        parts = (*page.parts[: index + 1], *lines, *page.parts[end:])
    return replace(page, parts=parts)


def _section_of(part: PagePart) -> str:
    """The section that a part begins, "" if it begins none."""
    return part.section if isinstance(part, TextLine) else part.table


def _draw_overview(rng: Random, figures: Figures, wordings: Wordings) -> LabelledPassage:
    families = [name for name in wordings if "overview" in sections_of(name)]
    labelled = LabelledPassage(Passage("", "overview", figures.year, figures.agency))
    facts, style = _draw_facts(rng, figures), FigureStyle.draw(rng)
    missing = rng.randint(3, 8)
    for _ in range(_TRIES):
        stated = _change_facts(rng, facts) if rng.random() < _CONTRADICTING_SHARE else facts
        pattern = rng.choice(wordings[rng.choice(families)])
        longer = try_sentence(rng, labelled, pattern, stated, style, _WRONG_SHARE)
        if longer:
            labelled = longer.add("\n" if rng.random() < 0.4 else "")
            missing -= 1
        if not missing:
            break
    return labelled


def _draw_facts(rng: Random, figures: Figures) -> dict[str, int]:
    """The facts of the tables. Disclosed items are in no table and are drawn."""
    return _find_facts(figures) | {"dis": draw_facts(rng)["dis"]}


def _find_facts(figures: Figures) -> dict[str, int]:
    return {key: _sum_cells(figures, cells) for key, cells in _CELLS.items()}


def _sum_cells(figures: Figures, cells: str) -> int:
    return sum(number for key, number in figures.counts.items() if fnmatchcase(str(key), cells))


def _draw_consistent_figures(rng: Random, forms: Mapping[str, Form]) -> Figures:
    """Figures that add up. Text about other figures would contradict itself as well."""
    while True:
        figures = draw_figures(rng, forms, plain=True)
        facts = _find_facts(figures)
        is_carry_right = facts["rec"] + facts["cin"] == facts["han"] + facts["cout"]
        if is_carry_right and sum(facts[key] for key in OUTCOMES.values()) == facts["han"]:
            return figures


def _change_facts(rng: Random, facts: Mapping[str, int]) -> dict[str, int]:
    """Other facts that add up too: those of another report, or these with one result changed.

    The number received never becomes the sum of received and carried in, because 受理 may mean
    that sum.
    """
    if rng.random() < 0.4:
        return draw_facts(rng)
    least = min(facts[key] for key in ("rec", "han", "gra"))
    change = rng.choice([n for n in (1, -1, 2, 9, 10, 90) if n + least >= 0])
    change += change == facts["cin"]
    carried = rng.randint(1, 3)
    changes = {"rec": change, "han": change, "gra": change, "cin": carried, "cout": carried}
    changes |= {"reco": rng.randint(1, 4), "lit": rng.randint(1, 4)}
    return {key: value + changes.get(key, 0) for key, value in facts.items()}


def _find_contradictions(labelled: LabelledPassage, sample: Sample) -> Iterator[BrokenClaim]:
    """The claims that contradict the table, whatever its unread cells may hold."""
    for truth in labelled.truths:
        if (truth.about, truth.period, truth.approximate) == ("self", "year", False):
            for metric in truth.metric.split(JOIN):
                cells = _cells(sample, _CELLS_OF_METRIC.get(metric, ""))
                if cells and _contradicts(truth.value, cells):
                    yield BrokenClaim("narrative_vs_table", metric, Decimal(truth.value))


def _cells(sample: Sample, pattern: str) -> list[CellTruth]:
    return [truth for key, truth in sample.cells.items() if fnmatchcase(str(key), pattern)]


def _contradicts(value: int, cells: list[CellTruth]) -> bool:
    total = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
    return total > value or (total < value and all(cell.value is not None for cell in cells))


def _find_wrong_partitions(labelled: LabelledPassage) -> Iterator[BrokenClaim]:
    """The partitions whose parts do not add up to the total."""
    for partition in labelled.lists:
        indices = (partition.total, *partition.parts)
        total, *parts = (labelled.truths[index] for index in indices)
        is_approximate = any(truth.approximate for truth in (total, *parts))
        is_wrong = sum(part.value for part in parts) != total.value
        if partition.whole and not is_approximate and is_wrong:
            yield BrokenClaim("narrative_breakdown", BREAKDOWN, Decimal(total.value))
