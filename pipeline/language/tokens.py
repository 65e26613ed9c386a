"""Words of Chinese text: those of jieba, through spaCy's Chinese tokenizer, with a domain list.

`load_pipeline` returns that tokenizer, which takes seconds to start. `words` therefore cuts with
`segmenter.py`, a copy of the dictionary that `training/dictionary.py` writes. A test compares both.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.pipeline.language.segmenter import load_segmenter, split_blocks

if TYPE_CHECKING:
    from spacy.lang.zh import Chinese

# Characters of a line that are cut into words. Lines of attack files are longer.
_LONGEST_LINE = 100_000
# Characters of the longest text whose words are cached.
_LONGEST_CACHED = 64
DICTIONARY = Path(__file__).parent / "domain.txt"


def cache_folder() -> Path:
    """Return the folder for caches, made if missing: in the user's home, closed to others."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gouji"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def load_pipeline() -> Chinese:
    """Return a spaCy pipeline whose tokenizer is jieba with the domain's words."""
    from spacy.lang.zh import Chinese

    _prepare_jieba()
    tokenizer = {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}
    return Chinese.from_config({"nlp": {"tokenizer": tokenizer}})


@cache
def _prepare_jieba() -> None:
    """Load the domain's words, once only: jieba counts a word that is added twice as two."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    # jieba would keep its marshalled dictionary in the shared temporary folder, where any user
    # could plant one.
    jieba.dt.tmp_dir = str(cache_folder())
    jieba.load_userdict(str(DICTIONARY))


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text` without white space; only the first 100,000 characters are cut."""
    return _words_of_short_text(text) if len(text) <= _LONGEST_CACHED else _words(text)


def find_number(word: str) -> int | None:
    """Return the number of a word in the dictionary, None if it is not there."""
    number: int | None = _segmenter().trie.get(word)
    return number


def _words(text: str) -> tuple[str, ...]:
    blocks = split_blocks(text[:_LONGEST_LINE])
    return tuple(chain.from_iterable(map(_words_of_block, blocks)))


def _words_of_block(block: str) -> tuple[str, ...]:
    return _words_of_short_block(block) if len(block) <= _LONGEST_CACHED else _cut(block)


def _cut(block: str) -> tuple[str, ...]:
    return tuple(_segmenter().cut(block))


# Reports share their labels and many clauses of their sentences.
_words_of_short_text = lru_cache(maxsize=8192)(_words)
_words_of_short_block = lru_cache(maxsize=8192)(_cut)
_segmenter = cache(load_segmenter)
