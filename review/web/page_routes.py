"""The routes of pages that ask, and of pictures. None of them changes anything but leases."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gouji.page_image import PageError
from gouji.review.filters import Filters
from gouji.review.items import Place
from gouji.review.views.pictures import PageName, Pictures
from gouji.review.views.sheet import find_sheet
from gouji.review.web.pages import Pages
from gouji.review.web.security import Session
from gouji.review.web.work_finder import WorkFinder, WorkView, parse_line

_PICTURE_HEADERS = {"Cache-Control": "private, max-age=3600"}
_MOST_PASSED = 400  # Places that a request passes over.


def add_page_routes(app: FastAPI, pages: Pages, finder: WorkFinder, pictures: Pictures) -> None:
    """The routes of the pages that ask, and of their pictures."""
    work = _WorkRoutes(pages, finder)
    for name in ("work", "second", "audit", "item", "sheet"):
        app.get(f"/{name}")(getattr(work, name))
    drawn = _PictureRoutes(finder, pictures)
    for name in ("page", "cell"):
        app.get(f"/picture/{name}")(getattr(drawn, name))


class _WorkRoutes:
    """One method for each route."""

    def __init__(self, pages: Pages, finder: WorkFinder) -> None:
        self._pages, self._finder = pages, finder

    def _session(self, request: Request) -> Session:
        session = self._pages.signer.find_session(request)
        if session is None:
            raise HTTPException(401)
        return session

    def _show(self, request: Request, work: WorkView | None, page: str) -> Response:
        template = "done.html" if work is None else "work.html"
        shown = self._pages.describe_filters(request)
        return self._pages.render(request, template, work=work, page=page, **shown)

    def work(self, request: Request) -> Response:
        """The next place of the queue."""
        filters = Filters.of_query(request.query_params)
        excluded = request.query_params.getlist("not")[:_MOST_PASSED]
        found = self._finder.find_work(self._session(request), filters, excluded)
        return self._show(request, found, "work")

    def second(self, request: Request) -> Response:
        """What another person answered, or two others differ about."""
        filters = Filters.of_query(request.query_params)
        found = self._finder.find_second(self._session(request), filters)
        return self._show(request, found, "second")

    def audit(self, request: Request) -> Response:
        """Trusted cells of a report that was drawn at random."""
        filters = Filters.of_query(request.query_params)
        found = self._finder.find_audit(self._session(request), filters)
        return self._show(request, found, "audit")

    def item(self, request: Request, line: str = "", report: str = "", area: str = "") -> Response:
        """One subject, or all cells of a column, decided or not."""
        subject = parse_line(line)
        place = Place(subject.report if subject else report, area)
        if place.report not in self._finder.queue.entries:
            raise HTTPException(404)
        subjects = [subject] if subject else self._finder.list_column(place)
        if not subjects:
            raise HTTPException(404)
        try:
            found = self._finder.show(f"item {line or area}", "work", place, subjects)
        except KeyError as error:
            raise HTTPException(404) from error
        return self._show(request, found, "item")

    def sheet(self, request: Request, value: float | None = None) -> Response:
        """Many cells that were read as one number."""
        filters = Filters.of_query(request.query_params)
        number = value if value is not None and isfinite(value) else None
        found = find_sheet(self._finder.queue, self._finder.library, filters, number)
        shown = self._pages.describe_filters(request)
        return self._pages.render(request, "sheet.html", sheet=found, **shown)


class _PictureRoutes:
    """One method for each route. Only reports of the queue have pictures."""

    def __init__(self, finder: WorkFinder, pictures: Pictures) -> None:
        self._queue, self._pictures = finder.queue, pictures

    def page(self, report: str, page: int) -> Response:
        """A page."""
        return self._draw(report, lambda: self._pictures.page(PageName(report, page)))

    def cell(self, report: str, cell: str) -> Response:
        """A cell with what is around it."""
        return self._draw(report, lambda: self._pictures.cell(report, cell))

    def _draw(self, report: str, draw: Callable[[], bytes]) -> Response:
        if report not in self._queue.entries:
            raise HTTPException(404)
        try:
            return Response(draw(), media_type="image/png", headers=_PICTURE_HEADERS)
        except (KeyError, PageError) as error:
            raise HTTPException(404) from error
