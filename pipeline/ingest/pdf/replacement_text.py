"""Text that a PDF gives in place of what it draws (`ActualText`), for readers that do not see.

It is meant for ligatures and broken words. pdfium puts it into the text layer, whatever the letters
are; a figure is read from its letters.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from typing import Any

from gouji.pipeline.ingest.pdf.page_objects import PageObject

_KEY = b"ActualText"
_LONGEST = 256  # Characters of a replacement that are looked at.
# A figure, or nothing in its place.
_FIGURE = re.compile(r"[\s\d.,，．０-９+\-−－/—–件项万亿元]*")


def drop_replacements(objects: Iterable[PageObject]) -> list[PageObject]:
    """The objects of a loaded page, with the replacements taken off that are figures, or empty. The
    text layer that is made from then on has the characters of the letters."""
    from pypdfium2 import raw

    kept = list(objects)
    for item in kept:
        if item.kind != raw.FPDF_PAGEOBJ_TEXT:
            continue
        count = max(0, raw.FPDFPageObj_CountMarks(item.handle))
        for mark in [raw.FPDFPageObj_GetMark(item.handle, place) for place in range(count)]:
            replacement = _read_replacement(mark)
            if replacement is not None and _FIGURE.fullmatch(replacement):
                raw.FPDFPageObjMark_RemoveParam(item.handle, mark, _KEY)
    return kept


def _read_replacement(mark: Any) -> str | None:
    """The text that a mark gives, None where it gives none."""
    from pypdfium2 import raw

    size, buffer = ctypes.c_ulong(), (ctypes.c_ushort * _LONGEST)()
    found = raw.FPDFPageObjMark_GetParamStringValue(mark, _KEY, buffer, ctypes.sizeof(buffer), size)
    if not found:
        return None
    text = bytes(buffer)[: min(size.value, ctypes.sizeof(buffer))]
    return text.decode("utf-16-le", "replace").rstrip("\0")
