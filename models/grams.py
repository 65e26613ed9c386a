"""Character n-grams and words of a text as numbers of a model's vocabulary.

The same numbers follow from the features' names, `2:公开` and `w:公开`, but a report has thousands
of them: here no name is spelt out. A gram of one to three characters is its own key.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import add

from gouji.models.linear import Floats, Linear, Names, add_numbers

SIZES = (1, 2, 3)
WORD = "w:"


def gram_names(text: str) -> set[str]:
    """The names of all grams of `text`, its edges marked."""
    edged = f"^{text}$"
    return {f"{size}:{edged[i : i + size]}" for size in SIZES for i in range(len(edged) - size + 1)}


def word_names(words: Names) -> set[str]:
    return {f"{WORD}{word}" for word in words}


def text_numbers(model: Linear, text: str, words: Names) -> set[int]:
    """The numbers of the known ones of `gram_names` and `word_names`."""
    grams, known = _keys(model)
    edged = f"^{text}$"
    pairs = list(map(add, edged, edged[1:]))
    every = chain(edged, pairs, map(add, pairs, edged[2:]))
    numbers = {*map(grams.get, every), *map(known.get, words)}
    numbers.discard(None)
    return numbers  # type: ignore[return-value]


def add_text(model: Linear, text: str, words: Names) -> Floats:
    """The sum of the weights of a text's grams and words, one a class."""
    return add_numbers(model, text_numbers(model, text, words))


@lru_cache(maxsize=8)
def _keys(model: Linear) -> tuple[dict[str, int], dict[str, int]]:
    """The vocabulary's grams and its words, by themselves."""
    marks = tuple(f"{size}:" for size in SIZES)
    named = model.vocabulary.items()
    grams = {name[2:]: number for name, number in named if name.startswith(marks)}
    return grams, {name[2:]: number for name, number in named if name.startswith(WORD)}
