"""The one door to words: jieba's, through spaCy's Chinese tokenizer, with those of the domain.

`load_pipeline` is the tokenizer itself, and the face of claims for who works in spaCy. It takes
seconds to start, so `words` cuts with a copy of its dictionary. `training/dictionary.py` makes that
copy, and a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.pipeline.language.segmenter import load_segmenter, split_blocks
from gouji.pipeline.records import Claim

if TYPE_CHECKING:
    from spacy.lang.zh import Chinese
    from spacy.tokens import Doc

Read = Callable[[str, str, int | None, str | None], tuple[Claim, ...]]
CLAIMS = "claims"  # the component, and the group of spans that it sets

_LONGEST = 100_000  # characters
_SHORT = 64
DICTIONARY = Path(__file__).parent / "domain.txt"


def cache_folder() -> Path:
    """Where our own caches lie: below the user's home, closed to others."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gouji"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@cache
def load_pipeline(read: Read | None = None) -> Chinese:
    """A spaCy pipeline whose tokenizer is jieba with the domain's words.

    `read` finds the claims of a text, given its section, year and agency. With it the pipeline
    has a component that sets `doc.spans["claims"]`: labels are metrics, and `span._` has `value`,
    `parts`, `unit`, `about`, `period`, `approximate`, `confidence`, and as `figure` where the
    figure stands, since tokens may be wider. `doc._.section`, `.year` and `.agency` may be set
    before.
    """
    from spacy.lang.zh import Chinese

    _prepare_jieba()
    tokenizer = {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}
    nlp = Chinese.from_config({"nlp": {"tokenizer": tokenizer}})
    if read is not None:
        _register_claims()
        nlp.add_pipe(CLAIMS).read = read
    return nlp


@cache
def _prepare_jieba() -> None:
    """Once only: a word that is added twice counts twice."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    # jieba would keep its marshalled dictionary in the shared temporary folder, where
    # anybody may plant one.
    jieba.dt.tmp_dir = str(cache_folder())
    jieba.load_userdict(str(DICTIONARY))


class ClaimSpans:
    """The component: what `read` finds, as spans. Until `read` is set it finds nothing."""

    def __init__(self, nlp: Chinese, name: str) -> None:
        self.name = name
        self.read: Read = lambda *_: ()

    def __call__(self, doc: Doc) -> Doc:
        known = doc._.section or "", doc._.year, doc._.agency
        claims = self.read(doc.text, *known)
        doc.user_data[CLAIMS] = [_attributes(claim) for claim in claims]
        doc.spans[CLAIMS] = [_span(doc, claim, at) for at, claim in enumerate(claims)]
        return doc


_OF_SPAN = ("value", "parts", "unit", "about", "period", "approximate", "confidence", "figure")
_OF_DOC = ("section", "year", "agency")


@cache
def _register_claims() -> None:
    """Several claims may share their tokens, so that attributes go by the span's id."""
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    def getter(name: str) -> Callable[[Any], Any]:
        return lambda span: span.doc.user_data[CLAIMS][int(span.id_)][name]

    for name in _OF_SPAN:
        Span.set_extension(name, getter=getter(name), force=True)
    for name in _OF_DOC:
        Doc.set_extension(name, default=None, force=True)
    Language.factory(CLAIMS, func=ClaimSpans)


def _span(doc: Doc, claim: Claim, at: int) -> Any:
    where = claim.start, claim.end
    return doc.char_span(*where, claim.metric, span_id=str(at), alignment_mode="expand")


def _attributes(claim: Claim) -> dict[str, Any]:
    return {
        "value": float(claim.value),
        "parts": [float(part) for part in claim.parts],
        "figure": [claim.start, claim.end],
        **{name: getattr(claim, name) for name in ("unit", "about", "period")},
        **{name: getattr(claim, name) for name in ("approximate", "confidence")},
    }


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, white space left out; of an endless line those at its beginning."""
    return _short_text(text) if len(text) <= _SHORT else _words(text)


def _words(text: str) -> tuple[str, ...]:
    blocks = split_blocks(text[:_LONGEST])
    return tuple(chain.from_iterable(map(_cut_block, blocks)))


def _cut_block(block: str) -> tuple[str, ...]:
    return _short_block(block) if len(block) <= _SHORT else _cut(block)


def _cut(block: str) -> tuple[str, ...]:
    return tuple(_segmenter().cut(block))


# Reports have their labels in common, and the clauses of their sentences.
_short_text = lru_cache(maxsize=8192)(_words)
_short_block = lru_cache(maxsize=8192)(_cut)
_segmenter = cache(load_segmenter)
