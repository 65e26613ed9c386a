"""The features of a figure in running text, for the models of `claims.py`."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.models.estimators.linear import Names

# Characters on each side of a figure that have n-gram features.
_NEAR_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one figure.

    `left` is the text back to the last mark or figure, `right` the text up to the next one, each
    with its words. `spelling` describes the figure itself. `cues` are the kinds of verbs and
    objects around it (`V:receive`, `O:request`), each with its position. `scopes` and `times` are
    the same for words about whose figures these are, and about the period. `section` is the section
    of the report. `brief` are the kinds of verbs and objects right before the figure, and how many
    ideographs there are of no cue. `opens` is true for the first figure of a sentence.
    """

    left: str
    right: str
    left_words: Names
    right_words: Names
    spelling: Names
    cues: Names
    scopes: Names
    times: Names
    section: str
    brief: str
    opens: bool

    def names(self) -> Names:
        """All features for the metric."""
        left, right = self.left[-_NEAR_CHARACTERS:], self.right[:_NEAR_CHARACTERS]
        words = self.left_words
        return (
            *self.wordless_names(),
            *(f"l:{word}" for word in words),
            *(f"L:{' '.join(words[-size:])}" for size in (1, 2, 3) if len(words) >= size),
            *(f"e:{left[-size:]}" for size in (2, 3, 4) if len(left) >= size),
            *(f"r:{word}" for word in self.right_words),
            *(f"R:{' '.join(self.right_words[:size])}" for size in (1, 2)),
            f"b:{right[:2]}",
        )

    def wordless_names(self) -> Names:
        """The features for the metric that remain if every word is unknown."""
        return (
            *self.spelling,
            *self.cues,
            *self.times,
            *(f"s:{self.section}|{name}" for name in self.spelling),
        )

    def about_names(self, metric: str, previous: str) -> Names:
        """The features for whom the claim is about; `previous` is that of the claim before."""
        chained = _chain_names(metric, previous, self.scopes, opens=self.opens)
        return (*_cross_names(metric, self.scopes), *chained)

    def period_names(self, metric: str, previous: str, *, is_again: bool) -> Names:
        """The features for the period; `previous` is that of the claim before.

        `is_again` says whether the text has stated the metric for the agency and its year before:
        a second figure may then be a cumulative one.
        """
        chained = _chain_names(metric, previous, self.times, opens=self.opens)
        again = f"again:{is_again}"
        crossed = (f"{again}|{name}" for name in self.times)
        return (*_cross_names(metric, self.times), *chained, again, f"{metric}|{again}", *crossed)


def _cross_names(metric: str, names: Names) -> Names:
    return (*names, *(f"{metric}|{name}" for name in names), f"m:{metric}")


def _chain_names(metric: str, previous: str, names: Names, *, opens: bool) -> Names:
    """Features of the claim before, which a text continues unless it says otherwise."""
    side = "^" if opens else "-"
    nearest = names[0] if names else ""
    return (
        f"h{side}{previous}",
        f"h{side}{previous}|{nearest}",
        f"{metric}|h{side}{previous}|{nearest}",
    )
