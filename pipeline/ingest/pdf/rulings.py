"""The rulings of a page: straight lines and thin rectangles along the axes, as far as visible."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from gouji.pipeline.ingest.pdf.page_objects import PageObject, Point, intersect, segment_to_point
from gouji.pipeline.ingest.pdf.skew import Straightening
from gouji.pipeline.records import Box

_MOST_SEGMENTS = 100_000  # Most segments of a path.
_THIN = 3.0  # Thickness, in points, up to which a filled rectangle is a ruling.
_STRAIGHT = 0.5  # Distance, in points, by which a ruling may be off its axis.
_EDGE = 1.0  # Distance, in points, by which a ruling may be outside the clip that it runs along.


def find_rulings(objects: Iterable[PageObject], straightening: Straightening) -> Iterator[Box]:
    """The rulings in user space without skew, as boxes without width or without height."""
    from pypdfium2 import raw

    for path in objects:
        if path.kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        lines = list(_find_lines(path.handle))
        if not lines:
            continue
        clip, matrix = _widen(path.clip), path.find_matrix()
        for a, b in lines:
            start, end = matrix.on_point(*a), matrix.on_point(*b)
            seen = intersect(_box(start, end), clip)
            if seen[0] > seen[2] or seen[1] > seen[3]:
                continue
            if straightening.skew:  # a clip is not cut along a skewed ruling
                start, end = straightening.move_point(start), straightening.move_point(end)
                seen = _box(start, end)
            if _is_straight(start, end):
                yield seen


def _widen(box: Box) -> Box:
    return box[0] - _EDGE, box[1] - _EDGE, box[2] + _EDGE, box[3] + _EDGE


def _box(a: Point, b: Point) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _find_lines(path: Any) -> Iterator[tuple[Point, Point]]:
    """The lines that a path draws; a thin filled rectangle is one line."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    for outline in read_outlines(path) if stroke.value or fill.value else ():
        if stroke.value:
            yield from pairwise(outline)
        elif fill.value and len(outline) >= 4:
            xs, ys = zip(*outline, strict=True)
            (x0, x1), (y0, y1) = (min(xs), max(xs)), (min(ys), max(ys))
            if min(x1 - x0, y1 - y0) <= _THIN:
                yield _middle(x0, y0, x1, y1)


def _middle(x0: float, y0: float, x1: float, y1: float) -> tuple[Point, Point]:
    """The line along the middle of a thin rectangle."""
    if x1 - x0 > y1 - y0:
        return (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
    return ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)


def read_outlines(path: Any) -> Iterator[list[Point]]:
    """The points of each outline of a path; a closed one ends at its first point."""
    from pypdfium2 import raw

    points: list[Point] = []
    for index in range(min(raw.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        points.append(segment_to_point(segment))
        if raw.FPDFPathSegment_GetClose(segment):
            yield [*points, points[0]]
            points = []
    if points:
        yield points


def _is_straight(a: Point, b: Point) -> bool:
    dx, dy = abs(a[0] - b[0]), abs(a[1] - b[1])
    return min(dx, dy) <= _STRAIGHT < max(dx, dy)
