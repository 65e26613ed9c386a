"""Items of a document of docling: where references lead, and the text of an item as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK, InlinePicture
from gouji.pipeline.ingest.scripts import to_script
from gouji.pipeline.ingest.structured.json_values import (
    Object,
    as_length,
    as_list,
    as_object,
    as_word,
)
from gouji.pipeline.ingest.web.addresses import find_file

_REFERENCE = re.compile(r"#/([a-z_]{1,40})/([0-9]{1,9})")
_HIDDEN_LAYERS = ("invisible", "notes")
# The marks before items of a list that number nothing.
_BULLETS = frozenset("-–—*•·●○■□◆▪▫‣⁃+o")
_LATIN = re.compile(r"[!-~]")
_DIGIT = re.compile(r"\d")
_SCRIPTS = {"super": "superscript", "sub": "subscript"}
_POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a document by the references to them."""

    source: Object

    def find(self, reference: str) -> Object:
        """The item; an empty one where there is none."""
        match = _REFERENCE.fullmatch(reference)
        items = as_list(self.source.get(match[1])) if match else []
        number = int(match[2]) if match else 0
        return as_object(items[number]) if number < len(items) else {}

    def list_all(self, kind: str) -> Iterator[tuple[str, Object]]:
        """The items of a kind with the references to them."""
        for number, item in enumerate(as_list(self.source.get(kind))):
            yield f"#/{kind}/{number}", as_object(item)

    def count_characters(self) -> int:
        """The characters of all texts and cells."""
        texts = [read_text(item) for _, item in self.list_all("texts")]
        for _, table in self.list_all("tables"):
            texts += [as_word(cell.get("text")) for cell in list_cells(table)]
        return sum(map(len, texts))


def list_references(item: Object, key: str) -> list[str]:
    """The references in a list of an item."""
    return [to_reference(value) for value in as_list(item.get(key))]


def to_reference(value: object) -> str:
    """The reference that a value is, "" for none. Programs that store documents without the names
    of the format write `cref` for `$ref`."""
    reference = as_object(value)
    return as_word(reference.get("$ref", reference.get("cref")))


def list_cells(table: Object) -> list[Object]:
    """The cells of a table."""
    return [*map(as_object, as_list(as_object(table.get("data")).get("table_cells")))]


def is_shown(item: Object) -> bool:
    """Whether an item is printed."""
    return item.get("content_layer") not in _HIDDEN_LAYERS


def is_formatted(item: Object) -> bool:
    """Whether the format of a text changes what is read."""
    formatting = as_object(item.get("formatting"))
    return formatting.get("strikethrough") is True or formatting.get("script") in _SCRIPTS


def read_text(item: Object) -> str:
    """The text of an item, whatever its format."""
    return as_word(item.get("text")) or as_word(item.get("orig"))


def read_shown(item: Object) -> str:
    """The text of an item as it is printed: left out where it is struck out, raised or lowered."""
    formatting = as_object(item.get("formatting"))
    if formatting.get("strikethrough") is True:
        return ""
    return to_script(read_text(item), _SCRIPTS.get(as_word(formatting.get("script"))))


def read_marker(item: Object) -> str:
    """The number before an item of a list, where the text does not begin with it."""
    marker, text = as_word(item.get("marker")).strip(), read_text(item).strip()
    if not text or not marker or marker in _BULLETS or text.startswith(marker):
        return ""
    return f"{marker} " if _LATIN.fullmatch(marker[-1]) else marker


def join_pieces(line: str, text: str) -> str:
    """Two pieces of a line, with a space between Latin letters. Two figures that touch may be one
    number or two: a mark between them keeps either from being read."""
    if not line or not text:
        return line or text
    if _DIGIT.fullmatch(line[-1]) and _DIGIT.fullmatch(text[0]):
        return f"{line}{PICTURE_MARK}{text}"
    is_latin = _LATIN.fullmatch(line[-1]) and _LATIN.fullmatch(text[0])
    return f"{line} {text}" if is_latin else line + text


def to_picture(item: Object) -> InlinePicture:
    """The picture of an item, with its size in points."""
    image = as_object(item.get("image"))
    size, dpi = as_object(image.get("size")), as_length(image.get("dpi")) or _POINTS_PER_INCH
    data = find_file(as_word(image.get("uri")), {}, "image/")
    width, height = (
        as_length(size.get(side)) / dpi * _POINTS_PER_INCH for side in ("width", "height")
    )
    if not (width and height):
        width, height = _measure_place(item)
    return InlinePicture(data or None, width, height)


def _measure_place(item: Object) -> tuple[float, float]:
    """The width and the height of the place of an item on its page, 0 where it has none."""
    place = next(iter(as_list(item.get("prov"))), None)
    box = as_object(as_object(place).get("bbox"))
    left, top, right, bottom = (as_length(box.get(side)) for side in "ltrb")
    return abs(right - left), abs(bottom - top)
