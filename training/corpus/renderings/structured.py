"""Writes a page as the JSON of document converters: docling, and MinerU in both versions.

Only the documented formats are followed; no converter runs. The choices that converters leave open
(row heads, names of labels, furniture, gaps between pages) are drawn.
"""

from __future__ import annotations

import json
from html import escape
from random import Random
from typing import Any

from gouji.training.corpus.renderings.office import list_boxes
from gouji.training.corpus.reports.grid import Grid, list_fields
from gouji.training.corpus.reports.page import ReportPage, TextLine

_Json = dict[str, Any]
_HEADINGS = frozenset(("title", "heading", "subheading"))
_LINES_A_PAGE = 12  # Parts of a page, tables included.
_BOX = {"l": 72.0, "t": 700.0, "r": 523.0, "b": 680.0, "coord_origin": "BOTTOMLEFT"}


def write_docling(rng: Random, page: ReportPage) -> bytes:
    """A `DoclingDocument` with the texts and tables of a page."""
    document: _Json = {
        "schema_name": "DoclingDocument",
        "version": "1.8.0",
        "name": "report",
        "body": _node("#/body", "unspecified"),
        "groups": [],
        "texts": [],
        "tables": [],
        "pictures": [],
        "key_value_items": [],
        "form_items": [],
    }
    lists_empty = rng.random() < 0.5
    for number, part in enumerate(page.parts):
        where = [{"page_no": 1 + number // _LINES_A_PAGE, "bbox": _BOX, "charspan": [0, 1]}]
        kind = "tables" if isinstance(part, Grid) else "texts"
        reference = f"#/{kind}/{len(document[kind])}"
        item = _table(part, lists_empty) if isinstance(part, Grid) else _text(part)
        document[kind].append({"self_ref": reference, "children": [], "prov": where, **item})
        document["body"]["children"].append({"$ref": reference})
    if rng.random() < 0.5:
        _add_page_number(document)
    return json.dumps(document, ensure_ascii=rng.random() < 0.3, indent=2).encode()


def _node(reference: str, label: str) -> _Json:
    return {"self_ref": reference, "children": [], "content_layer": "body", "label": label}


def _text(line: TextLine) -> _Json:
    is_heading = line.role in _HEADINGS
    label = "section_header" if is_heading else "text"
    item = {"content_layer": "body", "label": label, "orig": line.text, "text": line.text}
    return {**item, "level": 1} if is_heading else item


def _add_page_number(document: _Json) -> None:
    reference = f"#/texts/{len(document['texts'])}"
    footer = {
        "content_layer": "furniture",
        "label": "page_footer",
        "orig": "- 2 -",
        "text": "- 2 -",
    }
    document["texts"].append({"self_ref": reference, "children": [], **footer})
    document["body"]["children"].insert(3, {"$ref": reference})


def _table(grid: Grid, lists_empty: bool) -> _Json:
    """A table; docling lists no empty cells of a PDF file, and those of other files."""
    cells = [
        {
            "row_span": place.bottom - place.top + 1,
            "col_span": place.right - place.left + 1,
            "start_row_offset_idx": place.top,
            "end_row_offset_idx": place.bottom + 1,
            "start_col_offset_idx": place.left,
            "end_col_offset_idx": place.right + 1,
            "text": box.text,
            "column_header": place.top < grid.head,
            "row_header": place.left < grid.labels,
            "row_section": False,
        }
        for box, place in list_boxes(grid)
        if box.text or lists_empty
    ]
    size = {"num_rows": len(grid.rows), "num_cols": grid.width}
    listed = {"table_cells": cells, **size, "grid": _repeat(cells, **size)}
    return {"content_layer": "body", "label": "table", "captions": [], "data": listed}


def _repeat(cells: list[_Json], num_rows: int, num_cols: int) -> list[list[_Json]]:
    """The grid of a table, which repeats a cell at every place that it covers."""
    grid: list[list[_Json]] = [[{} for _ in range(num_cols)] for _ in range(num_rows)]
    for cell in cells:
        for row in grid[cell["start_row_offset_idx"] : cell["end_row_offset_idx"]]:
            for column in range(cell["start_col_offset_idx"], cell["end_col_offset_idx"]):
                row[column] = cell
    return grid


def write_content_list(rng: Random, page: ReportPage) -> bytes:
    """The list of the blocks of a page, as MinerU writes it."""
    blocks = [
        {**_block(part), "bbox": [100, 100, 900, 140], "page_idx": number // _LINES_A_PAGE}
        for number, part in enumerate(page.parts)
    ]
    if rng.random() < 0.5:
        number_block = {"type": "page_number", "text": "2", "bbox": [480, 950, 520, 970]}
        blocks.insert(3, {**number_block, "page_idx": 0})
    return json.dumps(blocks, ensure_ascii=False, indent=4).encode()


def write_content_pages(rng: Random, page: ReportPage) -> bytes:
    """The lists of the blocks of each page, as MinerU writes them since its third version."""
    pages: list[list[_Json]] = []
    for number, part in enumerate(page.parts):
        if number % _LINES_A_PAGE == 0:
            pages.append([])
        pages[-1].append({**_to_content(_block(part)), "bbox": [100, 100, 900, 140]})
    return json.dumps(pages, ensure_ascii=rng.random() < 0.3, indent=4).encode()


def _block(part: TextLine | Grid) -> _Json:
    if isinstance(part, Grid):
        pictures = {"img_path": "images/1.jpg", "table_caption": [], "table_footnote": []}
        return {"type": "table", **pictures, "table_body": _html(part)}
    level = {"text_level": 1} if part.role in _HEADINGS else {}
    return {"type": "text", "text": part.text, **level}


def _to_content(block: _Json) -> _Json:
    if block["type"] == "table":
        source = {"image_source": {"path": block["img_path"]}, "html": block["table_body"]}
        return {"type": "table", "content": {**source, "table_caption": [], "table_footnote": []}}
    kind = "title" if "text_level" in block else "paragraph"
    pieces = [{"type": "text", "content": block["text"]}]
    return {"type": kind, "content": {f"{kind}_content": pieces}}


def _html(grid: Grid) -> str:
    rows = []
    for fields in list_fields(grid):
        cells = [_cell(field.box.text, field.rows, field.columns) for field in fields]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _cell(text: str, rows: int, columns: int) -> str:
    down = f' rowspan="{rows}"' if rows > 1 else ""
    across = f' colspan="{columns}"' if columns > 1 else ""
    return f"<td{down}{across}>{escape(text)}</td>"
