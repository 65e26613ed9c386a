"""Reports whose overview tells figures that are known: most as the tables have them, some not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from random import Random

from gouji.models.claims import JOIN
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.claims.statements import BREAKDOWN
from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import fold
from gouji.training.corpus.build import draw_manner, print_page
from gouji.training.corpus.claims import (
    Drawn,
    Style,
    Wordings,
    draw_facts,
    sections_of,
    try_sentence,
)
from gouji.training.corpus.claims.slots import METRICS
from gouji.training.corpus.claims.wordings import OUTCOMES
from gouji.training.corpus.reports.page import Line, Page, Part, draw_page
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample, Truth

Said = tuple[str, str, Decimal]  # rule, metric, the figure in the text

# The cells behind each fact of the grammar of claims.
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
_HELD = {METRICS[key]: cells for key, cells in _CELLS.items() if key in METRICS}
_TRIES = 200
_AGAINST = 0.2  # how many sentences tell other figures than the tables
_WRONG = 0.35  # how many partitions do not add up


@dataclass(frozen=True, slots=True)
class Narrated:
    """A report, and what in its text is against a table or against itself."""

    sample: Sample
    broken: frozenset[Said]


def draw_narrated(
    rng: Random, forms: Mapping[str, Form], wordings: Wordings, stem: str = "report"
) -> Narrated:
    """A report without damage in any rendering, three to eight sentences in its overview."""
    manner = draw_manner(rng, damages=())
    figures = _draw_plain(rng, forms)
    drawn = _draw_overview(rng, figures, wordings)
    page = set_overview(silence(draw_page(rng, figures)), drawn.passage.text)
    sample = print_page(rng, stem, figures, page, manner)
    return Narrated(sample, frozenset((*_against(drawn, sample), *_wrong(drawn))))


def silence(page: Page) -> Page:
    """The page without what it says of its figures: whether that is so is not known."""
    return replace(page, parts=tuple(part for part in page.parts if not _tells(part)))


def _tells(part: Part) -> bool:
    if not isinstance(part, Line) or part.role != "paragraph":
        return False
    return any(one.may_claim for one in find_quantities(fold(part.text)))


def set_overview(page: Page, text: str) -> Page:
    """The page with these lines in the place of the overview's."""
    lines = [Line(line, "paragraph") for line in text.splitlines() if line]
    first = next((i for i, part in enumerate(page.parts) if _opens(part)), len(page.parts))
    at = next((i for i, part in enumerate(page.parts) if _opens(part, "overview")), None)
    opened = [] if at is not None else [Line("总体情况", "heading", "overview")]
    at = first - 1 if at is None else at
    rest = page.parts[at + 1 :]
    end = next((i for i, part in enumerate(rest) if _opens(part)), len(rest))
    parts = (*page.parts[: at + 1], *opened, *lines, *rest[0 if opened else end :])
    return Page(parts, page.marks, page.named, page.dated)


def _opens(part: Part, section: str = "") -> bool:
    """Whether a part begins a section: any, or this one."""
    own = part.section if isinstance(part, Line) else part.table
    return bool(own) and section in ("", own)


def _draw_overview(rng: Random, figures: Figures, wordings: Wordings) -> Drawn:
    families = [name for name in wordings if "overview" in sections_of(name)]
    drawn = Drawn(Passage("", "overview", figures.year, figures.agency))
    facts, style = _find_facts(rng, figures), Style.draw(rng)
    many = rng.randint(3, 8)
    for _ in range(_TRIES):
        told = _spoil(rng, facts) if rng.random() < _AGAINST else facts
        pattern = rng.choice(wordings[rng.choice(families)])
        more = try_sentence(rng, drawn, pattern, told, style, _WRONG)
        if more:
            drawn, many = more.add("\n" if rng.random() < 0.4 else ""), many - 1
        if not many:
            break
    return drawn


def _find_facts(rng: Random, figures: Figures) -> dict[str, int]:
    facts = {key: _sum(figures, cells) for key, cells in _CELLS.items()}
    return facts | {"dis": draw_facts(rng)["dis"]}


def _sum(figures: Figures, cells: str) -> int:
    return sum(number for key, number in figures.counts.items() if fnmatchcase(str(key), cells))


def _draw_plain(rng: Random, forms: Mapping[str, Form]) -> Figures:
    """Figures that add up: what prose tells of others would be against itself as well."""
    while True:
        figures = draw_figures(rng, forms, plain=True)
        facts = {key: _sum(figures, cells) for key, cells in _CELLS.items()}
        carried = facts["rec"] + facts["cin"] == facts["han"] + facts["cout"]
        if carried and sum(facts[key] for key in OUTCOMES.values()) == facts["han"]:
            return figures


def _spoil(rng: Random, facts: Mapping[str, int]) -> dict[str, int]:
    """Facts that add up as well: another report's, or these with one result more or less. What was
    received never becomes what was received and carried in: who says 受理 may mean both."""
    if rng.random() < 0.4:
        return draw_facts(rng)
    least = min(facts[key] for key in ("rec", "han", "gra"))
    many = rng.choice([n for n in (1, -1, 2, 9, 10, 90) if n + least >= 0])
    many += many == facts["cin"]
    carried = rng.randint(1, 3)
    slips = {"rec": many, "han": many, "gra": many, "cin": carried, "cout": carried}
    slips |= {"reco": rng.randint(1, 4), "lit": rng.randint(1, 4)}
    return {key: value + slips.get(key, 0) for key, value in facts.items()}


def _against(drawn: Drawn, sample: Sample) -> Iterator[Said]:
    """The claims that no reading of the table's unread cells can bear out."""
    for truth in drawn.truths:
        if (truth.about, truth.period, truth.approximate) == ("self", "year", False):
            for metric in truth.metric.split(JOIN):
                cells = _cells(sample, _HELD.get(metric, ""))
                if cells and _is_against(truth.value, cells):
                    yield "narrative_vs_table", metric, Decimal(truth.value)


def _cells(sample: Sample, names: str) -> list[Truth]:
    return [truth for key, truth in sample.cells.items() if fnmatchcase(str(key), names)]


def _is_against(value: int, cells: list[Truth]) -> bool:
    told = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
    return told > value or (told < value and all(cell.value is not None for cell in cells))


def _wrong(drawn: Drawn) -> Iterator[Said]:
    """The partitions that do not add up."""
    for one in drawn.lists:
        total, *parts = (drawn.truths[i] for i in (one.total, *one.parts))
        vague = any(part.approximate for part in (total, *parts))
        if one.whole and not vague and sum(part.value for part in parts) != total.value:
            yield "narrative_breakdown", BREAKDOWN, Decimal(total.value)
