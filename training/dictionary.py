"""Writes the dictionary of the tokenizer as arrays: `python -m gouji.training.dictionary`.

The words are those of jieba and of the domain, the probabilities those of jieba's hidden Markov
model; they are asked of the tokenizer itself, through spaCy.
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


def save_dictionary(folder: Path) -> None:
    """Write what `load_segmenter` reads."""
    jieba = load_pipeline().tokenizer.jieba_seg
    frequencies = {word: count for word, count in jieba.dt.FREQ.items() if count}
    trie = marisa_trie.Trie(frequencies)
    by_number = np.zeros(len(trie), dtype=np.uint32)
    for word, count in frequencies.items():
        by_number[trie[word]] = count
    folder.mkdir(parents=True, exist_ok=True)
    trie.save(str(folder / WORDS))
    numbers = _markov_model(jieba.finalseg.start_P, jieba.finalseg.trans_P, jieba.finalseg.emit_P)
    np.savez_compressed(
        folder / NUMBERS,
        allow_pickle=False,
        frequencies=by_number,
        total=jieba.dt.total,
        longest=max(map(len, frequencies)),
        **numbers,
    )


def _markov_model(
    start: Mapping[str, float],
    moves: Mapping[str, Mapping[str, float]],
    emissions: Mapping[str, Mapping[str, float]],
) -> dict[str, NDArray[Any]]:
    characters = "".join(sorted(set().union(*emissions.values())))
    return {
        "start": np.array([start[s] for s in STATES]),
        "moves": np.array([[moves[a].get(b, LOG_ZERO) for b in STATES] for a in STATES]),
        "characters": np.array(characters),
        "emissions": np.array(
            [[emissions[s].get(c, LOG_ZERO) for s in STATES] for c in characters]
        ),
    }


if __name__ == "__main__":
    save_dictionary(FOLDER)
