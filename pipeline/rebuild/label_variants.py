"""What a printed row's label may say: it is read in several ways, and the ways are mixed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gouji.models import labels as label_model
from gouji.models.labels import NOISE
from gouji.models.linear import Linear
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.tokens import words
from gouji.pipeline.rebuild.printed_rows import PrintedRow

_LEAST_HEARD = 0.3  # what a reading counts that tells no row
_WIDEST = 9  # no row with a label has more fields than this
_JOINED = 4  # how many label fragments one label can be torn into


def label_features(rows: Sequence[PrintedRow]) -> list[list[label_model.Features]]:
    """For each printed row the ways to read its label: its last fragment, its last two, …

    A label that was torn over two lines is also read together with the valueless row above.
    """
    features = []
    for above, row in zip([None, *rows[:-1]], rows, strict=True):
        texts = _join_upright([squeeze(label.text) for label in row.labels])
        readings = ["".join(texts[-n:]) for n in range(1, min(len(texts), _JOINED) + 1)] or [""]
        if above and above.labels and not above.fields and not above.prose and len(texts) <= 1:
            readings.append(squeeze(above.labels[-1].text) + "".join(texts))
        if row.streamed and len(row.fields) > _WIDEST:
            readings.insert(0, "")  # one cell a line, a row without a label hangs on what precedes
        features.append([_reading(text, row, above) for text in dict.fromkeys(readings)])
    return features


def _join_upright(texts: list[str]) -> list[str]:
    """Labels set upright, one character a line, made whole: 行 政 许 可."""
    joined: list[str] = []
    upright = False
    for text in texts:
        if upright and len(text) == 1:
            joined[-1] += text
        else:
            joined.append(text)
        upright = len(text) == 1
    return joined


def _reading(text: str, row: PrintedRow, above: PrintedRow | None) -> label_model.Features:
    values = len(row.values)
    empties = len(row.fields) - values
    if text:
        return label_model.Features(text, words(text), values, empties)
    over = squeeze(above.labels[-1].text) if above and above.labels else ""
    return label_model.Features("", (), values, empties, over)


def score_labels(model: Linear, rows: Sequence[PrintedRow]) -> NDArray[np.float32]:
    """Log probabilities of label classes, printed rows × classes.

    A clear last label is believed; an unclear one is read with what stands before it.
    """
    readings = label_features(rows)
    flat = [one for ways in readings for one in ways]
    p = np.exp(label_model.predict(model, flat))
    clear = np.array([not _is_row_class(name) for name in model.classes])
    known = 1 - p[:, clear].sum(axis=1)
    ends = np.cumsum([len(ways) for ways in readings])
    mixed = p[ends - 1]  # a label that can be read in one way is that way
    for i, ways in enumerate(readings):
        if len(ways) > 1:
            own = slice(ends[i] - len(ways), ends[i])
            mixed[i] = _mix(p[own], known[own])
    return np.asarray(np.log(mixed + 1e-9))


def _is_row_class(name: str) -> bool:
    return name != NOISE and "/head/" not in name


def _mix(readings: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Readings weighted by how far they, and not those before them, tell a row."""
    left, weights = 1.0, []
    for reading, sure in zip(readings, known, strict=True):
        clear = max(_LEAST_HEARD, float(sure) * float(reading.max()))
        weights.append(left * clear)
        left *= 1 - clear
    shares = np.array(weights) / sum(weights)
    return np.asarray(shares @ readings)
