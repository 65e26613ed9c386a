"""The tables that OCR tools find in scanned PDFs, as JSON: `python ocr_tools.py TOOL FOLDER`.

Runs in an environment of the tool, without gouji. TOOL is "RapidOCR + rows and columns" (RapidOCR
with its own settings; its texts are put into rows by their heights, and figures into columns by
their middles) or "img2table + RapidOCR" (with its own detection of skew, without which it finds no table on
a skewed page). Both get each page at the resolution of its picture.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

Table = list[list[str]]
_FIGURE = re.compile(r"[\d,.，+\-—－–/%一]+|无")
_LEVEL = 0.5  # Distance of the middles of two texts on one row, in heights of texts.
_APART = 1.0  # Distance of the middles of figures of two columns, in heights of texts.
_FEWEST = 2  # Fewest figures of a row, and of a column, of a table.
_PROSE = 3  # Rows without figures that end a table.


class Text(NamedTuple):
    """A text and its box in pixels."""

    value: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.value.strip()))


def draw_pages(path: Path) -> Iterator[Any]:
    """The pages of a PDF as PIL images, at the resolution of the largest picture on each."""
    import pypdfium2

    for page in pypdfium2.PdfDocument(path):
        widths = [picture.get_px_size()[0] for picture in page.get_objects([3])]
        yield page.render(scale=max(widths) / page.get_width()).to_pil().convert("RGB")


def rapidocr_tables() -> Callable[[Path], Iterator[Table]]:
    import numpy as np
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})

    def read(path: Path) -> Iterator[Table]:
        for page in draw_pages(path):
            found = engine(np.asarray(page)[:, :, ::-1])
            if found.boxes is None or found.txts is None:
                continue
            yield from cluster(
                [
                    Text(text, *box.min(axis=0).tolist(), *box.max(axis=0).tolist())
                    for text, box in zip(found.txts, found.boxes, strict=True)
                ]
            )

    return read


def cluster(texts: list[Text]) -> Iterator[Table]:
    """Tables of texts: rows by height, figures in columns by their middles."""
    size = median(text.y1 - text.y0 for text in texts)
    for rows in _split(_to_rows(texts, size)):
        columns = _find_columns([text.x for row in rows for text in row if text.is_figure], size)
        yield [_to_cells(row, columns) for row in rows]


def _to_rows(texts: list[Text], size: float) -> list[list[Text]]:
    rows: list[list[Text]] = []
    for text in sorted(texts, key=lambda text: text.y):
        if rows and text.y - median(other.y for other in rows[-1]) < _LEVEL * size:
            rows[-1].append(text)
        else:
            rows.append([text])
    return [sorted(row, key=lambda text: text.x0) for row in rows]


def _split(rows: list[list[Text]]) -> list[list[list[Text]]]:
    """Rows by the table that they are in: several rows without figures end one."""
    tables: list[list[list[Text]]] = [[]]
    without = 0
    for row in rows:
        has_figures = _has_figures(row)
        is_new = (
            has_figures and without >= _PROSE and any(_has_figures(other) for other in tables[-1])
        )
        if is_new:  # the rows before are the header of the next table
            header = tables[-1][-without:]
            tables[-1] = tables[-1][:-without]
            tables.append(header)
        without = 0 if has_figures else without + 1
        tables[-1].append(row)
    return [table for table in tables if table]


def _has_figures(row: list[Text]) -> bool:
    return sum(text.is_figure for text in row) >= _FEWEST


def _find_columns(middles: list[float], size: float) -> list[float]:
    groups: list[list[float]] = []
    for x in sorted(middles):
        if groups and x - groups[-1][-1] < _APART * size:
            groups[-1].append(x)
        else:
            groups.append([x])
    columns = [group for group in groups if len(group) >= _FEWEST]  # a page number is no column
    return [median(group) for group in columns or groups]


def _to_cells(row: list[Text], columns: list[float]) -> list[str]:
    labels = [text.value for text in row if not text.is_figure]
    figures = {}
    for text in row:
        if text.is_figure:
            nearest = min(range(len(columns)), key=lambda n: abs(columns[n] - text.x))
            figures[nearest] = text.value
    return [*labels, *(figures.get(number, "") for number in range(len(columns)))]


def img2table_tables() -> Callable[[Path], Iterator[Table]]:
    from img2table.document import Image  # type: ignore[import-not-found]
    from img2table.ocr import RapidOCR  # type: ignore[import-not-found]
    from rapidocr import LangRec

    ocr = RapidOCR({"Global.log_level": "critical", "Rec.lang_type": LangRec.CH})

    def read(path: Path) -> Iterator[Table]:
        for page in draw_pages(path):
            stream = BytesIO()
            page.save(stream, "PNG")
            image = Image(stream.getvalue(), detect_rotation=True)
            for table in image.extract_tables(ocr=ocr):
                yield [[cell.value or "" for cell in _once(row)] for row in table.content.values()]

    return read


def _once(row: list[Any]) -> list[Any]:
    """The cells of a row; a merged cell counts once."""
    return row[:1] + [cell for before, cell in pairwise(row) if cell.bbox != before.bbox]


TOOLS = {
    "RapidOCR + rows and columns": rapidocr_tables,
    "img2table + RapidOCR": img2table_tables,
}


def main(tool: str, folder: str) -> None:
    read, tables = TOOLS[tool](), dict[str, list[Table]]()
    for path in sorted(Path(folder).glob("*.pdf")):
        try:
            tables[path.name] = list(read(path))
        except Exception as error:  # a tool that fails on a file finds nothing in it
            print(f"{tool}: {path.name}: {error}", file=sys.stderr)
            tables[path.name] = []
    json.dump({tool: tables}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
