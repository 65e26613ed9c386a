"""Models that decide what a figure in running text states: its metric, for whom, for which period.

Metrics are decided in reading order, because the figures before a figure help to classify it:
after `收到申请10件，其中` hardly any figure counts received requests again. Several metrics that
one figure, or one word of zero, states together (未发生行政复议、行政诉讼) are one class, joined
by `+`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import NamedTuple

import numpy as np

from gouji.models.claim_features import Features
from gouji.models.estimators.linear import (
    Floats,
    Linear,
    Names,
    add_weights,
    fit_linear,
    log_softmax,
)

NAME = "claims"
NONE = "none"
JOIN = "+"
CHANNEL = "requests_by_channel"
# A part of the year, or a year before the last: no period of a claim.
OTHER_PERIOD = "other"
# Probability above which a metric is claimed.
_LIKELY = 0.5
# Probability of a class above which the other classes are not asked for the same metric.
_SURE = 0.95
# Share of a figure's features that are dropped in the third copy of each training row.
_DROPPED_SHARE = 0.3
# Inverse strength of the regularisation of the metric. With 1.0 and with 0.4 more passages made the
# model worse on sentences outside the corpus.
_METRIC_STRENGTH = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class ClaimModels:
    """The three models: the metric of a figure, whom it is about, its period."""

    metric: Linear
    about: Linear
    period: Linear


@dataclass(frozen=True, slots=True)
class Statement:
    """What a figure states. `metric` may be several metrics, joined by `+`."""

    metric: str
    about: str
    period: str
    probability: float

    @property
    def metrics(self) -> Names:
        """The metrics one by one, none where the figure states nothing."""
        return () if self.metric == NONE else tuple(self.metric.split(JOIN))


class _History(NamedTuple):
    """The claim before a figure in its passage, and the metrics stated there before for the agency
    itself and its year."""

    previous: Statement | None = None
    stated: frozenset[str] = frozenset()

    def add(self, statement: Statement) -> _History:
        """The history of the next figure."""
        if statement.metric == NONE:
            return self
        is_own = (statement.about, statement.period) == ("self", "year")
        return _History(statement, self.stated.union(statement.metrics if is_own else ()))

    def about_names(self, figure: Features, metric: str) -> Names:
        """The features for whom a figure is about that states this metric."""
        return figure.about_names(metric, self.previous.about if self.previous else "")

    def period_names(self, figure: Features, metric: str) -> Names:
        """The features for the period of a figure that states this metric."""
        is_again = not self.stated.isdisjoint(metric.split(JOIN))
        previous = self.previous.period if self.previous else ""
        return figure.period_names(metric, previous, is_again=is_again)


class _Scored(NamedTuple):
    """A class with its log probability."""

    name: str
    log_p: float


def fit(
    features: Sequence[Features],
    statements: Sequence[Statement],
    totals: Sequence[bool],
    begins: Sequence[bool],
    seed: int = 0,
) -> ClaimModels:
    """Fit on figures in reading order, all passages one after another.

    `begins` is true for the first figure of each passage. `totals` is true for figures with a
    breakdown: these have an `about` and a `period` even if they have no metric.
    """
    starts = _find_starts(begins)
    metrics = [statement.metric for statement in statements]
    histories = _find_histories(statements, starts)
    claims = [
        (f, s, history)
        for f, s, is_total, history in zip(features, statements, totals, histories, strict=True)
        if is_total or s.metric != NONE
    ]
    abouts = [history.about_names(f, s.metric) for f, s, history in claims]
    periods = [history.period_names(f, s.metric) for f, s, history in claims]
    # Few training rows differ in whom and which period they are about, which leaves little to
    # overfit: these two models need less regularisation, and equal rows are independent.
    fit_scope = partial(fit_linear, strength=20.0, seed=seed, has_full_weight=lambda _: True)
    return ClaimModels(
        fit_linear(
            _metric_rows(features, metrics, starts, seed),
            metrics * 3,
            strength=_METRIC_STRENGTH,
            seed=seed,
        ),
        fit_scope(abouts, [s.about for _, s, _ in claims]),
        fit_scope(periods, [s.period for _, s, _ in claims]),
    )


def _metric_rows(
    features: Sequence[Features], metrics: Sequence[str], starts: Sequence[int], seed: int
) -> list[Names]:
    """Return three copies of the training rows: complete, without words, with features dropped.

    The second copy teaches wordings that no training text has, by the kinds of their words. The
    third keeps the model from relying on one feature alone.
    """
    rng = Random(seed)
    histories = [
        _history_names(metrics[max(start, i - 2) : i], figure)
        for i, (figure, start) in enumerate(zip(features, starts, strict=True))
    ]
    pairs = list(zip(features, histories, strict=True))
    complete = [figure.names() + history for figure, history in pairs]
    wordless = [figure.wordless_names() + history for figure, history in pairs]
    return [*complete, *wordless, *(_drop_names(row, rng) for row in complete)]


def _drop_names(names: Names, rng: Random) -> Names:
    return tuple(name for name in names if rng.random() >= _DROPPED_SHARE)


def predict(models: ClaimModels, features: Sequence[Features]) -> list[Statement]:
    """Return what each figure of one passage states, decided from the first to the last."""
    if not features:
        return []
    model = models.metric
    scores = add_weights(model, [figure.names() for figure in features]) + model.weights[-1]
    metrics: list[_Scored] = []
    for figure, figure_scores in zip(features, scores, strict=True):
        history = _history_names([metric.name for metric in metrics[-2:]], figure)
        indices = map(model.vocabulary.get, history)
        rows = [index for index in indices if index is not None]
        log_p = log_softmax(figure_scores + model.weights[rows].sum(axis=0))
        metrics.append(_choose_metrics(model.classes, np.exp(log_p)))
    return _add_about_and_period(models, features, metrics)


def _find_starts(begins: Sequence[bool]) -> list[int]:
    """Return for each figure the index of the first figure of its passage."""
    starts: list[int] = []
    for i, begin in enumerate(begins):
        starts.append(i if begin or not starts else starts[-1])
    return starts


def _find_histories(statements: Sequence[Statement], starts: Sequence[int]) -> list[_History]:
    """Return for each figure what its passage states before it."""
    histories: list[_History] = []
    history = _History()
    for i, (statement, start) in enumerate(zip(statements, starts, strict=True)):
        history = _History() if i == start else history
        histories.append(history)
        history = history.add(statement)
    return histories


def _add_about_and_period(
    models: ClaimModels, features: Sequence[Features], metrics: Sequence[_Scored]
) -> list[Statement]:
    """Decide whom and which period each claim is about, from the first to the last."""
    statements, history = [], _History()
    for figure, metric in zip(features, metrics, strict=True):
        if metric.name == NONE:
            statements.append(Statement(NONE, "self", "year", float(np.exp(metric.log_p))))
            continue
        about = _decide(models.about, history.about_names(figure, metric.name))
        period = _decide(models.period, history.period_names(figure, metric.name))
        probability = float(np.exp(metric.log_p + about.log_p + period.log_p))
        statements.append(Statement(metric.name, about.name, period.name, probability))
        history = history.add(statements[-1])
    return statements


def _choose_metrics(classes: Names, p: Floats) -> _Scored:
    """Return the metrics that are likelier than not, or NONE, with their least probability.

    A metric's probability is the sum over all classes that it is part of.
    """
    best = int(p.argmax())
    if p[best] > _SURE:
        return _scored(classes[best], float(p[best]))
    shares: dict[str, float] = {}
    for name, share in zip(classes, p.tolist(), strict=True):
        for metric in name.split(JOIN):
            shares[metric] = shares.get(metric, 0.0) + share
    none = shares.pop(NONE, 0.0)
    likely = {metric for metric, share in shares.items() if share > _LIKELY}
    if not likely:
        return _scored(NONE, none)
    matching = (name for name in classes if set(name.split(JOIN)) == likely)
    name = next(matching, JOIN.join(sorted(likely)))
    return _scored(name, min(1.0, *(shares[metric] for metric in likely)))


def _scored(name: str, probability: float) -> _Scored:
    return _Scored(name, float(np.log(probability)))


def find_about_and_period(
    models: ClaimModels, features: Features, statement: Statement
) -> tuple[str, str]:
    """Return whom and which period a total is about; unlike other claims it may have no metric."""
    if statement.metric != NONE:
        return statement.about, statement.period
    history = _History()
    about = _decide(models.about, history.about_names(features, NONE)).name
    return about, _decide(models.period, history.period_names(features, NONE)).name


def _decide(model: Linear, names: Names) -> _Scored:
    """Return the likeliest class."""
    log_p: Floats = log_softmax(add_weights(model, [names])[0] + model.weights[-1])
    best = int(log_p.argmax())
    return _Scored(model.classes[best], float(log_p[best]))


def _history_names(previous: Sequence[str], figure: Features) -> Names:
    """Features of the metrics of the two figures before."""
    last = previous[-1] if previous else ""
    side = "^" if figure.opens else "-"
    earlier = previous[-2] if len(previous) > 1 else ""
    return (f"h{side}{last}", f"hh{side}{last}|{earlier}", f"hb{side}{last}|{figure.brief}")
