"""Tables of MediaWiki, as its help page on tables describes them.

    {| class="wikitable"        the table and its attributes
    |+ caption
    |-                          a row; the first one may go without
    ! colspan="2" | head        a head; attributes come before a further bar
    | cell || cell              cells, on one line or on lines of their own
    |}

Bold and italic marks, links, notes and comments are no part of a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.pipeline.ingest.text.nesting import find_outermost
from gouji.pipeline.records import Span

_EDGE = re.compile(r"^[ \t:]*(\{\||\|\})", re.M)
_ROW = re.compile(r"^[ \t]*\|-.*$", re.M)
_CELL = re.compile(r"^[ \t]*[|!](?!\})|\|\||(?<=[^\n])!!", re.M)
_CAPTION = re.compile(r"^[ \t]*\|\+.*?(?=^[ \t]*[|!]|\Z)", re.S | re.M)
# Attributes before the text of a cell, with one bar that is no part of a link or template.
_ATTRIBUTES = re.compile(r"([^|\[\]{}<>=\n]{0,80}=[^|\[\]{}<>\n]{0,300})\|(?!\|)")
_SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?\s*(\d{1,4})", re.I)
_LINK = re.compile(
    r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{0,300})\]\]"
    r"|\[\w{1,20}://[^\s\[\]]{1,500}\s+([^\[\]]{0,300})\]"
)
_NOTE = re.compile(
    r"<ref\b[^<>]*/>|<ref\b[^<>]*>.{0,2000}?</ref\s*>|<!--.{0,2000}?-->", re.S | re.I
)
_QUOTES = re.compile(r"'{2,5}")


def find_wiki_tables(text: str) -> Iterator[tuple[Span, str]]:
    """The tables of a text in order: where each is, and its rows as an HTML table. A table within
    a table is text of its cell."""
    for first, last in find_outermost(_EDGE.finditer(text), lambda edge: edge[1] == "{|"):
        if last is not None:
            yield Span(first.start(), last.end()), _to_html(text[first.end() : last.start()])


def _to_html(source: str) -> str:
    _, _, body = source.partition("\n")  # without the attributes of the table
    body = _NOTE.sub("", _CAPTION.sub("", body))
    rows = ("".join(map(_write_cell, _split_cells(row))) for row in _ROW.split(body))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows if row)}</table>"


def _split_cells(row: str) -> list[str]:
    """The sources of the cells of a row, without their first bar."""
    masked = _LINK.sub(lambda link: link[0].replace("|", "/"), row)
    marks = list(_CELL.finditer(masked))
    ends = [mark.start() for mark in marks[1:]] + [len(row)]
    return [row[mark.end() : end] for mark, end in zip(marks, ends, strict=False)]


def _write_cell(source: str) -> str:
    attributes = _ATTRIBUTES.match(source)
    text = source[attributes.end() :] if attributes else source
    spans = _SPAN.findall(attributes[1]) if attributes else []
    written = "".join(f' {name.lower()}="{number}"' for name, number in spans)
    text = _LINK.sub(lambda link: link[1] or link[2] or "", _QUOTES.sub("", text)).strip()
    return f"<td{written}>{text}</td>"
