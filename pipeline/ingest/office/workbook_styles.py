"""Data that the sheets of a workbook share: texts, number formats, borders; the visible sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.number_formats import BUILT_IN
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.scripts import is_script, to_script

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TRUE = ("1", "true")
# An escaped character of a text: _x000D_.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Characters that are no text: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The shared data of a workbook.

    `texts` are the shared texts by index. `styles` are the cell styles by index. `since_1904` tells
    that dates count from 1904. `is_stale` tells that the stored results of formulas are out of date
    and are to be calculated when the file is opened.
    """

    texts: list[str]
    styles: list[CellStyle]
    since_1904: bool
    is_stale: bool


class CellStyle(NamedTuple):
    """The number format of a cell, and whether the cell has a drawn border."""

    format: str = "General"
    has_border: bool = False


def read_workbook(package: Package, main: str, root: Element) -> Workbook:
    """Return the shared data of the workbook in the part `main`. Raises ReportError."""
    properties = {local_name(child): child for child in root}
    since_1904 = attribute(properties.get("workbookPr"), "date1904") in TRUE
    is_stale = attribute(properties.get("calcPr"), "fullCalcOnLoad") in TRUE
    texts, styles = _read_texts(package, main), _read_styles(package, main)
    return Workbook(texts, styles, since_1904, is_stale)


def visible_sheets(package: Package, main: str, root: Element) -> Iterator[tuple[str, str]]:
    """Yield the part and the name of each visible sheet."""
    targets = {link.id: link.target for link in package.links(main)}
    for sheet in root.iter("{*}sheet"):
        part = targets.get(attribute(sheet, "id") or "", "")
        if attribute(sheet, "state") in (None, "visible") and part in package:
            yield part, attribute(sheet, "name") or ""


def _read_texts(package: Package, main: str) -> list[str]:
    part = _find_part(package, main, "sharedStrings")
    return [read_rich_text(item) for item in package.iterate(part, "{*}si")] if part else []


def _find_part(package: Package, main: str, kind: str) -> str | None:
    """Return the part of a kind that a workbook refers to, or the part with the usual name."""
    usual = f"xl/{kind}.xml"
    return package.find_linked(main, kind) or (usual if usual in package else None)


def read_rich_text(item: Element) -> str:
    """Return the text of all runs, without phonetic hints; figures in raised runs are raised.

    A text that is raised as a whole stays as it is.
    """
    if len(item) == 1 and local_name(item[0]) == "t":
        return _unescape(item[0].text or "")
    runs = [item, *(child for child in item if local_name(child) == "r")]
    texts = [(_run_text(run), _vertical_position(run)) for run in runs]
    if not all(is_script(position) for text, position in texts if text):
        texts = [(to_script(text, position), position) for text, position in texts]
    return _unescape("".join(text for text, _ in texts))


def _run_text(run: Element) -> str:
    return "".join(child.text or "" for child in run if local_name(child) == "t")


def _unescape(text: str) -> str:
    return _NO_TEXT.sub("", _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def _vertical_position(run: Element) -> str | None:
    groups = (child for child in run if local_name(child) == "rPr")
    properties = (each for group in groups for each in group)
    positions = (attribute(each, "val") for each in properties if local_name(each) == "vertAlign")
    return next(positions, None)


def _read_styles(package: Package, main: str) -> list[CellStyle]:
    part = _find_part(package, main, "styles")
    if part is None:
        return []
    root = package.parse(part)
    codes = {
        attribute(each, "numFmtId"): attribute(each, "formatCode")
        for each in root.iter("{*}numFmt")
    }
    borders = [_is_drawn(border) for group in root.iter("{*}borders") for border in group]
    styles = [style for group in root.iter("{*}cellXfs") for style in group]
    return [_read_style(style, codes, borders) for style in styles]


def _read_style(
    style: Element, codes: Mapping[str | None, str | None], borders: Sequence[bool]
) -> CellStyle:
    number = attribute(style, "numFmtId")
    border = to_int(attribute(style, "borderId"))
    code = codes.get(number) or BUILT_IN.get(to_int(number), "General")
    return CellStyle(code, border < len(borders) and borders[border])


def _is_drawn(border: Element) -> bool:
    return any(attribute(side, "style") not in (None, "none") for side in border)
