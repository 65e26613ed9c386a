"""Running text with figures whose meaning is known, drawn from `configs/training/claims.yaml`."""

from gouji.training.corpus.claims.figures import FigureStyle
from gouji.training.corpus.claims.passages import (
    FigureTruth,
    LabelledList,
    LabelledPassage,
    draw_passage,
    try_sentence,
)
from gouji.training.corpus.claims.values import draw_facts
from gouji.training.corpus.claims.wordings import (
    Wordings,
    all_wordings,
    sections_of,
    split_wordings,
)

__all__ = [
    "FigureStyle",
    "FigureTruth",
    "LabelledList",
    "LabelledPassage",
    "Wordings",
    "all_wordings",
    "draw_facts",
    "draw_passage",
    "sections_of",
    "split_wordings",
    "try_sentence",
]
