"""What is filled in on a page: form fields and typed notes. Viewers draw it over the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_NO_LOOK = 2  # Bytes of the end of a text: an annotation without a look of its own.


class FilledPage(NamedTuple):
    """A page with its fields and notes as objects of the page, and the boxes, in user space, of
    notes for which the file has no picture: each viewer draws them in its own way."""

    page: PdfPage
    undrawn: list[Box]


def load_page(document: PdfDocument, index: int) -> FilledPage:
    """Page `index` (from 0). Fields and notes that no viewer shows are left out, and so are links,
    comments and marks, which have no figures of their own. Raises PdfiumError."""
    from pypdfium2 import raw

    page = document[index]
    count = raw.FPDFPage_GetAnnotCount(page)
    shown = [place for place in range(count) if _is_drawn(page, place)]
    if not shown:
        return FilledPage(page, [])
    undrawn = [box for place in shown if (box := _find_undrawn(page, place))]
    for place in sorted(set(range(count)) - set(shown), reverse=True):
        raw.FPDFPage_RemoveAnnot(page, place)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return FilledPage(document[index], undrawn)


def _find_undrawn(page: PdfPage, place: int) -> Box | None:
    """The box of a note that has no look of its own."""
    from pypdfium2 import raw

    annotation, rect = raw.FPDFPage_GetAnnot(page, place), raw.FS_RECTF()
    try:
        is_note = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FREETEXT
        look = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
        if not is_note or look > _NO_LOOK or not raw.FPDFAnnot_GetRect(annotation, rect):
            return None
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
    return rect.left, rect.bottom, rect.right, rect.top


def _is_drawn(page: PdfPage, place: int) -> bool:
    """Whether an annotation is text, or a line over text, that viewers show."""
    from pypdfium2 import raw

    annotation = raw.FPDFPage_GetAnnot(page, place)
    try:
        flags = raw.FPDFAnnot_GetFlags(annotation)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
    kinds = (
        raw.FPDF_ANNOT_WIDGET,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_LINE,
        raw.FPDF_ANNOT_SQUARE,
    )
    return kind in kinds and not flags & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW)
