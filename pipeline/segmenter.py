"""Cuts Chinese text into words as jieba does, from a dictionary kept as arrays.

jieba reads five megabytes of text and builds a mapping of half a million strings before its
first word. Here the same words lie in a trie that is mapped into memory as it stands, shared by
all processes; the same text yields the same words (a test holds the two side by side).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
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

    def cut(self, block: str) -> Iterator[str]:
        """The words of a block that `split_blocks` yields."""
        return self._words(block) if len(block) > 1 else iter(block)

    def _words(self, block: str) -> Iterator[str]:
        """The known words of the likeliest path; single characters in a row are looked at again."""
        ends = self._likeliest(block)
        at = single = 0
        while at < len(block):
            end = ends[at]
            if end - at > 1:
                yield from self._cut_singles(block[single:at])
                yield block[at:end]
                single = end
            at = end
        yield from self._cut_singles(block[single:])

    def _likeliest(self, block: str) -> list[int]:
        """For each place where the word that begins there ends."""
        weight = log(self.total)
        scores, ends = [0.0] * (len(block) + 1), [0] * len(block)
        for at in range(len(block) - 1, -1, -1):
            best, ends[at] = scores[at + 1] - weight, at + 1
            known = self.trie.iter_prefixes_with_ids(block[at : at + self.longest])
            for i, (word, number) in enumerate(known):
                end = at + len(word)
                score = log(self.frequencies[number]) - weight + scores[end]
                if not i or score >= best:
                    best, ends[at] = score, end
            scores[at] = best
        return ends

    def _cut_singles(self, run: str) -> Iterator[str]:
        if len(run) < 2 or run in self.trie:
            yield from run
            return
        for found in _UNKNOWN.finditer(run):
            if found[1]:
                yield from self._guess(run[found.start() : found.end()])
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
