"""The only import of RapidOCR: where text is on a picture, and what it says.

RapidOCR's own chain is not used. It shrinks pictures to 2,000 pixels, drops texts of low score
together with their places, pads every single digit to the width of a line, and gives one score a
line. Here the detector and the recogniser are called directly. The models are those inside the
wheel of RapidOCR; nothing is fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.errors import MissingTool

Ink = NDArray[np.uint8]  # (height, width): 0 is paper, 255 is full ink
PixelBox = tuple[int, int, int, int]  # x0, y0, x1, y1; x1 and y1 are outside

INSTALL = "pip install 'gouji[scan]'"
_MODULES = ("rapidocr", "onnxruntime", "cv2")
_MODELS = {"detector": "PP-OCRv6_det_small.onnx", "recogniser": "PP-OCRv6_rec_small.onnx"}
_PARAMETERS = {
    # Workers are processes: one thread each. RapidOCR ignores the setting elsewhere.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.use_cls": False,
    # Strips of a page are not enlarged.
    "Det.limit_side_len": 32,
    "Global.log_level": "critical",
}
HEIGHT = 48  # Height, in pixels, of the pictures that the recogniser takes.
# Widths, in pixels, to which pictures of text are padded: time grows with the width, and memory
# with the number of widths.
_WIDTHS: tuple[int, ...] = (
    *range(64, 128, 16),
    *range(128, 320, 32),
    *range(320, 1280, 64),
    *range(1280, 2561, 128),
)
_PADDING = 16  # Least padding, in pixels; without any the recogniser is unsure.
_BATCH_WIDTH = 2560  # Most pixels, in width, that are recognised together.
_MOST_TOGETHER = 16  # Most pictures that are recognised together.
# The characters of figures and of marks for an empty cell.
_FIGURE_CHARACTERS = "0123456789.,，-－—–/+%"
_BLANK = 0  # The class of "no character".
_RUNNERS_UP = 4  # Most other characters that are kept for a character.
_LEAST_RUNNER_UP = 0.001  # Least probability of a character that is kept.


class Character(NamedTuple):
    """A recognised character: the probability that it is right, where its middle is from 0 to 1
    across the picture, and other characters with their probabilities, best first."""

    text: str
    probability: float
    middle: float
    others: tuple[tuple[str, float], ...]


class Recognised(NamedTuple):
    """What the recogniser reads on a picture of a text.

    `figure` is the reading if only figures and marks could be printed, `figure_share` the least
    probability of its characters before the other ones were ruled out.
    """

    characters: tuple[Character, ...]
    figure: str
    figure_share: float

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.characters)

    @property
    def probability(self) -> float:
        """The least probability among the characters, 0 where there are none."""
        return min((character.probability for character in self.characters), default=0.0)


def find_missing() -> str:
    """How to install what OCR needs; "" if all is there."""
    missing = [name for name in _MODULES if find_spec(name) is None]
    return f"{', '.join(missing)}: {INSTALL}" if missing else ""


@cache
def find_models() -> dict[str, str]:
    """The SHA-256 of the model files by what they do; empty where RapidOCR is not installed."""
    try:
        installed = distribution("rapidocr")
    except PackageNotFoundError:
        return {}
    paths = {name: Path(str(installed.locate_file(_path(file)))) for name, file in _MODELS.items()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in paths.items()
        if path.is_file()
    }


def find_version() -> str:
    """The OCR models as `reports.models` names them; "" where RapidOCR is not installed."""
    digests = [digest[:8] for digest in find_models().values()]
    return f"ocr {'-'.join(digests)}" if digests else ""


def _path(file: str) -> str:
    return f"rapidocr/models/{file}"


@contextmanager
def _memory_errors() -> Iterator[None]:
    """A model on a picture of a size that it takes fails for want of memory alone."""
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        yield
    except ONNXRuntimeError as error:
        raise MemoryError from error


class Ocr:
    """A detector and a recogniser of text. Raises MissingTool where they are not installed."""

    def __init__(self) -> None:
        if missing := find_missing():
            raise MissingTool(missing)
        from rapidocr import RapidOCR

        engine = RapidOCR(params=_PARAMETERS)
        self._detect: Any = engine._load_det_model()
        self._recogniser: Any = engine._load_rec_model()
        self._alphabet: list[str] = self._recogniser.postprocess_op.character
        self._figures = np.array(
            [_BLANK, *(i for i, c in enumerate(self._alphabet) if c and c in _FIGURE_CHARACTERS)]
        )

    def find_texts(self, ink: Ink) -> list[PixelBox]:
        """The boxes around the lines of text on a picture, from top to bottom."""
        picture = np.repeat((255 - ink)[:, :, None], 3, axis=2)
        with _memory_errors():
            found = self._detect(picture)
        if found.boxes is None:
            return []
        return [
            (int(box[:, 0].min()), int(box[:, 1].min()), int(box[:, 0].max()), int(box[:, 1].max()))
            for box in np.asarray(found.boxes)
        ]

    def read(self, pictures: Sequence[Ink]) -> list[Recognised]:
        """What each picture of a line of text says. Pictures are `HEIGHT` pixels high."""
        readings: list[Recognised | None] = [None] * len(pictures)
        for batch, width in _batches(pictures):
            stack = _stack([pictures[i] for i in batch], width)
            with _memory_errors():
                probabilities = self._recogniser.session(stack)
            for index, matrix in zip(batch, probabilities, strict=True):
                used = pictures[index].shape[1] / width
                readings[index] = self._decode(matrix, used)
        return [reading for reading in readings if reading is not None]

    def _decode(self, matrix: NDArray[np.float32], used: float) -> Recognised:
        """`used`: the share of the width of the padded picture that is not padding."""
        steps = matrix.argmax(axis=1)
        best = matrix[np.arange(len(matrix)), steps]
        characters = tuple(
            self._to_character(
                matrix[run.start + int(best[run].argmax())],
                (run.start + run.stop) / 2 / len(matrix) / used,
            )
            for run in _runs(steps)
        )
        figures = matrix[:, self._figures]
        chosen = figures.argmax(axis=1)
        runs = list(_runs(chosen))
        text = "".join(self._alphabet[self._figures[chosen[run.start]]] for run in runs)
        share = min((float(figures[run].max()) for run in runs), default=0.0)
        return Recognised(characters, text, share)

    def _to_character(self, peak: NDArray[np.float32], middle: float) -> Character:
        """`peak`: the probabilities of all characters where this one is surest."""
        likely = np.flatnonzero(peak >= min(_LEAST_RUNNER_UP, peak.max())).tolist()
        first, *others = sorted(likely, key=lambda index: -peak[index])
        kept = tuple(
            (self._alphabet[index] if index != _BLANK else "", round(float(peak[index]), 4))
            for index in others[:_RUNNERS_UP]
        )
        return Character(self._alphabet[first], float(peak[first]), min(middle, 1.0), kept)


def _batches(pictures: Sequence[Ink]) -> Iterator[tuple[list[int], int]]:
    """The indices of pictures that are recognised together, and their common width."""
    by_width: dict[int, list[int]] = {}
    for index, picture in enumerate(pictures):
        by_width.setdefault(_pad(picture.shape[1]), []).append(index)
    for width, indices in sorted(by_width.items()):
        size = max(1, min(_MOST_TOGETHER, _BATCH_WIDTH // width))
        for start in range(0, len(indices), size):
            yield indices[start : start + size], width


def _pad(width: int) -> int:
    return min((wide for wide in _WIDTHS if wide >= width + _PADDING), default=_WIDTHS[-1])


def _stack(pictures: Sequence[Ink], width: int) -> NDArray[np.float32]:
    """Pictures as the recogniser takes them: paper is 1, ink −1, the padding 0."""
    stack = np.zeros((len(pictures), 3, HEIGHT, width), dtype=np.float32)
    for index, picture in enumerate(pictures):
        line = picture[:, :width]
        stack[index, :, :, : line.shape[1]] = 1 - line.astype(np.float32) / 127.5
    return stack


def _runs(steps: NDArray[np.int64]) -> Iterator[slice]:
    """The runs of equal steps that are a character."""
    edges = np.flatnonzero(np.diff(steps)) + 1
    for start, stop in zip([0, *edges], [*edges, len(steps)], strict=True):
        if steps[start] != _BLANK:
            yield slice(int(start), int(stop))


@cache
def load_ocr() -> Ocr:
    """The detector and the recogniser, loaded when the first picture is read."""
    return Ocr()
