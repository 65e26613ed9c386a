"""Text written anew: one line a paragraph or table row, tabs between the cells of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.pipeline.records import Box, Document, Fragment


class Slot(NamedTuple):
    """A cell of a printed row, or a line: its text, grid column and spans, and its boxes.

    `box` is the cell as drawn, or else the place of its text or of the blank. `page` is set where
    the cell is on another page than its row. `text_box` is around the printed characters, and
    `cell_box` is the cell as drawn, None where nothing is drawn around it. `has_rulings` is None in
    media without rulings.
    """

    text: str
    x: int = 0
    width: int = 1
    box: Box | None = None
    page: int | None = None
    text_box: Box | None = None
    row_span: int = 1
    cell_box: Box | None = None
    is_furniture: bool = False
    has_rulings: bool | None = None


@dataclass(slots=True)
class Draft:
    """The text written so far, and the fragments that stand in it.

    `page` is the number of the page being written, None in media that have none.
    """

    page: int | None = None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    line: int = 0
    fragments: list[Fragment] = field(default_factory=list)

    def write_line(self, text: str, box: Box | None = None) -> None:
        """A line outside tables, none if there is nothing to write."""
        self.write_text(Slot(text, box=box))

    def write_text(self, slot: Slot) -> None:
        """A line outside tables, given as a slot; none if there is nothing to write."""
        if slot.text:
            self._add(slot, ruled=False)
            self._end_line()

    def write_row(self, slots: Iterable[Slot], ruled: bool = True) -> None:
        """A table row, none if it has no cells; empty cells are cells."""
        first = True
        for slot in slots:
            if not first:
                self._write("\t")
            self._add(slot, ruled)
            first = False
        if not first:
            self._end_line()

    def finish(
        self,
        media: str,
        encoding: str | None = None,
        title: str | None = None,
        pages: int | None = None,
        unread: tuple[int, ...] = (),
    ) -> Document:
        """The document as written."""
        fragments = tuple(self.fragments)
        return Document("".join(self.parts), media, fragments, encoding, pages, title, unread)

    def _add(self, slot: Slot, ruled: bool) -> None:
        start = self.length
        self._write(slot.text)
        place = (self.line, slot.x, slot.width, ruled, slot.page or self.page, slot.box)
        self.fragments.append(Fragment(start, self.length, slot.text, *place))

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _end_line(self) -> None:
        self._write("\n")
        self.line += 1
