"""The one door to words: jieba's, through spaCy's Chinese tokenizer, with those of the domain.

`load_pipeline` is the tokenizer itself. It takes seconds to start, so `words` cuts with a copy
of its dictionary, which `training.dictionary` makes and a test holds against it.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.segmenter import load_segmenter, split_blocks

if TYPE_CHECKING:
    from spacy.lang.zh import Chinese

_LONGEST = 100_000  # characters
_SHORT = 64
DICTIONARY = Path(__file__).parent / "domain.txt"


def cache_folder() -> Path:
    """Where our own caches lie: below the user's home, closed to others."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gouji"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@cache
def load_pipeline() -> Chinese:
    """A blank spaCy pipeline whose tokenizer is jieba with the domain's words."""
    import logging

    import jieba
    from spacy.lang.zh import Chinese

    jieba.setLogLevel(logging.WARNING)
    # jieba would keep its marshalled dictionary in the shared temporary folder, where
    # anybody may plant one.
    jieba.dt.tmp_dir = str(cache_folder())
    tokenizer = {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}
    nlp = Chinese.from_config({"nlp": {"tokenizer": tokenizer}})
    jieba.load_userdict(str(DICTIONARY))
    return nlp


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
