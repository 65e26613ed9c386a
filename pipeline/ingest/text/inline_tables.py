"""Tables within a text with a markup of their own: HTML, LaTeX, MediaWiki, commas, drawn lines.

Converters of PDF files write them among the lines of Markdown. Such a table becomes rows with a tab
between cells, as in a web page; the text around it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gouji.pipeline.ingest.scan.inline_pictures import PictureBuilder
from gouji.pipeline.ingest.text.comma_tables import find_comma_tables
from gouji.pipeline.ingest.text.drawn_tables import BOX_CHARACTERS, read_drawn_table
from gouji.pipeline.ingest.text.latex_tables import find_latex_tables
from gouji.pipeline.ingest.text.nesting import find_outermost
from gouji.pipeline.ingest.text.wiki_tables import find_wiki_tables
from gouji.pipeline.ingest.web.html import write_page
from gouji.pipeline.records import Document, Span

_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>", re.I)
_OPENING = re.compile(r"(?:<(?:html|body|div|center)\b[^<>]*>\s*)+\Z", re.I)
_CLOSING = re.compile(r"(?:\s*</(?:html|body|div|center)\s*>)+", re.I)
# Characters before a table in which the tags around it are looked for.
_LONGEST_OPENING = 300
_GRID_BORDER = re.compile(r"[ \t]*\+(?:[-=]{2,}\+)+[ \t]*")
_GRID_LINE = re.compile(r"[ \t]*[|+].*[|+][ \t]*")
_FEWEST_LINES = 3
_FEWEST_BORDERS = 3


# Finds the tables of a text in order: where each is, and its rows as an HTML table.
_Find = Callable[[str], Iterator[tuple[Span, str]]]


class TextPiece(NamedTuple):
    """A stretch of a file: text as it is, or a table as a document of its own."""

    text: str
    table: Document | None = None


def split_tables(text: str, media: str) -> list[TextPiece]:
    """The pieces of a text in order; one piece for a text without such tables."""
    pieces, lowered = [TextPiece(text)], text.lower()
    for mark, find in _MARKUPS.items():
        if mark in lowered:
            pieces = [part for piece in pieces for part in _split_marked(piece, find, media)]
    return [
        part
        for piece in pieces
        for part in ([piece] if piece.table else _split_drawn(piece.text, media))
    ]


def _split_marked(piece: TextPiece, find: _Find, media: str) -> Iterator[TextPiece]:
    """Split a text at the tables of one markup."""
    if piece.table:
        yield piece
        return
    start = 0
    for place, html in find(piece.text):
        yield TextPiece(piece.text[start : place.start])
        yield TextPiece("", _read_html(html, media))
        start = place.end
    yield TextPiece(piece.text[start:])


def _find_html_tables(text: str) -> Iterator[tuple[Span, str]]:
    """The outermost HTML tables, each with the tags of a page around it; one that is not closed
    reaches to the end of the text."""
    start = 0
    for opened, closed in find_outermost(_TABLE_TAG.finditer(text), lambda tag: not tag[1]):
        first, last = opened.start(), closed.end() if closed else len(text)
        opening = _OPENING.search(text, max(start, first - _LONGEST_OPENING), first)
        closing = _CLOSING.match(text, last)
        start = closing.end() if closing else last
        yield Span(opening.start() if opening else first, start), text[first:last]
        if closed is None:
            break


# The markups of tables, each by what begins one, in the order in which they are looked for.
_MARKUPS: dict[str, _Find] = {
    "<table": _find_html_tables,
    "\\begin{": find_latex_tables,
    "{|": find_wiki_tables,
    ",": find_comma_tables,
}


def _read_html(source: str, media: str) -> Document:
    builder = PictureBuilder()
    write_page(f'<meta charset="utf-8"><body>{source}</body>'.encode(), builder)
    return builder.finish(media)


def _split_drawn(text: str, media: str) -> list[TextPiece]:
    """Split at tables that are drawn with box characters or as a grid."""
    if not BOX_CHARACTERS.intersection(text) and "+-" not in text and "+=" not in text:
        return [TextPiece(text)]
    pieces: list[TextPiece] = []
    kept: list[str] = []
    block: list[str] = []

    def close() -> None:
        table = _read_drawn(block, media)
        if table is None:
            kept.extend(block)
        else:
            pieces.extend((TextPiece("".join(kept)), TextPiece("", table)))
            kept.clear()
        block.clear()

    for line in text.splitlines(keepends=True):
        is_drawn = _is_drawn(line)
        if not is_drawn or (block and _begins(line, block)):
            close()
        (block if is_drawn else kept).append(line)
    close()
    return [*pieces, TextPiece("".join(kept))]


def _is_drawn(line: str) -> bool:
    stripped = line.strip()
    if not stripped:
        return False
    ends = {stripped[0], stripped[-1]}
    return ends <= BOX_CHARACTERS or bool(_GRID_LINE.fullmatch(line.rstrip("\r\n")))


def _begins(line: str, block: list[str]) -> bool:
    """Whether another table begins: its upper border follows the lower border of one."""
    return line.strip()[0] in "┌┏╔╭╒╓" and block[-1].strip()[0] in "└┗╚╰╘╙"


def _read_drawn(lines: list[str], media: str) -> Document | None:
    if len(lines) < _FEWEST_LINES or not _is_full_grid(lines):
        return None
    rows = read_drawn_table([line.rstrip("\r\n") for line in lines])
    if rows is None:
        return None
    builder = PictureBuilder()
    for row in rows:
        builder.write_row(row)
    return builder.finish(media)


def _is_full_grid(lines: list[str]) -> bool:
    """Tables drawn with + have lines between their rows; of others a line each is a row."""
    if BOX_CHARACTERS.intersection(lines[0]):
        return True
    borders = sum(bool(_GRID_BORDER.fullmatch(line.rstrip("\r\n"))) for line in lines)
    return bool(_GRID_BORDER.fullmatch(lines[0].rstrip("\r\n"))) and borders >= _FEWEST_BORDERS
