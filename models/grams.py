"""Character n-grams and words of a text, as indices into a model's vocabulary.

The features have names such as `2:公开` and `w:公开`. A report has thousands of them, so that
`text_indices` finds their indices without spelling out the names: an n-gram of one to three
characters is its own key.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import add
from typing import NamedTuple

from gouji.models.estimators.linear import Floats, Linear, Names, add_indices

SIZES = (1, 2, 3)
WORD = "w:"


def gram_names(text: str) -> set[str]:
    """Return the feature names of all n-grams of `text`, its ends marked by ^ and $."""
    marked = f"^{text}$"
    return {
        f"{size}:{marked[i : i + size]}" for size in SIZES for i in range(len(marked) - size + 1)
    }


def word_names(words: Names) -> set[str]:
    """Return the feature names of words."""
    return {f"{WORD}{word}" for word in words}


def text_indices(model: Linear, text: str, words: Names) -> set[int]:
    """Return the vocabulary indices of `gram_names` and `word_names`, unknown names left out."""
    keys = _text_keys(model)
    marked = f"^{text}$"
    pairs = list(map(add, marked, marked[1:]))
    grams = chain(marked, pairs, map(add, pairs, marked[2:]))
    indices = {*map(keys.grams.get, grams), *map(keys.words.get, words)}
    indices.discard(None)
    return indices  # type: ignore[return-value]


def add_text(model: Linear, text: str, words: Names) -> Floats:
    """Return the sum of the weights of a text's n-grams and words, one value a class."""
    return add_indices(model, text_indices(model, text, words))


class _TextKeys(NamedTuple):
    """Vocabulary indices by n-gram and by word, without the prefixes of the feature names."""

    grams: dict[str, int]
    words: dict[str, int]


@lru_cache(maxsize=8)
def _text_keys(model: Linear) -> _TextKeys:
    prefixes = tuple(f"{size}:" for size in SIZES)
    named = model.vocabulary.items()
    grams = {name[2:]: index for name, index in named if name.startswith(prefixes)}
    return _TextKeys(grams, {name[2:]: index for name, index in named if name.startswith(WORD)})
