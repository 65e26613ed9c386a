"""A printed page drawn anew as other programs draw it, and rules taken away from it.

How WeasyPrint writes is known: a rule is `m`, `l`, `S`, a text is `Tm` and `TJ`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

Step = tuple[Sequence[Any], str]  # operands, operator
Change = Callable[[Sequence[Step]], Iterator[Step]]
Pen = Callable[[float, float, float, float], Iterator[Step]]
_THICK = 0.7
_DASH, _GAP = 2.5, 1.5
_BOLD = 0.3  # to the right, in points: so far the second print of a bold text is off


def retouch(rng: Random, data: bytes) -> bytes:
    """Rules as thin rectangles or dotted; texts parted into glyphs, or printed twice for bold."""
    pens: list[Pen | None] = [_fill, _fill, _dot, None]
    pen, parted, bold = rng.choice(pens), rng.random() < 0.5, rng.random() < 0.5
    changes: list[Change] = [partial(_redraw, pen=pen)] if pen else []
    changes += [_print_twice] if bold else []
    changes += [_part_texts] if parted else []
    return _change(data, changes)


def lose_rules(rng: Random, data: bytes) -> bytes:
    """Every so many rules left out, of one direction or of both."""
    share, ways = rng.choice((0.03, 0.1, 0.5)), rng.choice(("across", "down", "across down"))

    def lose(x0: float, y0: float, x1: float, y1: float) -> Iterator[Step]:
        way = "across" if abs(x1 - x0) > abs(y1 - y0) else "down"
        if way not in ways or rng.random() > share:
            yield from (([x0, y0], "m"), ([x1, y1], "l"), ([], "S"))

    return _change(data, [partial(_redraw, pen=lose)])


def _change(data: bytes, changes: Sequence[Change]) -> bytes:
    from pikepdf import ContentStreamInstruction, Operator, Pdf, parse_content_stream
    from pikepdf import unparse_content_stream as unparse

    with Pdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            read = parse_content_stream(page)
            steps: list[Step] = [(list(one.operands), str(one.operator)) for one in read]
            for change in changes:
                steps = list(change(steps))
            made = [ContentStreamInstruction(list(own), Operator(name)) for own, name in steps]
            page.Contents = pdf.make_stream(unparse(made))
        stream = BytesIO()
        pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def _redraw(steps: Sequence[Step], pen: Pen) -> Iterator[Step]:
    """Every rule by another pen."""
    start: list[float] = []
    end: list[float] = []
    for operands, operator in steps:
        if operator == "m":
            start = [float(one) for one in operands]
        elif operator == "l":
            end = [float(one) for one in operands]
        elif operator == "S":
            yield from pen(*start, *end)
        else:
            yield operands, operator


def _fill(x0: float, y0: float, x1: float, y1: float) -> Iterator[Step]:
    """As Word and Chromium draw rules."""
    half = _THICK / 2
    wide = (abs(x1 - x0) or _THICK), (abs(y1 - y0) or _THICK)
    yield [0, 0, 0], "rg"
    yield [min(x0, x1) - half * (x0 == x1), min(y0, y1) - half * (y0 == y1), *wide], "re"
    yield [], "f"


def _dot(x0: float, y0: float, x1: float, y1: float) -> Iterator[Step]:
    length = abs(x1 - x0) + abs(y1 - y0)
    right, down = (x1 - x0) / length, (y1 - y0) / length
    at = 0.0
    while at < length:
        to = min(at + _DASH, length)
        yield [x0 + right * at, y0 + down * at], "m"
        yield [x0 + right * to, y0 + down * to], "l"
        at += _DASH + _GAP
    yield [], "S"


def _print_twice(steps: Sequence[Step]) -> Iterator[Step]:
    """Bold where the font has none: the same text again, a little further right."""
    place: Sequence[Any] = ()
    for operands, operator in steps:
        yield operands, operator
        place = operands if operator == "Tm" else place
        if operator == "TJ":
            yield [*place[:4], float(place[4]) + _BOLD, place[5]], "Tm"
            yield operands, operator


def _part_texts(steps: Sequence[Step]) -> Iterator[Step]:
    """Each glyph, a code of two bytes, set by itself."""
    from pikepdf import String

    for operands, operator in steps:
        if operator != "TJ":
            yield operands, operator
            continue
        for code in (
            b"".join(bytes(one) for one in operands[0] if isinstance(one, String))
            .hex(" ", 2)
            .split()
        ):
            yield [String(bytes.fromhex(code))], "Tj"
