"""Writes the text of a document: a line for each paragraph and table row, tabs between cells.

A second reading of pages becomes an alternative over the text of the first one. Both print the same
characters. Each fragment of the second one is looked up in the text of the first, by its page, its
box and its characters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from gouji.pipeline.boxes import is_same_place
from gouji.pipeline.ingest.page_numbers import mark_page_numbers
from gouji.pipeline.records import (
    Alternative,
    Box,
    Document,
    Fragment,
    PageMedium,
    Role,
    TextSource,
)

ByPage = Mapping[int | None, Sequence[Fragment]]


class RowCell(NamedTuple):
    """A cell of a printed row, or a line: its text, grid column and spans, and its boxes.

    `cell_box` is the cell as drawn, or its place where nothing is drawn around it. `text_box` is
    the extent of the printed characters. `page` is set where the cell is on another page than its
    row. `has_borders` is false for a cell of a table around which nothing is drawn. `source`,
    `score` and `alternatives` are those of its words.
    """

    text: str
    column: int = 0
    column_span: int = 1
    cell_box: Box | None = None
    page: int | None = None
    text_box: Box | None = None
    row_span: int = 1
    is_furniture: bool = False
    has_borders: bool = True
    source: TextSource = "text"
    score: float = 1.0
    alternatives: tuple[str, ...] = ()


class RowWriter(Protocol):
    """What the readers of media without pages write to."""

    def write_line(self, text: str) -> None:
        """Write a line outside tables; an empty text writes nothing."""

    def write_row(self, cells: Iterable[RowCell]) -> None:
        """Write a table row, empty cells included; a row without cells writes nothing."""


@dataclass(slots=True)
class DocumentBuilder:
    """The text written so far, and its fragments.

    `page` is the number of the page being written, None in media that have none.
    """

    page: int | None = None
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    row: int = 0
    fragments: list[Fragment] = field(default_factory=list)

    def write_line(self, text: str) -> None:
        """Write a line outside tables; an empty text writes nothing."""
        self.write_text(RowCell(text))

    def write_text(self, cell: RowCell) -> None:
        """Write a line outside tables with its place; an empty text writes nothing."""
        if cell.text:
            self._add(cell, "furniture" if cell.is_furniture else "line")
            self._end_row()

    def write_row(self, cells: Iterable[RowCell]) -> None:
        """Write a table row, empty cells included; a row without cells writes nothing."""
        is_first = True
        for cell in cells:
            if not is_first:
                self._write("\t")
            self._add(cell, "cell")
            is_first = False
        if not is_first:
            self._end_row()

    def finish(
        self,
        media: str,
        encoding: str | None = None,
        title: str | None = None,
        pages: int | None = None,
        page_media: tuple[PageMedium, ...] = (),
        unread_pages: tuple[int, ...] = (),
    ) -> Document:
        """The document as written."""
        text, fragments = "".join(self.pieces), tuple(self.fragments)
        return mark_page_numbers(
            Document(text, media, fragments, encoding, pages, title, page_media, unread_pages)
        )

    def _add(self, cell: RowCell, role: Role) -> None:
        start = self.length
        self._write(cell.text)
        self.fragments.append(
            Fragment(
                start,
                self.length,
                cell.text,
                self.row,
                cell.column,
                cell.column_span,
                role == "cell" and cell.has_borders,
                cell.page or self.page,
                cell.cell_box,
                cell.text_box,
                cell.row_span,
                role,
                cell.source,
                cell.score,
                cell.alternatives,
            )
        )

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _end_row(self) -> None:
        self._write("\n")
        self.row += 1


def add_alternative(document: Document, other: Document, pages: Iterable[int]) -> Document:
    """`document` with the fragments of `other`, which differ on `pages`, as an alternative."""
    fragments = tuple(_locate_all(document, other.fragments))
    return replace(document, alternatives=(Alternative(fragments, tuple(pages)),))


def _locate_all(document: Document, others: Sequence[Fragment]) -> Iterator[Fragment]:
    """`others` with their places in the text of `document`.

    A text that is not found, or is found more than once, gets an empty place after the fragment
    before it. If `others` has a text as often as it is found, the places are given in order.
    """
    same: defaultdict[tuple[int | None, str], list[Fragment]] = defaultdict(list)
    by_page: defaultdict[int | None, list[Fragment]] = defaultdict(list)
    for fragment in document.fragments:
        if fragment.text:
            same[fragment.page, fragment.text].append(fragment)
            by_page[fragment.page].append(fragment)
    found = [_find(other, same[other.page, other.text], by_page) for other in others]
    counts = Counter(zip((other.text for other in others), found, strict=True))
    unused = {key: iter(key[1]) for key, count in counts.items() if count == len(key[1])}
    end = 0
    for other, places in zip(others, found, strict=True):
        start = (
            places[0]
            if len(places) == 1
            else next(unused.get((other.text, places), iter(())), None)
        )
        end = end if start is None else start + len(other.text)
        yield other._replace(start=end if start is None else start, end=end)


def _find(other: Fragment, equal: Sequence[Fragment], by_page: ByPage) -> tuple[int, ...]:
    """The places of the text of a fragment, in order."""
    if not other.text:
        return ()
    places = {f.start for f in equal if is_same_place(f.cell_box, other.cell_box)}
    if len(places) != 1:
        places = set(_search(other, by_page[other.page]))
    return tuple(sorted(places))


def _search(other: Fragment, fragments: Sequence[Fragment]) -> Iterator[int]:
    """Where the text is a piece of fragments at the same place, no figure cut in two."""
    text = re.compile(rf"(?<![\d.,]){re.escape(other.text)}(?![\d.,])")
    for fragment in fragments:
        if other.text in fragment.text and is_same_place(fragment.cell_box, other.cell_box):
            yield from (fragment.start + match.start() for match in text.finditer(fragment.text))
