"""The one door to jieba, through spaCy's Chinese tokenizer, with a dictionary of the domain."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.lang.zh import Chinese

_LONGEST = 100_000  # characters; spaCy refuses a million
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


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, white space left out; of an endless line those at its beginning."""
    doc = load_pipeline().make_doc(text[:_LONGEST])
    return tuple(token.text for token in doc if not token.is_space)
