"""Classes of words, from the tags of jieba's dictionary: function words, predicates and nouns.

They tell the words of a sentence from the name behind them: 其中 and 此外 are no places, although
其中县教育局 and 青石县教育局 look alike.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

import numpy as np

from gouji.pipeline.language.segmenter import FOLDER
from gouji.pipeline.language.tokens import find_number, words

CLASSES = "classes.npz"
# Function words are conjunctions, prepositions, pronouns, adverbs, and words of time and position.
# Predicates are verbs, adjectives, numerals and set phrases. Other words are names, words of one
# character, and those that a place of the dictionary is named after: 团结, of 团结乡.
OTHER_WORD, FUNCTION_WORD, PREDICATE, NOUN = 0, 1, 2, 3


def is_function_word(word: str) -> bool:
    """Whether a word of two characters or more is a common function word, and no place."""
    return _find_class(word) == FUNCTION_WORD


def is_plain_language(text: str, links: Collection[str]) -> bool:
    """Whether a text has a function word or a predicate, or a noun beside another noun or beside
    one of `links`, which are words of one character."""
    tokens = words(text)
    classes = [_find_class(word) for word in tokens]
    nouns = classes.count(NOUN)
    is_linked = nouns > 0 and any(word in links for word in tokens)
    return FUNCTION_WORD in classes or PREDICATE in classes or nouns > 1 or is_linked


def _find_class(word: str) -> int:
    number = find_number(word)
    return OTHER_WORD if number is None else int(_load_classes()[number])


@cache
def _load_classes(folder: Path = FOLDER) -> bytes:
    """The class of each word, by its number in the dictionary."""
    with np.load(folder / CLASSES, allow_pickle=False) as arrays:
        return bytes(arrays["classes"])
