"""Lists of blocks that MinerU writes (`content_list.json`), in both of their versions.

The first version is one list, the second a list for each page. Tables are HTML and are read as on a
web page. A table without rows and a block of an unknown kind are unread parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.pipeline.errors import ReportError
from gouji.pipeline.ingest.limits import collapse_narrow_space
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture, PictureBuilder
from gouji.pipeline.ingest.structured.json_values import (
    Object,
    as_length,
    as_list,
    as_object,
    as_text,
    as_word,
)
from gouji.pipeline.ingest.structured.unread_parts import (
    mark_unread,
    write_picture,
    write_table_picture,
)
from gouji.pipeline.ingest.web.addresses import find_file
from gouji.pipeline.ingest.web.html import write_page

_FURNITURE = frozenset(
    "header footer page_number aside_text page_header page_footer page_aside_text".split()
)
_PICTURES = frozenset(("image", "chart"))
_EQUATIONS = frozenset(("equation", "equation_interline", "interline_equation"))
# The keys under which a block has its text, besides that which its type begins.
_TEXT_KEYS = ("text", "list_items", "code_body", "math_content", "ref_text")
_TEXTS = frozenset(
    "text title paragraph list index code algorithm ref_text phonetic page_footnote".split()
)
_KINDS = _FURNITURE | _PICTURES | _EQUATIONS | _TEXTS | {"table"}
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
# Boxes count thousandths of the page, which has the size of A4.
_POINTS = (0.595, 0.842)
_SIDES = 4


def list_blocks(value: object) -> list[Object] | None:
    """The blocks of a document in order, None for another value. An empty block stands for an
    element that is no block."""
    if not isinstance(value, list) or not value:
        return None
    if any(isinstance(page, list) for page in value):
        blocks = [_flatten(block) for page in value for block in as_list(page)]
        return blocks if any(map(_is_block, blocks)) else None
    blocks = [as_object(block) for block in value]
    is_list = any(_is_block(block) and "page_idx" in block for block in blocks)
    return blocks if is_list else None


def _flatten(block: object) -> Object:
    """A block of the second version as one of the first; {} where it has no content."""
    outer = as_object(block)
    content = as_object(outer.get("content"))
    return {**outer, "content": None, **content} if content else {}


def _is_block(block: Object) -> bool:
    return as_word(block.get("type")) in _KINDS


def write_blocks(blocks: Sequence[Object], builder: PictureBuilder) -> None:
    """Write the lines, table rows and pictures of blocks. Raises ReportError."""
    texts = (_read_lines(value) for block in blocks for value in block.values())
    builder.characters += sum(len(line) for lines in texts for line in lines or ())
    for block in blocks:
        if _is_block(block):
            _write_block(block, builder)
        else:
            mark_unread(builder)


def _write_block(block: Object, builder: PictureBuilder) -> None:
    kind = as_word(block["type"])
    _write_lines(block.get(f"{kind}_caption"), builder)
    if kind == "table":
        _write_table(block, builder)
    elif kind in _PICTURES:
        if block.get("sub_type") != "seal":
            write_picture(_to_picture(block), builder)
    else:
        _write_text(kind, block, builder)
    _write_lines(block.get(f"{kind}_footnote"), builder)


def _write_text(kind: str, block: Object, builder: PictureBuilder) -> None:
    values = [block[key] for key in (*_TEXT_KEYS, f"{kind}_content") if key in block]
    if kind in _FURNITURE:
        for line in _read_all(values):
            builder.write_furniture(line)
    elif not values and kind in _EQUATIONS:
        write_picture(_to_picture(block), builder)
    else:
        for value in values or [None]:
            _write_lines(value, builder, is_needed=True)


def _write_lines(value: object, builder: PictureBuilder, is_needed: bool = False) -> None:
    """Write the lines in a value. A value of a wrong type is an unread part."""
    lines = _read_lines(value)
    if lines is None:
        if is_needed or value is not None:
            mark_unread(builder)
        return
    for line in lines:
        builder.write_line(line)


def _read_all(values: Sequence[object]) -> Iterator[str]:
    for value in values:
        yield from _read_lines(value) or ()


def _read_lines(value: object) -> list[str] | None:
    """The lines in a text, in a list of texts, or in a list of pieces, which are one line."""
    if isinstance(value, str):
        return [*filter(None, map(collapse_narrow_space, as_word(value).splitlines()))]
    if not isinstance(value, list):
        return None
    if value and all("content" in as_object(piece) for piece in value):
        return _read_lines("".join(map(_read_piece, map(as_object, value))))
    lines: list[str] = []
    for item in value:
        inner = item if isinstance(item, str) else as_object(item).get("item_content")
        found = _read_lines(inner) if not _is_nested(inner) else None
        if found is None:
            return None
        lines += found
    return lines


def _is_nested(value: object) -> bool:
    """Whether a list holds lists of items, which no version does."""
    return any("item_content" in as_object(item) for item in as_list(value))


def _read_piece(piece: Object) -> str:
    content = as_word(piece.get("content"))
    return f"${content}$" if piece.get("type") == "equation_inline" else content


def _write_table(block: Object, builder: PictureBuilder) -> None:
    body = as_text(block.get("table_body", block.get("html"))) or ""
    before = builder.length
    if _TABLE.search(body):
        try:
            write_page(f'<meta charset="utf-8"><body>{body}</body>'.encode(), builder)
        except ReportError:  # what is written so far stays, and the table is unread
            mark_unread(builder)
    if builder.length == before:
        write_table_picture(_to_picture(block), builder)


def _to_picture(block: Object) -> InlinePicture:
    """The picture of a block, with its size in points as its box tells it."""
    path = block.get("img_path") or as_object(block.get("image_source")).get("path")
    data = find_file(as_word(path), {}, "image/")
    return InlinePicture(data or None, *_measure(as_list(block.get("bbox"))))


def _measure(box: Sequence[object]) -> tuple[float, float]:
    """The width and the height of a box, 0 where it is none."""
    if len(box) != _SIDES:
        return 0.0, 0.0
    left, top, right, bottom = map(as_length, box)
    return abs(right - left) * _POINTS[0], abs(bottom - top) * _POINTS[1]
