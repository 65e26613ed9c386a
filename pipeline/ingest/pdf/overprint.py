"""Characters printed over or between those that a reader sees: the second ones of bold type and of
shadows, specks, and watermarks along the lines of a page."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gouji.pipeline.boxes import area
from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.pdf.page_objects import intersect

# Size, in points and as a share of that of the larger ones on the page, below which a character is
# seen by no one.
TINY_POINTS, _TINY = 2.0, 0.2
# Distance, in character sizes, below which a character is the same one printed twice.
_DOUBLE = 0.3
_MIN_SIZE = 0.01  # Size, in points, of a character that has none.
_PITCH = 8  # Width of the squares in which doubles are looked for, in distances of doubles.
_OVER = 0.15  # Least share of the smaller one of two characters that lie over one another.
_FEWEST_OVER = 2  # Fewest characters of a watermark that lie over others.
_SAME_SIZE = 2.0  # Steps to a point by which sizes are told apart.


def without_overprint(words: Sequence[Word], pale: Sequence[Word]) -> list[Word]:
    """The characters of a page that a reader sees, each once. `pale` are those of `words` that may
    be a watermark."""
    return list(_without_doubles(_without_tiny(_without_watermarks(words, pale))))


def _without_watermarks(words: Sequence[Word], pale: Sequence[Word]) -> list[Word]:
    """The characters of a page without those of watermarks: the pale ones of a size of which
    several lie over others. `pale` are some of `words`."""
    if not pale:
        return list(words)
    faint = {id(word) for word in pale}
    dark = [word for word in words if id(word) not in faint and word.text.isalnum()]
    over = Counter(_size(word) for word in _find_over(pale, sorted(dark, key=_middle)))
    marks = {size for size, count in over.items() if count >= _FEWEST_OVER}
    return [word for word in words if id(word) not in faint or _size(word) not in marks]


def _find_over(pale: Sequence[Word], dark: Sequence[Word]) -> list[Word]:
    """The pale characters over dark ones, which are in order from top to bottom."""
    middles = [_middle(word) for word in dark]
    reach = max((word.height for word in dark), default=0.0) / 2
    found = []
    for word in pale:
        start = bisect_left(middles, word.box[1] - reach)
        end = bisect_right(middles, word.box[3] + reach)
        if any(_lies_over(word, other) for other in dark[start:end]):
            found.append(word)
    return found


def _lies_over(word: Word, other: Word) -> bool:
    """Whether two characters have much in common; a shadow of the same character is no mark."""
    x0, y0, x1, y1 = intersect(word.box, other.box)
    if x0 >= x1 or y0 >= y1 or word.text == other.text:
        return False
    return (x1 - x0) * (y1 - y0) >= _OVER * min(area(word.box), area(other.box))


def _middle(word: Word) -> float:
    return word.y


def _size(word: Word) -> int:
    return round(_SAME_SIZE * word.height)


def _without_tiny(words: Sequence[Word]) -> list[Word]:
    """The words without those that are too small for anyone to see."""
    sizes = sorted(_em(word) for word in words)
    usual = sizes[len(sizes) * 3 // 4] if sizes else 0.0
    least = min(TINY_POINTS, _TINY * usual)
    return [word for word in words if _em(word) >= least]


def _em(word: Word) -> float:
    """The size of a character, however narrow it is."""
    return max(word.box[2] - word.box[0], word.box[3] - word.box[1])


def _without_doubles(words: Iterable[Word]) -> Iterator[Word]:
    """Each character once: bold type and shadows are made by printing it again, a little off."""
    seen: dict[tuple[str, float, int, int], list[Word]] = {}
    for word in words:
        off = _DOUBLE * 2 ** round(math.log2(max(word.size, _MIN_SIZE)))
        text, x, y, pitch = word.text, word.x, word.y, _PITCH * off
        left, right = int((x - 2 * off) / pitch), int((x + 2 * off) / pitch)
        top, bottom = int((y - 2 * off) / pitch), int((y + 2 * off) / pitch)
        columns = (left,) if left == right else (left, right)
        rows = (top,) if top == bottom else (top, bottom)
        near = [seen.get((text, off, column, row), ()) for column in columns for row in rows]
        if not any(_is_double(word, other) for group in near for other in group):
            seen.setdefault((text, off, int(x / pitch), int(y / pitch)), []).append(word)
            yield word


def _is_double(a: Word, b: Word) -> bool:
    off = _DOUBLE * min(a.size, b.size)
    return abs(a.x - b.x) < off and abs(a.y - b.y) < off
