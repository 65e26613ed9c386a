"""Draws passages of running text: sentences from patterns, with the truth of each figure.

Values agree with the facts of one report, and parts with their total, except for planted errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.figure_context import Figure, Passage, find_figures
from gouji.pipeline.claims.figure_features import UNNAMED
from gouji.training.corpus.claims.figures import FigureStyle, print_figure
from gouji.training.corpus.claims.slots import (
    METRICS,
    FigureSlot,
    Piece,
    inherit_scope,
    parse_pattern,
)
from gouji.training.corpus.claims.values import LETTERS, WRONG_SHARE, assign_values, draw_facts
from gouji.training.corpus.claims.wordings import (
    Facts,
    Wordings,
    expand,
    sections_of,
    weight_of,
)
from gouji.training.corpus.reports.grammar import write

_HEADINGS = (
    *("（一）主动公开情况", "（二）依申请公开情况", "（三）政府信息管理", "（四）平台建设"),
    *("2.依申请公开", "二是规范依申请公开", "1、主动公开", "（五）监督保障", "行政复议和诉讼情况"),
)
_CLOSING_MARKS = tuple("。！；，：;,")  # a sentence without one is a line of its own
_LINE_BREAK_SHARE = 0.25  # share of sentences with a line break behind them
_RUN_ON_SHARE = 0.2  # share of the other sentences that run on into the next one
_UNNAMED_SHARE = 0.2  # share of reports that do not name their agency
_TRIES = 30  # number of patterns and facts that are tried for a sentence
_OF_REQUESTS = frozenset(
    METRICS[key] for key in ("rec", "han", "cin", "cout", "gra", "par", "ref", "una", "chan")
)
# Objects that are no applications for information: with unknown words in front, or other words.
_REQUESTS = ("O:request", "O:apply<V", "O:apply<figure", "O:apply<mark", "O:apply<modifier")


@dataclass(frozen=True, slots=True)
class FigureTruth:
    """What the figure text[start:end] states. `metric` is a class of the claim models."""

    start: int
    end: int
    metric: str
    value: int
    about: str = "self"
    period: str = "year"
    approximate: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class LabelledList:
    """A total and its parts, as indices of figures. `whole` says that the parts are all parts."""

    total: int
    parts: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage with the truth of all its figures, and its lists.

    Figures that state nothing are included. The indices of `lists` are those of `truths`.
    """

    passage: Passage
    truths: tuple[FigureTruth, ...] = ()
    lists: tuple[LabelledList, ...] = ()

    def add(
        self,
        text: str,
        truths: Sequence[FigureTruth] = (),
        lists: Sequence[LabelledList] = (),
    ) -> LabelledPassage:
        """This passage with more text at its end."""
        passage = replace(self.passage, text=self.passage.text + text)
        return LabelledPassage(passage, (*self.truths, *truths), (*self.lists, *lists))


def draw_passage(rng: Random, wordings: Wordings) -> LabelledPassage:
    """One to five sentences of these wordings, all of one section."""
    family = _draw_family(rng, list(wordings))
    section = rng.choice(sections_of(family))
    others = [name for name in wordings if section in sections_of(name)]
    families = [family, *(_draw_family(rng, others) for _ in range(rng.choice((0, 0, 1, 2, 4))))]
    is_named = rng.random() >= _UNNAMED_SHARE
    agency = write(rng, "agency") if is_named else None
    labelled = LabelledPassage(Passage("", section, rng.randint(2019, 2025), agency))
    style, facts = FigureStyle.draw(rng), draw_facts(rng)
    if rng.random() < 0.3:
        labelled = labelled.add(rng.choice(_HEADINGS) + rng.choice("\n\n。。"))
    for name in families:
        labelled = _add_sentence(rng, labelled, wordings[name], facts, style)
        if rng.random() < _LINE_BREAK_SHARE:
            labelled = labelled.add("\n")
        elif rng.random() < _RUN_ON_SHARE:
            labelled = _run_on(rng, labelled)
    return labelled


def _draw_family(rng: Random, families: Sequence[str]) -> str:
    [family] = rng.choices(families, [weight_of(family) for family in families])
    return family


def _run_on(rng: Random, labelled: LabelledPassage) -> LabelledPassage:
    """Replace the last full stop by a comma or semicolon.

    This is not done if the text names another year or agency, because that would then apply to
    the next sentence too.
    """
    text, last_year = labelled.passage.text, str((labelled.passage.year or 0) - 1)
    is_plain = all(truth.about == "self" and truth.period == "year" for truth in labelled.truths)
    if not is_plain or last_year in text or not text.endswith("。"):
        return labelled
    passage = replace(labelled.passage, text=text[:-1] + rng.choice("；；，"))
    return replace(labelled, passage=passage)


