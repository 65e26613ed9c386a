"""What a figure in running text states: its metric, for whom, for which year.

Metrics are decided in reading order, since a figure is known by those before it: behind
`收到申请10件，其中` hardly anything is received again. Several metrics that one figure or one word
of zero states together (未发生行政复议、行政诉讼) are one class, joined by `+`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from gouji.models.linear import Floats, Linear, Names, add_weights, fit_linear, log_softmax

NAME = "claims"
NONE = "none"
JOIN = "+"
CHANNEL = "requests_by_channel"
_LIKELY = 0.5  # what is not likelier than not is no claim
_SURE = 0.95  # from here on what other classes share with the likeliest changes little
_LEFT_OUT = 0.3  # the share of a figure's evidence that it is taught without
_EDGE = 16  # characters of a stretch that are looked at one by one


@dataclass(frozen=True, slots=True)
class Features:
    """A figure and what stands around it.

    `left` is the writing back to the last mark or figure, `right` that up to the next one, each
    with its words. `cues` are the kinds of verbs and objects there (`V:receive`, `O:request`),
    each with where it stands. `scopes` and `times` say the same of whose figures these are, and
    of which time. `opens`: the first figure of its sentence.
    """

    left: str
    right: str
    left_words: Names
    right_words: Names
    spelling: Names
    cues: Names
    scopes: Names
    times: Names
    section: str
    opens: bool

    def names(self) -> Names:
        """All the evidence for a metric."""
        left, right = self.left[-_EDGE:], self.right[:_EDGE]
        words = self.left_words
        return (
            *self.kinds(),
            *(f"l:{word}" for word in words),
            *(f"L:{' '.join(words[-size:])}" for size in (1, 2, 3) if len(words) >= size),
            *(f"e:{left[-size:]}" for size in (2, 3, 4) if len(left) >= size),
            *(f"r:{word}" for word in self.right_words),
            *(f"R:{' '.join(self.right_words[:size])}" for size in (1, 2)),
            f"b:{right[:2]}",
        )

    def kinds(self) -> Names:
        """The evidence that is left where every word is a strange one."""
        return (
            *self.spelling,
            *self.cues,
            *self.times,
            *(f"s:{self.section}|{one}" for one in self.spelling),
        )

    def about_names(self, metric: str, before: str) -> Names:
        return (*_with(metric, self.scopes), *_follow(metric, before, self.opens, self.scopes))

    def period_names(self, metric: str, before: str) -> Names:
        return (*_with(metric, self.times), *_follow(metric, before, self.opens, self.times))


def _with(metric: str, names: Names) -> Names:
    return (*names, *(f"{metric}|{one}" for one in names), f"m:{metric}")


def _follow(metric: str, before: str, opens: bool, names: Names) -> Names:
    """What the claim before was about, which goes on where nothing else is said."""
    side = "^" if opens else "-"
    near = names[0] if names else ""
    return (f"h{side}{before}", f"h{side}{before}|{near}", f"{metric}|h{side}{before}|{near}")


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """The three models: the metric of a figure, whom it is about, its period."""

    metric: Linear
    about: Linear
    period: Linear


@dataclass(frozen=True, slots=True)
class Stated:
    """What a figure was found to state; `metric` may be several, joined by `+`."""

    metric: str
    about: str
    period: str
    probability: float

    @property
    def metrics(self) -> Names:
        return () if self.metric == NONE else tuple(self.metric.split(JOIN))


def fit(
    features: Sequence[Features],
    stated: Sequence[Stated],
    totals: Sequence[bool],
    begins: Sequence[bool],
    seed: int = 0,
) -> Claims:
    """Fit on figures in reading order, all of their passages one after another.

    `totals` tells which figures are parted: these are about somebody even if they have no metric;
    `begins` with which a passage begins.
    """
    metrics, rng = [one.metric for one in stated], Random(seed)
    starts = _starts(begins)
    before = [
        _history(one.opens, metrics[max(start, i - 2) : i])
        for i, (one, start) in enumerate(zip(features, starts, strict=True))
    ]
    last = _last_claims(stated, starts)
    rows = [one.names() + known for one, known in zip(features, before, strict=True)]
    # Every figure once more as if its words were unknown: wordings not taught must be read by kind.
    rows += [one.kinds() + known for one, known in zip(features, before, strict=True)]
    # And once more with some of all it has left out, so that nothing is known by one sign alone.
    rows += [_thin(row, rng) for row in rows[: len(features)]]
    claims = [
        (f, s, b)
        for f, s, t, b in zip(features, stated, totals, last, strict=True)
        if t or s.metric != NONE
    ]
    # Few rows differ in whom and which time they are about: there is little to overfit.
    return Claims(
        fit_linear(rows, metrics * 3, strength=1.0, seed=seed),
        fit_linear(
            [f.about_names(s.metric, b.about if b else "") for f, s, b in claims],
            [s.about for _, s, _ in claims],
            strength=20.0,
            seed=seed,
        ),
        fit_linear(
            [f.period_names(s.metric, b.period if b else "") for f, s, b in claims],
            [s.period for _, s, _ in claims],
            strength=20.0,
            seed=seed,
        ),
    )


def _thin(names: Names, rng: Random) -> Names:
    return tuple(name for name in names if rng.random() >= _LEFT_OUT)


def predict(model: Claims, features: Sequence[Features]) -> list[Stated]:
    """What each figure of one passage states, decided from the first to the last."""
    if not features:
        return []
    fixed = add_weights(model.metric, [one.names() for one in features]) + model.metric.weights[-1]
    metrics: list[str] = []
    sure: list[float] = []
    for one, scores in zip(features, fixed, strict=True):
        known = map(model.metric.vocabulary.get, _history(one.opens, metrics))
        rows = [number for number in known if number is not None]
        log_p = log_softmax(scores + model.metric.weights[rows].sum(axis=0))
        metric, probability = _choose(model.metric.classes, np.exp(log_p))
        metrics.append(metric)
        sure.append(float(np.log(probability)))
    return _place_all(model, features, metrics, sure)


def _starts(begins: Sequence[bool]) -> list[int]:
    """For each figure the number of its passage's first one."""
    starts: list[int] = []
    for i, begin in enumerate(begins):
        starts.append(i if begin or not starts else starts[-1])
    return starts


