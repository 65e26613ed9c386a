"""Writes the text of a document: a line for each paragraph and table row, tabs between cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.pipeline.records import Box, Document, Fragment, PageMedium, Role


class Slot(NamedTuple):
    """A cell of a printed row, or a line: its text, grid column and spans, and its boxes.

    `box` is the cell as drawn, or its place where nothing is drawn around it; `text_box` is the
    extent of the printed characters. `page` is set where the cell is on another page than its row.
    `has_rulings` is None in media without rulings.
    """

    text: str
    x: int = 0
    width: int = 1
    box: Box | None = None
    page: int | None = None
    text_box: Box | None = None
    row_span: int = 1
    is_furniture: bool = False
    has_rulings: bool | None = None


@dataclass(slots=True)
class Draft:
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
        self.write_text(Slot(text))

    def write_text(self, slot: Slot) -> None:
        """Write a line outside tables with its place; an empty text writes nothing."""
        if slot.text:
            self._add(slot, False, "furniture" if slot.is_furniture else "line")
            self._end_row()

    def write_row(self, slots: Iterable[Slot], ruled: bool = True) -> None:
        """Write a table row, empty cells included; a row without cells writes nothing."""
        is_first = True
        for slot in slots:
            if not is_first:
                self._write("\t")
            self._add(slot, ruled, "cell")
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
        return Document(text, media, fragments, encoding, pages, title, page_media, unread_pages)

    def _add(self, slot: Slot, ruled: bool, role: Role) -> None:
        start = self.length
        self._write(slot.text)
        self.fragments.append(
            Fragment(
                start,
                self.length,
                slot.text,
                self.row,
                slot.x,
                slot.width,
                ruled,
                slot.page or self.page,
                slot.box,
                slot.text_box,
                slot.row_span,
                role,
            )
        )

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _end_row(self) -> None:
        self._write("\n")
        self.row += 1
