"""The routes that show pages and pictures. None of them changes anything but leases."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gouji.page_image import PageError
from gouji.review.filters import Filters
from gouji.review.items import Place
from gouji.review.statistics import summarise_review
from gouji.review.views.decision_list import MOST, list_decisions
from gouji.review.views.pictures import PageName
from gouji.review.views.sheet import find_sheet
from gouji.review.web.pages import Pages, WorkView, parse_line
from gouji.review.web.security import Session
from gouji.text import METRICS

_PICTURE_HEADERS = {"Cache-Control": "private, max-age=3600"}
_MOST_REPORTS = 200  # Reports that a list shows.
_MOST_PASSED = 400  # Places that a request passes over.


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
    template = "done.html" if work is None else "work.html"
    return pages.render(
        request, template, work=work, page=page, **_describe_filters(pages, request)
    )


def _describe_filters(pages: Pages, request: Request) -> dict[str, Any]:
    """What the form of the filters shows."""
    filters = Filters.of_query(request.query_params)
    return {
        "filters": asdict(filters),
        "query": filters.query,
        "options": pages.list_options(),
        "metrics": METRICS,
    }


def _add_work_routes(app: FastAPI, pages: Pages) -> None:
    @app.get("/work")
    def work(request: Request) -> Response:
        filters = Filters.of_query(request.query_params)
        excluded = request.query_params.getlist("not")[:_MOST_PASSED]
        found = pages.find_work(_session(pages, request), filters, excluded)
        return _show_work(pages, request, found, "work")

    @app.get("/second")
    def second(request: Request) -> Response:
        filters = Filters.of_query(request.query_params)
        found = pages.find_second(_session(pages, request), filters)
        return _show_work(pages, request, found, "second")

    @app.get("/audit")
    def audit(request: Request) -> Response:
        filters = Filters.of_query(request.query_params)
        found = pages.find_audit(_session(pages, request), filters)
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
        filters = Filters.of_query(request.query_params)
        found = find_sheet(pages.queue, pages.library, filters, value)
        shown = _describe_filters(pages, request)
        return pages.render(request, "sheet.html", sheet=found, **shown)


def _add_list_routes(app: FastAPI, pages: Pages) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        pages.queue.follow()
        filters = Filters.of_query(request.query_params)
        progress, audits = pages.queue.progress(filters), len(pages.queue.drawn)
        shown = _describe_filters(pages, request)
        return pages.render(request, "home.html", progress=progress, audits=audits, **shown)

    @app.get("/reports")
    def reports(request: Request) -> Response:
        filters = Filters.of_query(request.query_params)
        listed = [one for one in pages.queue.entries.values() if filters.accepts_report(one)]
        open_items = pages.queue.count_open()
        shown = _describe_filters(pages, request) | {"reports": listed[:_MOST_REPORTS]}
        return pages.render(request, "reports.html", count=len(listed), items=open_items, **shown)

    @app.get("/decisions")
    def decisions(request: Request, skip: int = 0) -> Response:
        pages.queue.follow()
        filters, forms = Filters.of_query(request.query_params), pages.library.rules.forms
        listed, count = list_decisions(pages.queue, filters, forms, max(0, skip))
        shown = _describe_filters(pages, request) | {"skip": max(0, skip), "most": MOST}
        return pages.render(request, "decisions.html", decisions=listed, count=count, **shown)

    @app.get("/report")
    def report(request: Request, id: str = "") -> Response:
        if id not in pages.queue.entries:
            raise HTTPException(404)
        state, entry = pages.library.state(id), pages.queue.entries[id]
        keys = [str(cell.key) for cell in state.report.cells]
        tables = pages.show_tables(state, (), keys)
        return pages.render(request, "report.html", state=state, entry=entry, tables=tables)

    @app.get("/stats")
    def stats(request: Request) -> Response:
        pages.queue.follow()
        return pages.render(
            request, "stats.html", summary=summarise_review(pages.queue, pages.checks)
        )

    @app.get("/guide")
    def guide(request: Request) -> Response:
        return pages.render(request, "guide.html")


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