def _last_claims(stated: Sequence[Stated], starts: Sequence[int]) -> list[Stated | None]:
    """For each figure the claim before it in its passage."""
    found: list[Stated | None] = []
    last: Stated | None = None
    for i, (one, start) in enumerate(zip(stated, starts, strict=True)):
        last = None if i == start else last
        found.append(last)
        last = last if one.metric == NONE else one
    return found


def _place_all(
    model: Claims, features: Sequence[Features], metrics: Sequence[str], sure: Sequence[float]
) -> list[Stated]:
    """Whom and which time each claim is about, from the first to the last."""
    stated, about, period = [], "", ""
    for one, metric, log_p in zip(features, metrics, sure, strict=True):
        if metric == NONE:
            stated.append(Stated(NONE, "self", "year", float(np.exp(log_p))))
            continue
        scope = _decide(model.about, one.about_names(metric, about))
        time = _decide(model.period, one.period_names(metric, period))
        about, period = scope[0], time[0]
        stated.append(_stated(metric, log_p, scope, time))
    return stated


def _choose(classes: Names, p: Floats) -> tuple[str, float]:
    """The metrics that are likelier than not, whichever stand with them, or none; and how likely
    the least of them is."""
    best = int(p.argmax())
    if p[best] > _SURE:
        return classes[best], float(p[best])
    shares: dict[str, float] = {}
    for name, share in zip(classes, p.tolist(), strict=True):
        for metric in name.split(JOIN):
            shares[metric] = shares.get(metric, 0.0) + share
    none = shares.pop(NONE, 0.0)
    likely = {metric for metric, share in shares.items() if share > _LIKELY}
    if not likely:
        return NONE, none
    whole = (name for name in classes if set(name.split(JOIN)) == likely)
    name = next(whole, JOIN.join(sorted(likely)))
    return name, min(1.0, *(shares[metric] for metric in likely))


def place(model: Claims, features: Features, stated: Stated) -> tuple[str, str]:
    """Whom and which time a total is about, whose metric may be none."""
    if stated.metric != NONE:
        return stated.about, stated.period
    about = _decide(model.about, features.about_names(NONE, ""))[0]
    return about, _decide(model.period, features.period_names(NONE, ""))[0]


def _stated(
    metric: str, log_p: float, about: tuple[str, float], period: tuple[str, float]
) -> Stated:
    return Stated(metric, about[0], period[0], float(np.exp(log_p + about[1] + period[1])))


def _decide(model: Linear, names: Names) -> tuple[str, float]:
    """The likeliest class with its log probability."""
    log_p: Floats = log_softmax(add_weights(model, [names])[0] + model.weights[-1])
    best = int(log_p.argmax())
    return model.classes[best], float(log_p[best])


def _history(opens: bool, before: Sequence[str]) -> Names:
    """What is known of a figure by what the two before it were."""
    last = before[-1] if before else ""
    side = "^" if opens else "-"
    earlier = before[-2] if len(before) > 1 else ""
    return (f"h{side}{last}", f"hh{side}{last}|{earlier}")
