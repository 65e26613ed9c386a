"""The ways to read the label of a printed row, and the mixture of what they say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gouji.models import row_labels as label_model
from gouji.models.estimators.linear import Linear
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.tokens import words
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_sequences import is_row_class

# The least weight of a variant, even one that matches no row of a form.
_LEAST_WEIGHT = 0.3
# The most fields of a row that has a label.
_MOST_FIELDS = 9
# The most label fragments that one label can be broken into.
_MOST_PIECES = 4


def label_features(rows: Sequence[PrintedRow]) -> list[list[label_model.Features]]:
    """For each printed row the variants of its label: its last fragment, its last two, and so on.

    A label that may be broken over two lines is also read together with the row above, if that
    row has no values.
    """
    features = []
    for above, row in zip([None, *rows[:-1]], rows, strict=True):
        texts = _join_upright([squeeze(label.text) for label in row.labels])
        variants = ["".join(texts[-n:]) for n in range(1, min(len(texts), _MOST_PIECES) + 1)]
        variants = variants or [""]
        if above and above.labels and not above.fields and not above.prose and len(texts) <= 1:
            variants.append(squeeze(above.labels[-1].text) + "".join(texts))
        if row.streamed and len(row.fields) > _MOST_FIELDS:
            # With one cell a line, the labels before a row without a label look like its own.
            variants.insert(0, "")
        features.append([_features(text, row, above) for text in dict.fromkeys(variants)])
    return features


def _join_upright(texts: Sequence[str]) -> list[str]:
    """The texts with labels joined that are set upright, one character a line: 行 政 许 可."""
    joined: list[str] = []
    is_upright = False
    for text in texts:
        if is_upright and len(text) == 1:
            joined[-1] += text
        else:
            joined.append(text)
        is_upright = len(text) == 1
    return joined


def _features(text: str, row: PrintedRow, above: PrintedRow | None) -> label_model.Features:
    values = len(row.values)
    empty = len(row.fields) - values
    if text:
        return label_model.Features(text, words(text), values, empty)
    label_above = squeeze(above.labels[-1].text) if above and above.labels else ""
    return label_model.Features("", (), values, empty, label_above)


def score_labels(model: Linear, rows: Sequence[PrintedRow]) -> NDArray[np.float32]:
    """The log probabilities of the label classes, printed rows × classes.

    If the last label fragment matches a row clearly, it decides; if not, longer variants do.
    """
    variants = label_features(rows)
    flat = [features for ways in variants for features in ways]
    p = np.exp(label_model.predict(model, flat))
    no_row = np.array([not is_row_class(name) for name in model.classes])
    is_row = 1 - p[:, no_row].sum(axis=1)
    clear = np.maximum(_LEAST_WEIGHT, is_row.astype(float) * p.max(axis=1)).tolist()
    ends = np.cumsum([len(ways) for ways in variants])
    # The probabilities of a label with one variant are those of the variant.
    mixed = p[ends - 1]
    for i, ways in enumerate(variants):
        if len(ways) > 1:
            span = slice(ends[i] - len(ways), ends[i])
            mixed[i] = np.array(_shares(clear[span])) @ p[span]
    return np.asarray(np.log(mixed + 1e-9))


def _shares(clear: Sequence[float]) -> list[float]:
    """The weights of the variants of a label: how clearly each one, and no variant before it,
    matches a row. `clear` is the probability that a variant is its likeliest row."""
    left, weights = 1.0, []
    for probability in clear:
        weights.append(left * probability)
        left *= 1 - probability
    total = sum(weights)
    return [weight / total for weight in weights]
