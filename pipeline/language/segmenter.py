"""Cuts Chinese text into words as jieba does, from a dictionary stored as arrays.

jieba parses five megabytes of text and builds a dictionary of half a million strings before it can
cut anything. This module maps a trie of the same words into memory, shared by all processes. A test
checks that both give the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf, log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from marisa_trie import Trie

FOLDER = Path(__file__).parent / "dictionary"
WORDS, NUMBERS = "words.marisa", "numbers.npz"
STATES = "BEMS"  # a character begins a word, ends it, is in its middle, or is a word by itself
LOG_ZERO = -3.14e100  # the log probability of what the hidden Markov model has never seen
_PREDECESSORS = ((1, 3), (0, 2), (0, 2), (1, 3))  # for each state those that may come before it
_LAST_STATES = (1, 3)  # the states of the last character of a run
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|\S")
_UNKNOWN = re.compile(r"([\u4e00-\u9fd5]+)|[a-zA-Z0-9]+(?:\.\d+)?%?|[+#&._%\-]+")


def split_blocks(text: str) -> list[str]:
    """Return the blocks that are cut independently: runs of letters, and single other marks.

    White space is left out.
    """
    return _BLOCK.findall(text)


@dataclass(frozen=True, slots=True, eq=False)
class Segmenter:
    """A dictionary of words, and a hidden Markov model for words that it lacks.

    `frequencies` gives the count of a word by its number in the trie, `total` is their sum, and the
    longest word has `longest` characters. `start` (by state), `transitions` (from × to) and
    `emissions` (by character, then state) are log probabilities over STATES.
    """

    trie: Trie
    frequencies: memoryview
    total: int
    longest: int
    start: tuple[float, ...]
    transitions: tuple[tuple[float, ...], ...]
    emissions: Mapping[str, tuple[float, ...]]

    def cut(self, block: str) -> list[str]:
        """Return the words of a block that `split_blocks` returned."""
        return self._cut_words(block) if len(block) > 1 else [block]

    def _cut_words(self, block: str) -> list[str]:
        """Return the words of the likeliest path; runs of single characters are cut again."""
        ends, words = self._find_word_ends(block), list[str]()
        start = run_start = 0
        while start < len(block):
            end = ends[start]
            if end - start > 1:
                words.extend(self._cut_run(block[run_start:start]))
                words.append(block[start:end])
                run_start = end
            start = end
        words.extend(self._cut_run(block[run_start:]))
        return words

    def _find_word_ends(self, block: str) -> list[int]:
        """Return for each index the end of the likeliest word that starts there."""
        log_total, longest = log(self.total), self.longest
        find_prefixes, frequencies = self.trie.iter_prefixes_with_ids, self.frequencies
        scores, ends = [0.0] * (len(block) + 1), [0] * len(block)
        for start in range(len(block) - 1, -1, -1):
            best_score, best_end = -inf, 0
            for word, number in find_prefixes(block[start : start + longest]):
                end = start + len(word)
                score = log(frequencies[number]) - log_total + scores[end]
                if score >= best_score:
                    best_score, best_end = score, end
            if not best_end:
                best_score, best_end = scores[start + 1] - log_total, start + 1
            scores[start], ends[start] = best_score, best_end
        return ends

    def _cut_run(self, run: str) -> Iterable[str]:
        """Cut a run of single characters into words that the dictionary may lack."""
        return run if len(run) < 2 or run in self.trie else self._cut_unknown(run)

    def _cut_unknown(self, run: str) -> Iterator[str]:
        for match in _UNKNOWN.finditer(run):
            if match[1]:
                yield from self._guess_words(match[0])
            else:
                yield match[0]

    def _guess_words(self, run: str) -> Iterator[str]:
        """Yield words that the dictionary lacks, such as names."""
        start = 0
        for i, state in enumerate(self._find_states(run)):
            if STATES[state] in "ES":
                yield run[start : i + 1]
                start = i + 1

    def _find_states(self, run: str) -> list[int]:
        """Return the likeliest states (Viterbi); ties go to the later state, as in jieba."""
        unseen = (LOG_ZERO,) * len(STATES)
        emission = self.emissions.get(run[0], unseen)
        scores = [self.start[s] + emission[s] for s in range(len(STATES))]
        back: list[list[int]] = []
        for char in run[1:]:
            emission = self.emissions.get(char, unseen)
            best = [
                max((scores[a] + self.transitions[a][s] + emission[s], a) for a in _PREDECESSORS[s])
                for s in range(len(STATES))
            ]
            scores = [score for score, _ in best]
            back.append([previous for _, previous in best])
        path = [max((scores[s], s) for s in _LAST_STATES)[1]]
        for previous in reversed(back):
            path.append(previous[path[-1]])
        return path[::-1]


def load_segmenter(folder: Path = FOLDER) -> Segmenter:
    """Return the segmenter whose arrays `gouji.training.dictionary` wrote into `folder`."""
    import marisa_trie

    with np.load(folder / NUMBERS, allow_pickle=False) as numbers:
        characters, emissions = str(numbers["characters"]), numbers["emissions"].tolist()
        return Segmenter(
            marisa_trie.Trie().mmap(str(folder / WORDS)),
            memoryview(numbers["frequencies"]),
            int(numbers["total"]),
            int(numbers["longest"]),
            tuple(numbers["start"].tolist()),
            tuple(map(tuple, numbers["moves"].tolist())),
            dict(zip(characters, map(tuple, emissions), strict=True)),
        )
