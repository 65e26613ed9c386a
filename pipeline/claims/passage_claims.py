"""Claims of a passage, breakdowns included: a pure function of its text and the models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gouji.models import claims as claim_model
from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import CHANNEL, OTHER_PERIOD, ClaimModels, Statement
from gouji.models.estimators.agreement import Agreed
from gouji.pipeline.claims.breakdowns import Breakdown, find_breakdowns
from gouji.pipeline.claims.figure_context import Figure, Passage, find_figures
from gouji.pipeline.claims.known_wordings import break_down_known, name_wordings, state_known
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import About, Claim, Period

BREAKDOWN = "breakdown"
NO_WORDINGS: Mapping[str, Agreed] = MappingProxyType({})
_OTHER_CHANNEL = "其他"
# Words at the end of a channel that are no part of its name.
_CHANNEL_TAIL = re.compile(r"(?:申请|提交|方式|渠道)+$")


def find_claims(
    passage: Passage,
    models: ClaimModels,
    breakdowns: BreakdownModels,
    wordings: Mapping[str, Agreed] = NO_WORDINGS,
) -> tuple[Claim, ...]:
    """Return every claim of a passage in reading order; offsets are those of its text.

    `wordings` are those of reviewed reports (`Layouts.wordings`).
    """
    figures = find_figures(passage)
    if not figures or not models.metric.classes:  # models that are not fitted yet
        return ()
    statements = claim_model.predict(models, [figure.features for figure in figures])
    names = name_wordings(passage, figures) if wordings else []
    if wordings:
        statements = state_known(statements, names, wordings)
    claims = [
        claim
        for figure, statement in zip(figures, statements, strict=True)
        for claim in _to_claims(passage, figure, statement)
    ]
    items = _to_items(figures, statements)
    found = find_breakdowns(fold(passage.text), items, breakdowns)
    if wordings:
        found = break_down_known(found, names, wordings)
    claims = list(_without_parts(claims, items, found))
    claims += _breakdown_claims(passage, items, statements, found, models)
    return tuple(sorted(claims, key=lambda claim: (claim.start, claim.metric == BREAKDOWN)))


def number_sentences(figures: Sequence[Figure]) -> list[int]:
    """Return the index of each figure's sentence among the sentences that have figures."""
    starts = sorted({figure.sentence_start for figure in figures})
    return [starts.index(figure.sentence_start) for figure in figures]


def _to_claims(passage: Passage, figure: Figure, statement: Statement) -> Iterator[Claim]:
    """Yield the claims of a figure; figures of a part of the year make none."""
    if statement.period == OTHER_PERIOD:
        return
    for metric in statement.metrics:
        name = metric if metric != CHANNEL else f"{CHANNEL}:{find_channel(passage, figure)}"
        yield _to_claim(passage, figure, name, statement)


def _to_claim(
    passage: Passage,
    figure: Figure,
    metric: str,
    statement: Statement,
    parts: Sequence[Item] = (),
) -> Claim:
    quantity = figure.quantity
    has_vague_part = any(item.figure.quantity.approximate for item in parts)
    about: About = statement.about  # type: ignore[assignment]
    period: Period = statement.period  # type: ignore[assignment]
    return Claim(
        metric,
        quantity.value,
        quantity.start,
        quantity.end,
        passage.text[figure.sentence_start : figure.sentence_end].strip(),
        unit=quantity.unit,
        about=about,
        period=period,
        approximate=quantity.approximate or has_vague_part,
        parts=tuple(item.value for item in parts),
        section=passage.section or None,
        confidence=round(min(1.0, statement.probability), 6),
    )


def _to_items(figures: Sequence[Figure], statements: Sequence[Statement]) -> list[Item]:
    sentences = number_sentences(figures)
    return [
        Item(figure, statement.metric, sentence)
        for figure, statement, sentence in zip(figures, statements, sentences, strict=True)
    ]


def _without_parts(
    claims: Sequence[Claim], items: Sequence[Item], found: Sequence[Breakdown]
) -> Iterator[Claim]:
    """Yield the claims, except those of a part with the metric, body and period of its total: a
    part of the applications is not their number."""
    start_of = [item.figure.quantity.start for item in items]
    totals = {start_of[part]: start_of[one.total] for one in found for part in one.parts}
    said = {(claim.start, claim.metric, claim.about, claim.period) for claim in claims}
    for claim in claims:
        total = totals.get(claim.start)
        if (total, claim.metric, claim.about, claim.period) not in said:
            yield claim


def _breakdown_claims(
    passage: Passage,
    items: Sequence[Item],
    statements: Sequence[Statement],
    found: Sequence[Breakdown],
    models: ClaimModels,
) -> Iterator[Claim]:
    for breakdown in found:
        claim = _breakdown_claim(passage, items, statements, breakdown, models)
        if claim.period != OTHER_PERIOD:
            yield claim


def _breakdown_claim(
    passage: Passage,
    items: Sequence[Item],
    statements: Sequence[Statement],
    breakdown: Breakdown,
    models: ClaimModels,
) -> Claim:
    total = items[breakdown.total].figure
    about, period = claim_model.find_about_and_period(
        models, total.features, statements[breakdown.total]
    )
    statement = Statement(BREAKDOWN, about, period, breakdown.probability)
    parts = [items[part] for part in breakdown.parts]
    return _to_claim(passage, total, BREAKDOWN, statement, parts)


def find_channel(passage: Passage, figure: Figure) -> str:
    """Return the channel nearest to the figure, as written; adjacent channel words are one."""
    start, end = figure.quantity.start, figure.quantity.unit_end
    cues = [cue for cue in figure.cues if cue.kind == "C:channel"]
    nearest = [cue for cue in cues if figure.previous_end <= cue.start and cue.end <= start]
    nearest = nearest or [cue for cue in cues if end <= cue.start < figure.next_start][:1]
    nearest = nearest or [cue for cue in cues if figure.sentence_start <= cue.start < start]
    if not nearest:
        return _OTHER_CHANNEL
    channel_start = channel_end = nearest[-1].end
    for cue in reversed(nearest):
        if cue.end != channel_start:
            break
        channel_start = cue.start
    channel = passage.text[channel_start:channel_end]
    return _CHANNEL_TAIL.sub("", channel) or channel
