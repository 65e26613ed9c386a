"""Documents without pages in which tables are pictures: Word and Excel files and web pages.

Each picture that shows a table counts as a page of its document. It is read as a scanned page is,
at its place between the lines of text. A document with hardly any text is a wrapper around its
pages: its large pictures are read whatever they show. Logos, seals, codes and photos count for
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.ingest.document_builder import DocumentBuilder, RowCell, add_alternative
from gouji.pipeline.ingest.layout.page import Page
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.pages_to_document import write_pages
from gouji.pipeline.ingest.scan.images import Picture, measure_image, read_pictures
from gouji.pipeline.ingest.scan.ocr import find_missing, find_version
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.ingest.scan.sheet import shows_table
from gouji.pipeline.records import Document, PageMedium

_LEAST_POINTS = (150.0, 50.0)  # Least width and height in which a table is shown.
_LEAST_PIXELS = (240, 100)  # Least width and height of a picture with a legible table.
_PAGE_PIXELS = (500, 500)  # Least width and height of the picture of a page.
_FEW_CHARACTERS = 300  # Characters of a document up to which its pictures are its pages.
_SPACER = 6.0  # Width or height, in points, of a picture that only takes room.
_MOST_EXAMINED = 200  # Most large pictures of a document that are looked at.


# The text of a cell that has a picture in place of characters.
PICTURE_MARK = "\ufffd"


class InlinePicture(NamedTuple):
    """A picture in a document: its file, None where that is not at hand, and the width and the
    height in which it is shown, in points, 0 where they are not stated."""

    data: bytes | None
    width: float = 0.0
    height: float = 0.0

    @property
    def is_spacer(self) -> bool:
        """Whether nothing can be made out on it, by the size in which it is shown."""
        size = self.width, self.height
        if not any(size) and self.data:
            size = measure_image(self.data) or size
        return any(0 < side < _SPACER for side in size)

    @property
    def may_be_table(self) -> bool:
        """Whether the picture is large enough for a table. One of unknown size may be."""
        least_width, least_height = _LEAST_POINTS
        if (self.width and self.width < least_width) or (
            self.height and self.height < least_height
        ):
            return False
        size = measure_image(self.data) if self.data else None
        return size is None or (size[0] >= _LEAST_PIXELS[0] and size[1] >= _LEAST_PIXELS[1])


@dataclass(slots=True)
class PictureBuilder:
    """A document being written whose tables may be pictures.

    `characters` is the length of its own text, which whoever writes it counts first. `by_rulings`
    and `by_words` are the text so far as both ways of reading pages give it, the latter None while
    they are the same. `waiting` are pictures that follow one another, read together because tables
    go on from one to the next. `pages` counts the pictures that are pages, `unread` has the numbers
    of those that could not be read or made out, `decorative` the digests of those that are none.
    `examined` counts the large pictures.
    """

    characters: int = 0
    by_rulings: DocumentBuilder = field(default_factory=DocumentBuilder)
    by_words: DocumentBuilder | None = None
    waiting: list[Page] = field(default_factory=list)
    pages: int = 0
    unread: list[int] = field(default_factory=list)
    read_twice: list[int] = field(default_factory=list)
    decorative: set[bytes] = field(default_factory=set)
    examined: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is neither text nor a picture that is a page."""
        return not (self.by_rulings.pieces or self.pages)

    @property
    def length(self) -> int:
        """The characters written so far."""
        self._write_waiting()
        return self.by_rulings.length

    def write_line(self, text: str) -> None:
        """Write a line outside tables; an empty text writes nothing."""
        if text:
            self._write_waiting()
            for builder in self._builders():
                builder.write_line(text)

    def write_furniture(self, text: str) -> None:
        """Write a line that belongs to the page and not to the report."""
        self._write_waiting()
        for builder in self._builders():
            builder.write_text(RowCell(text, is_furniture=True))

    def write_row(self, cells: Iterable[RowCell]) -> None:
        """Write a table row, empty cells included; a row without cells writes nothing."""
        row = list(cells)
        self._write_waiting()
        for builder in self._builders():
            builder.write_row(row)

    def write_picture(self, picture: InlinePicture) -> None:
        """Read a picture that is a table or a page; any other one writes nothing."""
        digest = sha256(picture.data or b"").digest()
        if digest in self.decorative or not picture.may_be_table:
            return
        try:
            if not self._add_pages(picture.data):
                self.decorative.add(digest)
        except (ReportError, MemoryError):
            self._add_unread()

    def _add_pages(self, data: bytes | None) -> int:
        """Read the pages in an image file; returns their number. Raises ReportError."""
        before, self.examined = self.pages, self.examined + 1
        if data is None or self.examined > _MOST_EXAMINED:
            self._add_unread()
            return 1
        for shown in read_pictures(data):
            if self._is_page(shown):
                self._add_page(shown)
        return self.pages - before

    def _is_page(self, shown: Picture) -> bool:
        height, width = shown.pixels.shape[:2]
        is_large = width >= _PAGE_PIXELS[0] and height >= _PAGE_PIXELS[1]
        return (is_large and self.characters <= _FEW_CHARACTERS) or shows_table(shown)

    def _add_page(self, shown: Picture) -> None:
        if find_missing():
            self._add_unread()
        else:
            self.waiting.append(read_picture(shown, self.pages + 1))
            self.pages += 1

    def _add_unread(self) -> None:
        self.pages += 1
        self.unread.append(self.pages)

    def _builders(self) -> list[DocumentBuilder]:
        return [self.by_rulings, *([self.by_words] if self.by_words else [])]

    def _write_waiting(self) -> None:
        if not self.waiting:
            return
        readings, self.waiting = read_pages(self.waiting), []
        if readings.read_twice and not self.by_words:
            self.by_words = _copy(self.by_rulings)
        self.read_twice += readings.read_twice
        self.unread += readings.unclear
        for builder in self._builders():
            is_first = builder is self.by_rulings
            write_pages(readings.by_rulings if is_first else readings.by_words, builder)
            builder.page = None

    def finish(self, media: str, encoding: str | None = None, title: str | None = None) -> Document:
        """The document as written."""
        self._write_waiting()
        media_of_pages: tuple[PageMedium, ...] = tuple(["scan"] * self.pages)
        document, *others = (
            builder.finish(
                media,
                encoding,
                title,
                pages=self.pages or None,
                page_media=media_of_pages,
                unread_pages=tuple(sorted(self.unread)),
            )
            for builder in self._builders()
        )
        if any(fragment.source == "ocr" for fragment in document.fragments):
            document = replace(document, ocr=find_version())
        return add_alternative(document, others[0], self.read_twice) if others else document


def _copy(builder: DocumentBuilder) -> DocumentBuilder:
    """Another builder that has written the same."""
    twin = copy(builder)
    twin.pieces, twin.fragments = builder.pieces.copy(), builder.fragments.copy()
    return twin


@dataclass(slots=True)
class PictureFinder(PictureBuilder):
    """Finds the pictures of a document that are pages, and reads none of them."""

    found: dict[int, Picture] = field(default_factory=dict)

    def _add_page(self, shown: Picture) -> None:
        self.pages += 1
        self.found[self.pages] = shown