def _add_sentence(
    rng: Random,
    labelled: LabelledPassage,
    patterns: Sequence[str],
    facts: Facts,
    style: FigureStyle,
) -> LabelledPassage:
    """Add one sentence. If its lists do not fit the facts, other facts are drawn."""
    for _ in range(_TRIES):
        if longer := try_sentence(rng, labelled, rng.choice(patterns), facts, style):
            return longer
        facts = draw_facts(rng)
    return labelled


def try_sentence(
    rng: Random,
    labelled: LabelledPassage,
    pattern: str,
    facts: Facts,
    style: FigureStyle,
    wrong_share: float = WRONG_SHARE,
) -> LabelledPassage | None:
    """Add one sentence of this pattern. Returns None if its lists do not fit the facts, or if its
    figures seem to count what the text before them is about.

    The parts of a share `wrong_share` of its partitions do not add up to the total.
    """
    pieces = parse_pattern(expand(rng, pattern, labelled.passage, facts))
    slots = [piece for piece in pieces if isinstance(piece, FigureSlot)]
    inherit_scope(slots)
    if not assign_values(rng, slots, facts, wrong_share):
        return None
    longer = print_pieces(rng, labelled, pieces, style)
    metrics = {truth.start: truth.metric for truth in longer.truths}
    start = len(labelled.passage.text)
    return None if is_ambiguous(longer.passage, metrics, start) else longer


def print_pieces(
    rng: Random, labelled: LabelledPassage, pieces: Sequence[Piece], style: FigureStyle
) -> LabelledPassage:
    """Add a sentence, with the offset and the truth of every figure.

    A caption, a menu or a row, which no mark closes, is a line of its own.
    """
    is_line = not str(pieces[-1]).endswith(_CLOSING_MARKS)
    before = labelled.passage.text
    text, truths, slots = "\n" if is_line and before and before[-1] != "\n" else "", [], []
    for piece in pieces:
        if isinstance(piece, str):
            text += style.punctuate(piece)
            continue
        figure = print_figure(
            rng, piece.value or 0, style, text, zero=piece.zero, approximate="about" in piece.marks
        )
        start = len(labelled.passage.text) + len(text) + figure.start
        truths.append(
            FigureTruth(
                start=start,
                end=start + len(figure.digits),
                metric=piece.metric,
                value=figure.value,
                about=piece.about,
                period=piece.period,
                approximate=figure.is_approximate,
                channel=piece.channel if piece.keys == ("chan",) else "",
            )
        )
        text += figure.text
        slots.append(piece)
    text += "\n" if is_line else ""
    return labelled.add(text, truths, list(_find_lists(slots, len(labelled.truths))))


def _find_lists(slots: Sequence[FigureSlot], first_index: int) -> Iterator[LabelledList]:
    for letter in LETTERS:
        totals = [first_index + i for i, slot in enumerate(slots) if slot.is_in(letter, "=")]
        parts = [first_index + i for i, slot in enumerate(slots) if slot.is_in(letter, "+~")]
        is_incomplete = any(slot.is_in(letter, "~") for slot in slots)
        if totals and parts:
            yield LabelledList(totals[0], tuple(parts), len(parts) > 1 and not is_incomplete)


def is_ambiguous(passage: Passage, metrics: Mapping[int, str], start: int) -> bool:
    """Whether a claim about requests from `start` on seems to count something else.

    Behind 收到贷款申请2件 a clause 答复9件 counts answers to applications for loans, whatever its
    pattern says. `metrics` gives the metrics of each figure by its offset.
    """
    figures = find_figures(passage)
    return any(
        figure.quantity.start >= start
        and _is_about_requests(metrics.get(figure.quantity.start, NONE))
        and UNNAMED in figure.features.cues
        and _is_of_other_thing(previous, figures, metrics)
        for previous, figure in pairwise(figures)
    )


def _is_about_requests(metric: str) -> bool:
    return not _OF_REQUESTS.isdisjoint(metric.split(JOIN))


def _is_of_other_thing(
    figure: Figure, figures: Sequence[Figure], metrics: Mapping[int, str]
) -> bool:
    """Whether a figure states nothing, and nothing before it in its sentence is about requests."""
    is_none = metrics.get(figure.quantity.start, NONE) == NONE
    if not is_none or not figure.subject or figure.subject.startswith(_REQUESTS):
        return False
    starts = [each.quantity.start for each in figures]
    before = [each for each in starts if figure.sentence_start <= each < figure.quantity.start]
    return not any(_is_about_requests(metrics.get(start, NONE)) for start in before)
