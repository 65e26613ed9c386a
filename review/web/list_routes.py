"""The routes of pages that list: the start, reports, decisions, statistics, the guide."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gouji.pipeline.decisions.json_lines import name_line
from gouji.pipeline.decisions.overlay import name_claim
from gouji.review.filters import Filters
from gouji.review.library import ReportState
from gouji.review.statistics import find_seconds, summarise_review
from gouji.review.views.choices import dump
from gouji.review.views.decision_list import KINDS, MOST, list_decisions
from gouji.review.views.item_view import name_metric
from gouji.review.web.pages import Pages
from gouji.review.web.work_finder import WorkFinder

_MOST_REPORTS = 200  # Reports that a list shows.


def add_list_routes(app: FastAPI, pages: Pages, finder: WorkFinder) -> None:
    """The routes of all lists."""
    routes = _ListRoutes(pages, finder)
    app.get("/")(routes.home)
    for name in ("reports", "decisions", "report", "stats", "guide"):
        app.get(f"/{name}")(getattr(routes, name))


class _ListRoutes:
    """One method for each route."""

    def __init__(self, pages: Pages, finder: WorkFinder) -> None:
        self._pages, self._finder, self._queue = pages, finder, pages.queue

    def home(self, request: Request) -> Response:
        """What is left, and where to begin."""
        self._queue.follow()
        filters = Filters.of_query(request.query_params)
        shown = self._pages.describe_filters(request) | {
            "progress": self._queue.progress(filters),
            "audits": len(self._queue.drawn),
            "kinds": [(kind, *KINDS[kind], n) for kind, n in self._queue.count_kinds(filters)],
            "seconds": find_seconds(self._queue.history.all_decisions()),
        }
        return self._pages.render(request, "home.html", **shown)

    def reports(self, request: Request) -> Response:
        """The reports of the queue."""
        filters = Filters.of_query(request.query_params)
        listed = [one for one in self._queue.entries.values() if filters.accepts_report(one)]
        shown = self._pages.describe_filters(request) | {
            "reports": listed[:_MOST_REPORTS],
            "count": len(listed),
            "items": self._queue.count_open(),
        }
        return self._pages.render(request, "reports.html", **shown)

    def decisions(self, request: Request, skip: int = 0) -> Response:
        """What was decided, the latest first."""
        self._queue.follow()
        filters, skip = Filters.of_query(request.query_params), max(0, skip)
        forms = self._pages.library.rules.forms
        listed, count = list_decisions(self._queue, filters, forms, skip)
        shown = self._pages.describe_filters(request) | {
            "decisions": listed,
            "count": count,
            "skip": skip,
            "most": MOST,
        }
        return self._pages.render(request, "decisions.html", **shown)

    def report(self, request: Request, id: str = "") -> Response:
        """A whole report, to be read through and signed off."""
        if id not in self._queue.entries:
            raise HTTPException(404)
        state = self._pages.library.state(id)
        keys = [str(cell.key) for cell in state.report.cells]
        shown: dict[str, Any] = {
            "state": state,
            "entry": self._queue.entries[id],
            "tables": self._finder.show_tables(state, (), keys),
            "claims": _list_claims(id, state),
        }
        return self._pages.render(request, "report.html", **shown)

    def stats(self, request: Request) -> Response:
        """Who decided how much, and how well."""
        self._queue.follow()
        summary = summarise_review(self._queue, self._finder.checks)
        return self._pages.render(request, "stats.html", summary=summary)

    def guide(self, request: Request) -> Response:
        """How to answer."""
        return self._pages.render(request, "guide.html")


def _list_claims(report: str, state: ReportState) -> list[tuple[str, str, Any]]:
    """The line, the Chinese name of the metric and the claim itself."""
    return [
        (dump(name_line(name_claim(report, claim))), name_metric(claim.metric), claim)
        for claim in state.report.claims
    ]
