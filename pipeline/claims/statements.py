"""What the figures of a passage state, breakdowns included: a pure function of text and models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.models import claims as claim_model
from gouji.models.breakdowns import Breakdowns
from gouji.models.claims import CHANNEL, Claims, Stated
from gouji.pipeline.claims.breakdowns import Parting, find_partings
from gouji.pipeline.claims.figure_context import Figure, Passage, find_figures
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import About, Claim, Period

BREAKDOWN = "breakdown"


def find_claims(passage: Passage, models: Claims, breakdowns: Breakdowns) -> tuple[Claim, ...]:
    """Every claim of a passage in reading order; offsets are those of its text."""
    figures = find_figures(passage)
    if not figures or not models.metric.classes:  # before there are models nothing is claimed
        return ()
    stated = claim_model.predict(models, [one.features for one in figures])
    found = [
        claim
        for figure, one in zip(figures, stated, strict=True)
        for claim in _claims(passage, figure, one)
    ]
    found += _breakdowns(passage, figures, stated, models, breakdowns)
    return tuple(sorted(found, key=lambda claim: (claim.start, claim.metric == BREAKDOWN)))


def number_sentences(figures: Sequence[Figure]) -> list[int]:
    """The number of each figure's sentence, counting all sentences that hold figures."""
    starts = sorted({figure.first for figure in figures})
    return [starts.index(figure.first) for figure in figures]


def _claims(passage: Passage, figure: Figure, stated: Stated) -> Iterator[Claim]:
    for metric in stated.metrics:
        name = metric if metric != CHANNEL else f"{CHANNEL}:{find_channel(passage, figure)}"
        yield _claim(passage, figure, name, stated)


def _claim(
    passage: Passage, figure: Figure, metric: str, stated: Stated, parts: Sequence[Item] = ()
) -> Claim:
    quantity = figure.quantity
    vague = any(item.figure.quantity.approximate for item in parts)
    about: About = stated.about  # type: ignore[assignment]
    period: Period = stated.period  # type: ignore[assignment]
    return Claim(
        metric,
        quantity.value,
        quantity.start,
        quantity.end,
        passage.text[figure.first : figure.last].strip(),
        unit=quantity.unit,
        about=about,
        period=period,
        approximate=quantity.approximate or vague,
        parts=tuple(item.value for item in parts),
        section=passage.section or None,
        confidence=round(min(1.0, stated.probability), 6),
    )


def _breakdowns(
    passage: Passage,
    figures: Sequence[Figure],
    stated: Sequence[Stated],
    models: Claims,
    breakdowns: Breakdowns,
) -> Iterator[Claim]:
    items = [
        Item(figure, one.metric, number)
        for figure, one, number in zip(figures, stated, number_sentences(figures), strict=True)
    ]
    for parting in find_partings(fold(passage.text), items, breakdowns):
        yield _breakdown(passage, items, stated, parting, models)


def _breakdown(
    passage: Passage,
    items: Sequence[Item],
    stated: Sequence[Stated],
    parting: Parting,
    models: Claims,
) -> Claim:
    total = items[parting.total].figure
    about, period = claim_model.place(models, total.features, stated[parting.total])
    one = Stated(BREAKDOWN, about, period, parting.probability)
    return _claim(passage, total, BREAKDOWN, one, [items[part] for part in parting.parts])


_TAIL = re.compile(r"(?:申请|提交|方式|渠道)+$")


def find_channel(passage: Passage, figure: Figure) -> str:
    """The channel as written nearest to the figure: the words for one that stand together."""
    start, stop = figure.quantity.start, figure.quantity.stop
    cues = [cue for cue in figure.cues if cue.kind == "C:channel"]
    near = [cue for cue in cues if figure.before <= cue.start and cue.end <= start]
    near = near or [cue for cue in cues if stop <= cue.start < figure.behind][:1]
    near = near or [cue for cue in cues if figure.first <= cue.start < start]
    if not near:
        return "其他"
    begin = end = near[-1].end
    for cue in reversed(near):
        if cue.end != begin:
            break
        begin = cue.start
    return _TAIL.sub("", passage.text[begin:end]) or passage.text[begin:end]
