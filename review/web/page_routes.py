"""The routes that show pages and pictures. None of them changes anything but leases."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gouji.page_image import PageError
from gouji.review.items import Place
from gouji.review.queue import Filters
from gouji.review.statistics import summarise_review
from gouji.review.views.pictures import PageName
from gouji.review.views.sheet import find_sheet
from gouji.review.web.pages import Pages, WorkView, parse_line, read_filters, write_filters
from gouji.review.web.security import Session

_PICTURE_HEADERS = {"Cache-Control": "private, max-age=3600"}
_MOST_REPORTS = 200  # Reports that a list shows.


def add_page_routes(app: FastAPI, pages: Pages) -> None:
    """The routes of all pages."""
    _add_work_routes(app, pages)
    _add_list_routes(app, pages)
    _add_picture_routes(app, pages)


def _session(pages: Pages, request: Request) -> Session:
    session = pages.signer.find_session(request)
    if session is None:
        raise HTTPException(401)
    return session


def _show_work(pages: Pages, request: Request, work: WorkView | None, page: str) -> Response:
    filters = read_filters(request.query_params)
    if work is None:
        return pages.render(request, "done.html", page=page, filters=filters)
    context: dict[str, Any] = {"work": work, "page": page, "filters": asdict(filters)}
    return pages.render(request, "work.html", query=write_filters(filters), **context)


def _add_work_routes(app: FastAPI, pages: Pages) -> None:
    @app.get("/work")
    def work(request: Request) -> Response:
        filters = read_filters(request.query_params)
        excluded = request.query_params.getlist("not")[:20]
        found = pages.find_work(_session(pages, request), filters, excluded)
        return _show_work(pages, request, found, "work")

    @app.get("/second")
    def second(request: Request) -> Response:
        found = pages.find_second(_session(pages, request))
        return _show_work(pages, request, found, "second")

    @app.get("/audit")
    def audit(request: Request) -> Response:
        found = pages.find_audit(_session(pages, request))
        return _show_work(pages, request, found, "audit")

    @app.get("/item")
    def item(request: Request, line: str = "", report: str = "", area: str = "") -> Response:
        subject = parse_line(line)
        place = Place(subject.report if subject else report, area)
        if place.report not in pages.queue.entries:
            raise HTTPException(404)
        subjects = [subject] if subject else pages.list_column(place)
        try:
            found = pages.show(f"item {line or area}", "work", place, subjects)
        except KeyError as error:
            raise HTTPException(404) from error
        return _show_work(pages, request, found, "item")

    @app.get("/sheet")
    def sheet(request: Request, value: float | None = None) -> Response:
        filters = read_filters(request.query_params)
        found = find_sheet(pages.queue, pages.library, filters, value)
        query = write_filters(filters)
        return pages.render(request, "sheet.html", sheet=found, query=query)


def _add_list_routes(app: FastAPI, pages: Pages) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        pages.queue.follow()
        filters = read_filters(request.query_params)
        context: dict[str, Any] = {
            "progress": pages.queue.progress(filters),
            "filters": asdict(filters),
            "query": write_filters(filters),
            "options": _list_options(pages, filters),
            "audits": len(pages.queue.drawn),
        }
        return pages.render(request, "home.html", **context)

    @app.get("/reports")
    def reports(request: Request) -> Response:
        filters = read_filters(request.query_params)
        listed = [one for one in pages.queue.entries.values() if filters.accepts_report(one)]
        open_items = Counter(item.subject.report for item in pages.queue.items.values())
        context: dict[str, Any] = {"filters": asdict(filters)}
        context |= {"reports": listed[:_MOST_REPORTS]}
        return pages.render(request, "reports.html", count=len(listed), items=open_items, **context)

    @app.get("/report")
    def report(request: Request, id: str = "") -> Response:
        if id not in pages.queue.entries:
            raise HTTPException(404)
        state, entry = pages.library.state(id), pages.queue.entries[id]
        keys = [str(cell.key) for cell in state.report.cells]
        tables = pages.show_tables(id, keys)
        return pages.render(request, "report.html", state=state, entry=entry, tables=tables)

    @app.get("/stats")
    def stats(request: Request) -> Response:
        pages.queue.follow()
        return pages.render(request, "stats.html", summary=summarise_review(pages.queue))

    @app.get("/guide")
    def guide(request: Request) -> Response:
        return pages.render(request, "guide.html")


def _list_options(pages: Pages, filters: Filters) -> dict[str, list[str]]:
    """What each filter can be set to."""
    entries = pages.queue.entries.values()
    items = pages.queue.items.values()
    return {
        "rule": sorted({rule for item in items for rule in item.rules}),
        "doubt": sorted({item.doubt for item in items}),
        "year": sorted({str(entry.year) for entry in entries if entry.year}),
        "form": sorted({entry.form for entry in entries if entry.form}),
        "media": sorted({entry.media for entry in entries}),
    }


def _add_picture_routes(app: FastAPI, pages: Pages) -> None:
    @app.get("/picture/page")
    def page(report: str, page: int) -> Response:
        return _draw(lambda: pages.pictures.page(PageName(report, page)), report)

    @app.get("/picture/cell")
    def cell(report: str, cell: str) -> Response:
        return _draw(lambda: pages.pictures.cell(report, cell), report)

    def _draw(draw: Any, report: str) -> Response:
        if report not in pages.queue.entries:
            raise HTTPException(404)
        try:
            return Response(draw(), media_type="image/png", headers=_PICTURE_HEADERS)
        except (KeyError, PageError) as error:
            raise HTTPException(404) from error
