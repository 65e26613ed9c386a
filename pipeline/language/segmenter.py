"""Cuts Chinese text into words as jieba does, from a dictionary kept as arrays.

jieba reads five megabytes of text and builds a mapping of half a million strings before its
first word. Here the same words lie in a trie that is mapped into memory as it stands, shared by
all processes; the same text yields the same words (a test holds the two side by side).
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
STATES = "BEMS"  # a character begins a word, ends it, stands in its middle, or is one by itself
NEVER = -3.14e100  # the log probability of what the hidden Markov model has not met
_BEFORE = ((1, 3), (0, 2), (0, 2), (1, 3))  # which states may stand before each
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|\S")
_UNKNOWN = re.compile(r"([\u4e00-\u9fd5]+)|[a-zA-Z0-9]+(?:\.\d+)?%?|[+#&._%\-]+")


def split_blocks(text: str) -> list[str]:
    """What is cut on its own: stretches of writing, single marks between them, no white space."""
    return _BLOCK.findall(text)


@dataclass(frozen=True, slots=True, eq=False)
class Segmenter:
    """`frequencies` by the trie's number of a word, whose sum `total` is and whose longest word
    has `longest` characters; `start`, `moves` (before × behind) and `emissions` (by character) are
    the log probabilities of a hidden Markov model over STATES, for words not in the dictionary.
    """

    trie: Trie
    frequencies: memoryview
    total: int
    longest: int
    start: tuple[float, ...]
    moves: tuple[tuple[float, ...], ...]
    emissions: Mapping[str, tuple[float, ...]]

    def cut(self, block: str) -> list[str]:
        """The words of a block that `split_blocks` yields."""
        return self._words(block) if len(block) > 1 else [block]

    def _words(self, block: str) -> list[str]:
        """The known words of the likeliest path; single characters in a row are looked at again."""
        ends, words = self._likeliest(block), list[str]()
        at = single = 0
        while at < len(block):
            end = ends[at]
            if end - at > 1:
                words.extend(self._cut_singles(block[single:at]))
                words.append(block[at:end])
                single = end
            at = end
        words.extend(self._cut_singles(block[single:]))
        return words

    def _likeliest(self, block: str) -> list[int]:
        """For each place where the word that begins there ends."""
        weight, longest = log(self.total), self.longest
        find, frequencies = self.trie.iter_prefixes_with_ids, self.frequencies
        scores, ends = [0.0] * (len(block) + 1), [0] * len(block)
        for at in range(len(block) - 1, -1, -1):
            best, last = -inf, 0
            for word, number in find(block[at : at + longest]):
                end = at + len(word)
                score = log(frequencies[number]) - weight + scores[end]
                if score >= best:
                    best, last = score, end
            scores[at], ends[at] = (best, last) if last else (scores[at + 1] - weight, at + 1)
        return ends

    def _cut_singles(self, run: str) -> Iterable[str]:
        return run if len(run) < 2 or run in self.trie else self._cut_unknown(run)

    def _cut_unknown(self, run: str) -> Iterator[str]:
        for found in _UNKNOWN.finditer(run):
            if found[1]:
                yield from self._guess(found[0])
            else:
                yield found[0]

    def _guess(self, run: str) -> Iterator[str]:
        """Words that the dictionary lacks, such as names."""
        begin = 0
        for i, state in enumerate(self._states(run)):
            if STATES[state] in "ES":
                yield run[begin : i + 1]
                begin = i + 1

    def _states(self, run: str) -> list[int]:
        """Viterbi; of equal ways the later state in STATES is taken, as jieba does."""
        unknown = (NEVER,) * len(STATES)
        emission = self.emissions.get(run[0], unknown)
        scores = [self.start[s] + emission[s] for s in range(len(STATES))]
        back: list[list[int]] = []
        for char in run[1:]:
            emission = self.emissions.get(char, unknown)
            ways = [
                max((scores[a] + self.moves[a][s] + emission[s], a) for a in _BEFORE[s])
                for s in range(len(STATES))
            ]
            scores = [score for score, _ in ways]
            back.append([before for _, before in ways])
        path = [max((scores[s], s) for s in (1, 3))[1]]
        for before in reversed(back):
            path.append(before[path[-1]])
        return path[::-1]


def load_segmenter(folder: Path = FOLDER) -> Segmenter:
    """The segmenter whose arrays `save_segmenter` wrote."""
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
