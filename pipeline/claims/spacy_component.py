"""Claims as a spaCy pipeline component: the interface to spaCy for users who work in it.

`load_claims_pipeline` is public: gouji itself does not call it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import find_claims
from gouji.pipeline.language.tokens import load_pipeline
from gouji.pipeline.records import Claim

if TYPE_CHECKING:
    from spacy.lang.zh import Chinese
    from spacy.tokens import Doc

CLAIMS = "claims"  # the name of the component, and of the group of spans that it sets
FindClaims = Callable[[Passage], tuple[Claim, ...]]
_SPAN_ATTRIBUTES = (
    "value", "parts", "unit", "about", "period", "approximate", "confidence", "figure",
)  # fmt: skip
_DOC_ATTRIBUTES = ("section", "year", "agency")


def load_claims_pipeline(models: ClaimModels, breakdowns: BreakdownModels) -> Chinese:
    """Return a spaCy pipeline that sets `doc.spans["claims"]`.

    The label of a span is its metric. `span._` has `value`, `parts`, `unit`, `about`, `period`,
    `approximate` and `confidence`, and as `figure` the offsets of the figure, since tokens may be
    wider. `doc._.section`, `doc._.year` and `doc._.agency` may be set before.
    """
    _register_component()
    nlp = load_pipeline()
    nlp.add_pipe(CLAIMS).find_claims = lambda passage: find_claims(passage, models, breakdowns)
    return nlp


class ClaimSpans:
    """The component: sets the claims of a text as spans, none until `find_claims` is set."""

    def __init__(self, nlp: Chinese, name: str) -> None:
        self.name = name
        self.find_claims: FindClaims = lambda _: ()

    def __call__(self, doc: Doc) -> Doc:
        passage = Passage(doc.text, doc._.section or "", doc._.year, doc._.agency)
        claims = self.find_claims(passage)
        doc.user_data[CLAIMS] = [_attributes(claim) for claim in claims]
        doc.spans[CLAIMS] = [_span(doc, claim, index) for index, claim in enumerate(claims)]
        return doc


@cache
def _register_component() -> None:
    """Register the component and its attributes, which go by a span's id.

    Several claims may share their tokens, so that the tokens do not identify a claim.
    """
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    def getter(name: str) -> Callable[[Any], Any]:
        return lambda span: span.doc.user_data[CLAIMS][int(span.id_)][name]

    for name in _SPAN_ATTRIBUTES:
        Span.set_extension(name, getter=getter(name), force=True)
    for name in _DOC_ATTRIBUTES:
        Doc.set_extension(name, default=None, force=True)
    Language.factory(CLAIMS, func=ClaimSpans)


def _span(doc: Doc, claim: Claim, index: int) -> Any:
    offsets = claim.start, claim.end
    return doc.char_span(*offsets, claim.metric, span_id=str(index), alignment_mode="expand")


def _attributes(claim: Claim) -> dict[str, Any]:
    return {
        "value": float(claim.value),
        "parts": [float(part) for part in claim.parts],
        "figure": [claim.start, claim.end],
        **{name: getattr(claim, name) for name in ("unit", "about", "period")},
        **{name: getattr(claim, name) for name in ("approximate", "confidence")},
    }
