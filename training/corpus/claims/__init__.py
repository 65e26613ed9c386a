"""Running text whose figures are known, drawn from `configs/training/claims.yaml`."""

from gouji.training.corpus.claims.figures import Style
from gouji.training.corpus.claims.passages import Drawn, Listed, Truth, draw_passage, try_sentence
from gouji.training.corpus.claims.values import draw_facts
from gouji.training.corpus.claims.wordings import (
    Wordings,
    all_wordings,
    sections_of,
    split_wordings,
)

__all__ = [
    "Drawn",
    "Listed",
    "Style",
    "Truth",
    "Wordings",
    "all_wordings",
    "draw_facts",
    "draw_passage",
    "sections_of",
    "split_wordings",
    "try_sentence",
]
