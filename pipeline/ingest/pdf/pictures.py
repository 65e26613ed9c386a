"""Pictures on a page with a text layer: tables, and scans that text was printed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from gouji.pipeline.boxes import area, contains
from gouji.pipeline.ingest.layout.page import Page, Ruling, Word
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.ingest.scan.sheet import make_sheet, shows_table
from gouji.pipeline.records import Box

_LEAST_SHARE = 0.05  # Least share of a page that a picture with a table has.
_MOST_CHARACTERS = 20  # Most characters of the text layer over a picture that is read.

# Least share of a page that pictures of it have, and the most characters that are printed over them
# by a program that prints page numbers, addresses or notes of receipt on scans.
_PAGE_SHARE, _MOST_OVER = 0.5, 200
# Blots of ink of a scan to a character of the text layer, and more that it has in any case.
_BLOTS, _MORE_BLOTS = 3, 40
_MOST_INK = 0.15  # Greatest share of ink of a page; a photo behind a title has more.


def may_be_scan(page: Page) -> bool:
    """Whether pictures fill most of a page that has little text: a scan, or a page with a drawn
    ground."""
    share = sum(map(area, page.pictures)) / max(1.0, page.width * page.height)
    return share >= _PAGE_SHARE and sum(len(word.text) for word in page.words) <= _MOST_OVER


def shows_scan(page: Page, drawn: Picture) -> bool:
    """Whether there is far more text on a page as it is shown than in its text layer."""
    sheet = make_sheet(drawn)
    characters = sum(len(word.text) for word in page.words)
    is_text = len(sheet.blots.areas) > _BLOTS * characters + _MORE_BLOTS
    return is_text and float(sheet.blots.areas.sum()) <= _MOST_INK * sheet.ink.size


def find_unread_pictures(page: Page) -> list[Box]:
    """The pictures of a page that may be tables, and that have no text of the text layer over them.
    A page that is turned or skewed has none: its pictures are not read."""
    if page.turn or page.skew:
        return []
    least = _LEAST_SHARE * page.width * page.height
    return [box for box in page.pictures if area(box) >= least and not _has_text(page.words, box)]


def _has_text(words: Iterable[Word], box: Box) -> bool:
    over = sum(len(word.text) for word in words if contains(box, word.x, word.y))
    return over > _MOST_CHARACTERS


def find_tables(drawn: Picture, boxes: Iterable[Box]) -> list[Box]:
    """The boxes of pictures that are tables. `drawn` is a picture of the whole page."""
    parts = ((box, _cut(drawn, box)) for box in boxes)
    return [box for box, part in parts if part.pixels.size and shows_table(part)]


def add_tables(page: Page, drawn: Picture, boxes: Sequence[Box]) -> Page:
    """The page with the words and the rulings of the tables in `boxes`."""
    for box in boxes:
        read = read_picture(_cut(drawn, box), page.number)
        page = page if read.turn else _add(page, read, box)
    return page


def _cut(drawn: Picture, box: Box) -> Picture:
    x0, y0, x1, y1 = (round(end / drawn.points_per_pixel) for end in box)
    return Picture(np.ascontiguousarray(drawn.pixels[y0:y1, x0:x1]), drawn.points_per_pixel)


def _add(page: Page, read: Page, box: Box) -> Page:
    """A page with what was read on the part of it in a box."""

    def move(inner: Box) -> Box:
        x0, y0, x1, y1 = read.to_page_space(inner)
        return x0 + box[0], y0 + box[1], x1 + box[0], y1 + box[1]

    def move_all(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
        return (Ruling(*move(ruling)) for ruling in rulings)

    words = (word._replace(box=move(word.box), size=word.size * read.scale) for word in read.words)
    outside = (word for word in page.words if not contains(box, word.x, word.y))
    return replace(
        page,
        words=(*outside, *words),
        horizontal=(*page.horizontal, *move_all(read.horizontal)),
        vertical=(*page.vertical, *move_all(read.vertical)),
        doubted=(*page.doubted, *map(move, read.doubted)),
    )
