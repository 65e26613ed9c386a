"""Documents of docling (`DoclingDocument`): a tree of references to texts, tables and pictures.

Each item is written once, at its first place in the tree. A reference to nothing, a table without
cells and an item that no reference reaches are unread parts. What docling does not take for print
(notes, hidden text) and what is struck out is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.limits import collapse_narrow_space
from gouji.pipeline.ingest.scan.inline_pictures import PictureBuilder
from gouji.pipeline.ingest.structured.docling_items import (
    Items,
    is_formatted,
    is_shown,
    join_pieces,
    list_cells,
    list_references,
    read_marker,
    read_shown,
    read_text,
    to_picture,
    to_reference,
)
from gouji.pipeline.ingest.structured.docling_tables import read_grid, write_grid
from gouji.pipeline.ingest.structured.json_values import Object, as_list, as_object, as_text
from gouji.pipeline.ingest.structured.unread_parts import (
    mark_unread,
    write_picture,
    write_table_picture,
)

_ROOTS = ("body", "furniture")
_FURNITURE_LABELS = ("page_header", "page_footer")
_FURNITURE_LAYERS = ("furniture", "background")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_MOST_INSIDE = 200_000  # Items inside the cells of a document.

# A reference to an item, or a step that is due before the next one.
_Step = str | Callable[[], None]


def write_docling(source: Object, builder: PictureBuilder) -> None:
    """Write the lines, table rows and pictures of a document. Raises ReportError."""
    items = Items(source)
    builder.characters += items.count_characters()
    writer = _Writer(items, builder)
    for root in _ROOTS:
        writer.write_all(list_references(as_object(source.get(root)), "children"))
    if writer.has_more():
        mark_unread(builder)


@dataclass(slots=True)
class _Writer:
    """Writes items. `written` are the references to those that are done, `open` to those whose
    children are being written. `inside` counts the items inside cells."""

    items: Items
    builder: PictureBuilder
    written: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=lambda: {f"#/{root}" for root in _ROOTS})
    inside: int = 0

    def write_all(self, references: Sequence[str]) -> None:
        """Write items and what is below them, without recursion: a file may nest deeply."""
        waiting: list[_Step] = list(reversed(references))
        while waiting:
            step = waiting.pop()
            if isinstance(step, str):
                waiting.extend(reversed(self._begin(step)))
            else:
                step()

    def has_more(self) -> bool:
        """Whether an item with figures was reached by no reference."""
        left = [item for ref, item in self.items.list_all("texts") if ref not in self.written]
        if any(_DIGIT.search(read_text(item)) for item in left if is_shown(item)):
            return True
        tables = (item for ref, item in self.items.list_all("tables") if ref not in self.written)
        return any(list_cells(item) for item in tables if is_shown(item))

    def _begin(self, reference: str) -> list[_Step]:
        """The steps that write an item and what is below it."""
        if reference in self.open:
            raise Damaged(f"$ref {reference[:60]}: loop")
        if reference in self.written:
            return []
        item = self.items.find(reference)
        if not item:
            mark_unread(self.builder)
            return []
        self.written.add(reference)
        self.open.add(reference)
        steps = self._write(reference.split("/")[1], item)
        return [*steps, partial(self.open.discard, reference)]

    def _write(self, kind: str, item: Object) -> list[_Step]:
        """Write an item, or give the steps that do. Returns these and the children."""
        children: list[_Step] = [*list_references(item, "children")]
        if not is_shown(item):
            return children
        if kind == "tables":
            above, below = list_references(item, "captions"), list_references(item, "footnotes")
            return [*above, partial(self._write_table, item), *below, *children]
        if kind == "pictures":
            write_picture(to_picture(item), self.builder)
            return [*list_references(item, "captions"), *children]
        if kind == "texts":
            self._write_text(item)
        elif "graph" in item:
            self._write_graph(as_object(item["graph"]))
        elif item.get("label") == "inline":
            self._write_inline(children)
        return children

    def _write_text(self, item: Object) -> None:
        if as_text(item.get("text")) is None and as_text(item.get("orig")) is None:
            mark_unread(self.builder)
            return
        is_furniture = (
            item.get("label") in _FURNITURE_LABELS or item.get("content_layer") in _FURNITURE_LAYERS
        )
        write = self.builder.write_furniture if is_furniture else self.builder.write_line
        for line in (read_marker(item) + read_shown(item)).splitlines():
            write(collapse_narrow_space(line))

    def _write_inline(self, children: Sequence[_Step]) -> None:
        """Write texts that stand in one line as one; docling cuts a line where its font changes."""
        line = ""
        for child in children:
            if isinstance(child, str) and child.startswith("#/texts/"):
                item = self.items.find(child)
                if child not in self.written and is_shown(item) and read_text(item):
                    line = join_pieces(line, collapse_narrow_space(read_shown(item)))
                    self.written.add(child)
        self.builder.write_line(line)

    def _write_graph(self, graph: Object) -> None:
        """Write the texts of a form. Which of them belong together is not read."""
        for cell in map(as_object, as_list(graph.get("cells"))):
            self.builder.write_line(collapse_narrow_space(as_text(cell.get("text")) or ""))
        mark_unread(self.builder)

    def _write_table(self, item: Object) -> None:
        grid = read_grid(as_object(item.get("data")), self._read_cell)
        if not grid.has_text:
            write_table_picture(to_picture(item), self.builder)
            return
        write_grid(grid, self.builder)
        if not grid.is_whole:
            mark_unread(self.builder)

    def _read_cell(self, cell: Object) -> str | None:
        """The text of a cell, None where it is not told. A cell that refers to items has their text
        where its own is empty, or where theirs is struck out, raised or lowered. Items whose text
        is in that of the cell are not written again."""
        text = as_text(cell.get("text"))
        if "ref" not in cell:
            return text
        inside = self._list_inside(to_reference(cell["ref"]))
        items = [self.items.find(reference) for reference in inside]
        if not text or any(map(is_formatted, items)):
            is_lost = bool(text) or not all(items) or any("/pictures/" in ref for ref in inside)
            text = reduce(join_pieces, map(read_shown, items), "") or (None if is_lost else text)
        squeezed = _SPACE.sub("", text or "")
        for reference, item in zip(inside, items, strict=True):
            if "/texts/" in reference and _SPACE.sub("", read_shown(item)) in squeezed:
                self.written.add(reference)
        return text

    def _list_inside(self, reference: str) -> list[str]:
        """The references below an item, itself included, each once."""
        found: dict[str, None] = {}
        waiting = [reference]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found[current] = None
                waiting += reversed(list_references(self.items.find(current), "children"))
        self.inside += len(found)
        if self.inside > _MOST_INSIDE:
            raise Damaged(f"$ref {reference[:60]}: > {_MOST_INSIDE}")
        return list(found)
