"""Where a subject stands in the source: a part of the picture of its page, or of the text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gouji.page_image import PageError
from gouji.pipeline.records import Box
from gouji.review.library import Library
from gouji.review.views.pictures import PageName, Pictures
from gouji.review.views.printed_rows import RowReader
from gouji.review.views.printed_view import PrintedView, Span, view_printed

_CONTEXT = 700  # Characters of text that are shown before and after the mark.
_WIDE, _HIGH = 420.0, 190.0  # Least size of the part of a page that is shown, in points.
_MARGIN = 20.0  # Points around a large mark.


@dataclass(frozen=True, slots=True)
class PictureView:
    """A part of a page, in points: `view` is what is shown, `mark` what is asked about, both as
    x, y, width and height."""

    report: str
    page: int
    size: tuple[float, float]
    view: tuple[float, float, float, float]
    mark: tuple[float, float, float, float]
    is_marked: bool = True
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class TextView:
    """A part of the text around a mark; `mark` is empty where nothing stands there."""

    before: str
    mark: str
    after: str
    is_marked: bool = True
    is_near: bool = False


SourceView = PictureView | TextView | PrintedView


class SourceViewer:
    """Shows where subjects are in their sources."""

    def __init__(self, library: Library) -> None:
        self._pictures, self._rows = Pictures(library), RowReader(library)

    @property
    def pictures(self) -> Pictures:
        return self._pictures

    def view(
        self, report: str, text: str, page: int | None, box: Box | None, span: Span | None
    ) -> SourceView:
        """The picture where there is one, else the text, with its tables where they are known."""
        if page is not None and box is not None:
            try:
                return _view_picture(self._pictures, PageName(report, page), box)
            except PageError:
                pass
        rows = self._rows.rows(report)
        return view_printed(rows, text, span) if rows else view_text(text, span)


def _view_picture(pictures: Pictures, name: PageName, box: Box) -> PictureView:
    width, height = pictures.size(name)
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    wide = min(max(_WIDE, right - left + 2 * _MARGIN), width)
    high = min(max(_HIGH, bottom - top + 2 * _MARGIN), height)
    x = min(max(0.0, (left + right - wide) / 2), width - wide)
    y = min(max(0.0, (top + bottom - high) / 2), height - high)
    mark = (left, top, right - left, bottom - top)
    return PictureView(name.report, name.page, (width, height), (x, y, wide, high), mark)


def view_text(text: str, span: Span | None) -> TextView:
    """The text around a span; its beginning where there is none."""
    if span is None:
        return TextView(text[: 2 * _CONTEXT], "", "")
    start, end = span
    first = text.rfind("\n", 0, max(0, start - _CONTEXT)) + 1
    last = text.find("\n", min(len(text), end + _CONTEXT))
    return TextView(text[first:start], text[start:end], text[end : last if last >= 0 else None])


def without_mark(source: SourceView) -> SourceView:
    """The same place for a blind question: the mark would tell which figure was read."""
    return replace(source, is_marked=False, is_near=False)


def mark_as_near(source: SourceView) -> SourceView:
    """The place of a neighbour, for what has no place of its own."""
    return replace(source, is_marked=False, is_near=True)
