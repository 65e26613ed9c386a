"""Writes the dictionary of the tokenizer as arrays: `python -m gouji.training.dictionary`.

The words are those of jieba and of the domain. The probabilities are those of the hidden Markov
model of jieba. Both are taken from the tokenizer of the spaCy pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.language.segmenter import FOLDER, LOG_ZERO, NUMBERS, STATES, WORDS
from gouji.pipeline.language.tokens import load_pipeline
from gouji.pipeline.language.word_classes import CLASSES, FUNCTION_WORD, NOUN, OTHER_WORD, PREDICATE

# The tags of jieba's dictionary for function words and words of time, and those for verbs,
# adjectives, numerals and set phrases.
_FUNCTION_TAGS = frozenset("c p r d t u f y".split())
_PREDICATE_TAGS = frozenset("v vd vn vg a ad an m mq q i l b z".split())
# The count from which a function word is common enough to be taken for one: in a large dictionary
# rare ones are wrongly tagged.
_FEWEST = 100
_PLACE_ENDS = "省市县区州旗盟镇乡"


def save_dictionary(folder: Path) -> None:
    """Write the files that `load_segmenter` reads."""
    jieba = load_pipeline().tokenizer.jieba_seg
    frequencies = {word: count for word, count in jieba.dt.FREQ.items() if count}
    trie = marisa_trie.Trie(frequencies)
    frequency_array = np.zeros(len(trie), dtype=np.uint32)
    for word, count in frequencies.items():
        frequency_array[trie[word]] = count
    folder.mkdir(parents=True, exist_ok=True)
    trie.save(str(folder / WORDS))
    arrays = _markov_arrays(jieba.finalseg.start_P, jieba.finalseg.trans_P, jieba.finalseg.emit_P)
    np.savez_compressed(
        folder / NUMBERS,
        allow_pickle=False,
        frequencies=frequency_array,
        total=jieba.dt.total,
        longest=max(map(len, frequencies)),
        **arrays,
    )
    classes = np.zeros(len(trie), dtype=np.uint8)
    for word, number in trie.items():
        classes[number] = _find_class(word, frequencies)
    np.savez_compressed(folder / CLASSES, allow_pickle=False, classes=classes)


def _find_class(word: str, frequencies: Mapping[str, int]) -> int:
    """The class of a word. Words that are also the stem of a place (当阳, of 当阳市) have none."""
    from jieba import posseg

    tag = posseg.dt.word_tag_tab.get(word, "")
    if len(word) < 2 or any(word + end in frequencies for end in _PLACE_ENDS):
        return OTHER_WORD
    if tag in _FUNCTION_TAGS and frequencies[word] >= _FEWEST:
        return FUNCTION_WORD
    if tag in _FUNCTION_TAGS | _PREDICATE_TAGS:
        return PREDICATE
    return NOUN if tag == "n" else OTHER_WORD


def _markov_arrays(
    start: Mapping[str, float],
    transitions: Mapping[str, Mapping[str, float]],
    emissions: Mapping[str, Mapping[str, float]],
) -> dict[str, NDArray[Any]]:
    """The log probabilities of the hidden Markov model as arrays, in the order of STATES."""
    characters = "".join(sorted(set().union(*emissions.values())))
    return {
        "start": np.array([start[s] for s in STATES]),
        "moves": np.array([[transitions[a].get(b, LOG_ZERO) for b in STATES] for a in STATES]),
        "characters": np.array(characters),
        "emissions": np.array(
            [[emissions[s].get(c, LOG_ZERO) for s in STATES] for c in characters]
        ),
    }


if __name__ == "__main__":
    save_dictionary(FOLDER)
