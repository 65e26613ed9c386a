"""Sentences that a reader cannot understand as the grammar means them.

Behind 收到贷款申请2件 a clause 答复9件 counts answers to applications for loans, whatever its
pattern says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.figure_context import Figure, Passage, find_figures
from gouji.pipeline.claims.figure_features import UNNAMED
from gouji.training.corpus.claims.slots import METRICS

_OF_REQUESTS = frozenset(
    METRICS[key] for key in ("rec", "han", "cin", "cout", "gra", "par", "ref", "una", "chan")
)
# Objects that are no applications for information: with unknown words in front, or other words.
_REQUESTS = ("O:request", "O:apply<V", "O:apply<figure", "O:apply<mark", "O:apply<modifier")


def is_ambiguous(passage: Passage, metrics: Mapping[int, str], start: int) -> bool:
    """Whether a claim about requests from `start` on seems to count something else.

    `metrics` gives the metrics of each figure by its offset.
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
