"""What the forms' tables are written with: whether a text may be one of their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import squeeze

_SHARE = 0.5  # of its pairs of characters, that a text has in common with a label

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels of all forms, each as the pairs of characters that follow one another in it."""

    labels: tuple[Pairs, ...]
    characters: frozenset[str]

    def knows(self, text: str) -> bool:
        """Whether a text, torn or retyped, may be one of the labels, or a piece of one."""
        squeezed = squeeze(text)
        own = frozenset(pairwise(squeezed))
        if not own:
            return squeezed in self.characters
        return any(len(own & pairs) >= _SHARE * len(own) for pairs in self.labels)


def vocabulary_of(forms: Mapping[str, Form]) -> Vocabulary:
    """All that the forms print in their tables."""
    labels = [squeeze(label) for label in dict.fromkeys(_labels(forms.values()))]
    pairs = tuple(frozenset(pairwise(label)) for label in labels)
    return Vocabulary(pairs, frozenset("".join(labels)))


def _labels(forms: Iterable[Form]) -> Iterator[str]:
    for block in (block for form in forms for table in form.tables for block in table.blocks):
        yield from (block.group, block.corner)
        for row in block.rows:
            yield from (row.label, *row.under)
        for column in block.columns:
            yield from (column.label, *column.under)
