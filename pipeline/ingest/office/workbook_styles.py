"""What the cells of a workbook refer to: shared texts, formats, borders; which sheets are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.number_formats import BUILT_IN
from gouji.pipeline.ingest.office.package import Parts, attribute, local, to_number
from gouji.pipeline.ingest.scripts import is_apart, set_apart

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TRUE = ("1", "true")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Characters that no text may hold: controls and halves of pairs.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Book:
    """Shared texts, the format of each style and whether it draws a border. `stale`: the results
    of formulas are those of before some change, and to be reckoned anew when the book is opened."""

    texts: list[str]
    formats: list[str]
    borders: list[bool]
    since_1904: bool
    stale: bool


def read_book(parts: Parts, main: str, root: Element) -> Book:
    """What the sheets of the workbook `main` have in common. Raises ReportError."""
    facts = {local(one): one for one in root}
    since_1904 = attribute(facts.get("workbookPr"), "date1904") in TRUE
    stale = attribute(facts.get("calcPr"), "fullCalcOnLoad") in TRUE
    return Book(_read_texts(parts, main), *_read_styles(parts, main), since_1904, stale)


def shown_sheets(parts: Parts, main: str, root: Element) -> Iterator[tuple[str, str]]:
    """The part of each sheet, and what the sheet is called."""
    targets = {link.id: link.target for link in parts.links(main)}
    for sheet in root.iter("{*}sheet"):
        name = targets.get(attribute(sheet, "id") or "", "")
        if attribute(sheet, "state") in (None, "visible") and name in parts:
            yield name, attribute(sheet, "name") or ""


def _read_texts(parts: Parts, main: str) -> list[str]:
    name = _find(parts, main, "sharedStrings")
    return [read_text(item) for item in parts.iterate(name, "{*}si")] if name else []


def _find(parts: Parts, main: str, kind: str) -> str | None:
    """The part of a kind that a workbook refers to, or that stands where such parts usually do."""
    usual = f"xl/{kind}.xml"
    return parts.linked(main, kind) or (usual if usual in parts else None)


def read_text(item: Element) -> str:
    """The runs of a rich text; phonetic hints are no part of it."""
    if len(item) == 1 and local(item[0]) == "t":
        return _unescape(item[0].text or "")
    runs = [item, *(one for one in item if local(one) == "r")]
    texts = [
        ("".join(one.text or "" for one in run if local(one) == "t"), _place(run)) for run in runs
    ]
    if not all(is_apart(place) for text, place in texts if text):
        texts = [(set_apart(text, place), place) for text, place in texts]
    return _unescape("".join(text for text, _ in texts))


def _unescape(text: str) -> str:
    return _NO_TEXT.sub("", _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def _place(run: Element) -> str | None:
    facts = (one for fact in run if local(fact) == "rPr" for one in fact)
    return next((attribute(one, "val") for one in facts if local(one) == "vertAlign"), None)


def _read_styles(parts: Parts, main: str) -> tuple[list[str], list[bool]]:
    name = _find(parts, main, "styles")
    if name is None:
        return [], []
    root = parts.parse(name)
    own = {attribute(f, "numFmtId"): attribute(f, "formatCode") for f in root.iter("{*}numFmt")}
    drawn = [_is_drawn(one) for group in root.iter("{*}borders") for one in group]
    styles = [one for group in root.iter("{*}cellXfs") for one in group]
    formats = [
        own.get(i) or BUILT_IN.get(to_number(i), "General") for i in _ids(styles, "numFmtId")
    ]
    borders = [
        drawn[at] if at < len(drawn) else False for at in map(to_number, _ids(styles, "borderId"))
    ]
    return formats, borders


def _ids(styles: Iterable[Element], name: str) -> list[str | None]:
    return [attribute(style, name) for style in styles]


def _is_drawn(border: Element) -> bool:
    return any(attribute(side, "style") not in (None, "none") for side in border)
