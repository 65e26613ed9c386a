"""Running text whose figures are known, drawn from `configs/training/claims.yaml`."""

from training.corpus.claims.passages import Drawn, Listed, Truth, draw_passage
from training.corpus.claims.wordings import Wordings, all_wordings, split_wordings

__all__ = [
    "Drawn",
    "Listed",
    "Truth",
    "Wordings",
    "all_wordings",
    "draw_passage",
    "split_wordings",
]
