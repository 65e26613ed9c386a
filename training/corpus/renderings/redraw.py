"""Rewrites a PDF page as other programs draw it, removes rulings from it, and turns it.

The rewriting relies on how WeasyPrint writes a page: a ruling is the operators `m`, `l`, `S`, and a
text is `Tm` and `TJ`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from random import Random
from typing import Any, NamedTuple

from gouji.training.corpus.renderings.printers import save_pdf


class Instruction(NamedTuple):
    """One instruction of a content stream."""

    operands: Sequence[Any]
    operator: str


Rewrite = Callable[[Sequence[Instruction]], Iterator[Instruction]]
DrawRuling = Callable[[float, float, float, float], Iterator[Instruction]]  # x0, y0, x1, y1
_THICKNESS = 0.7  # width of a ruling that is drawn as a rectangle, in points
_DASH_LENGTH = 2.5  # length of a dash of a dashed ruling, in points
_DASH_GAP = 1.5  # gap between two dashes of a dashed ruling, in points
_MOST_SKEW = 2.0  # greatest angle of a skewed page, in degrees
_BOLD_SHIFT = 0.3  # distance to the right of the second print of a bold text, in points


def redraw(rng: Random, data: bytes) -> bytes:
    """Draw rulings as rectangles or dashes, and print texts by character or twice as fake bold."""
    choices: list[DrawRuling | None] = [_draw_rectangle, _draw_rectangle, _draw_dashes, None]
    draw_ruling, is_split = rng.choice(choices), rng.random() < 0.5
    is_bold = rng.random() < 0.5
    rewrites: list[Rewrite] = []
    if draw_ruling:
        rewrites.append(partial(_redraw_rulings, draw_ruling=draw_ruling))
    rewrites += [_print_twice] if is_bold else []
    rewrites += [_split_texts] if is_split else []
    return _rewrite(data, rewrites)


def drop_rulings(rng: Random, data: bytes) -> bytes:
    """Remove a random share of the rulings of one direction or of both."""
    share = rng.choice((0.03, 0.1, 0.5))
    directions = rng.choice(("horizontal", "vertical", "horizontal vertical"))

    def draw_some(x0: float, y0: float, x1: float, y1: float) -> Iterator[Instruction]:
        direction = "horizontal" if abs(x1 - x0) > abs(y1 - y0) else "vertical"
        if direction not in directions or rng.random() > share:
            yield Instruction([x0, y0], "m")
            yield Instruction([x1, y1], "l")
            yield Instruction([], "S")

    return _rewrite(data, [partial(_redraw_rulings, draw_ruling=draw_some)])


def skew(rng: Random, data: bytes) -> bytes:
    """Turn every page, with its links, by up to two degrees about its middle."""
    from pikepdf import Matrix, Pdf, Rectangle

    with Pdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = map(float, page.mediabox)
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            angle = rng.uniform(-_MOST_SKEW, _MOST_SKEW)
            turn = Matrix(1, 0, 0, 1, -x, -y) @ Matrix().rotated(angle) @ Matrix(1, 0, 0, 1, x, y)
            page.contents_add(pdf.make_stream(b"q %s cm" % turn.encode()), prepend=True)
            page.contents_add(pdf.make_stream(b"Q"))
            for annotation in page.get("/Annots", ()):
                annotation.Rect = turn.transform(Rectangle(annotation.Rect)).as_array()
        return save_pdf(pdf)


def _rewrite(data: bytes, rewrites: Sequence[Rewrite]) -> bytes:
    """Apply the rewrites to every page of a PDF."""
    from pikepdf import ContentStreamInstruction, Operator, Pdf, parse_content_stream
    from pikepdf import unparse_content_stream as unparse

    with Pdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            instructions: list[Instruction] = [
                Instruction(list(item.operands), str(item.operator))
                for item in parse_content_stream(page)
            ]
            for rewrite in rewrites:
                instructions = list(rewrite(instructions))
            rewritten = [
                ContentStreamInstruction(list(operands), Operator(operator))
                for operands, operator in instructions
            ]
            page.Contents = pdf.make_stream(unparse(rewritten))
        return save_pdf(pdf)


def _redraw_rulings(
    instructions: Sequence[Instruction], draw_ruling: DrawRuling
) -> Iterator[Instruction]:
    """Replace every ruling by what `draw_ruling` draws."""
    start: list[float] = []
    end: list[float] = []
    for instruction in instructions:
        if instruction.operator == "m":
            start = [float(operand) for operand in instruction.operands]
        elif instruction.operator == "l":
            end = [float(operand) for operand in instruction.operands]
        elif instruction.operator == "S":
            yield from draw_ruling(*start, *end)
        else:
            yield instruction


def _draw_rectangle(x0: float, y0: float, x1: float, y1: float) -> Iterator[Instruction]:
    """A ruling as a thin filled rectangle, as Word and Chromium draw it."""
    half = _THICKNESS / 2
    size = (abs(x1 - x0) or _THICKNESS), (abs(y1 - y0) or _THICKNESS)
    left, bottom = min(x0, x1) - half * (x0 == x1), min(y0, y1) - half * (y0 == y1)
    yield Instruction([0, 0, 0], "rg")
    yield Instruction([left, bottom, *size], "re")
    yield Instruction([], "f")


def _draw_dashes(x0: float, y0: float, x1: float, y1: float) -> Iterator[Instruction]:
    """A ruling as a row of short strokes."""
    length = abs(x1 - x0) + abs(y1 - y0)
    x_step, y_step = (x1 - x0) / length, (y1 - y0) / length
    start = 0.0
    while start < length:
        end = min(start + _DASH_LENGTH, length)
        yield Instruction([x0 + x_step * start, y0 + y_step * start], "m")
        yield Instruction([x0 + x_step * end, y0 + y_step * end], "l")
        start += _DASH_LENGTH + _DASH_GAP
    yield Instruction([], "S")


def _print_twice(instructions: Sequence[Instruction]) -> Iterator[Instruction]:
    """Fake bold: the same text again, a little further right."""
    matrix: Sequence[Any] = ()
    for instruction in instructions:
        yield instruction
        matrix = instruction.operands if instruction.operator == "Tm" else matrix
        if instruction.operator == "TJ":
            shifted = [*matrix[:4], float(matrix[4]) + _BOLD_SHIFT, matrix[5]]
            yield Instruction(shifted, "Tm")
            yield instruction


def _split_texts(instructions: Sequence[Instruction]) -> Iterator[Instruction]:
    """Print each character by itself. A character code has two bytes."""
    from pikepdf import String

    for instruction in instructions:
        if instruction.operator != "TJ":
            yield instruction
            continue
        text = b"".join(bytes(item) for item in instruction.operands[0] if isinstance(item, String))
        for code in text.hex(" ", 2).split():
            yield Instruction([String(bytes.fromhex(code))], "Tj")
