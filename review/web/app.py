"""The review page as a web application: opens the datasets, checks every request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url
from gouji.pipeline.store.reviewed import Rules
from gouji.review.attention import Checks
from gouji.review.library import Library
from gouji.review.load_items import load_items
from gouji.review.queue import Queue
from gouji.review.views.item_viewer import ItemViewer
from gouji.review.views.source_view import SourceViewer
from gouji.review.web.answer_routes import add_answer_routes
from gouji.review.web.answers import Answers
from gouji.review.web.list_routes import add_list_routes
from gouji.review.web.page_routes import add_page_routes
from gouji.review.web.pages import Pages
from gouji.review.web.security import HEADERS, Signer, TokenGate, is_same_origin, load_key
from gouji.review.web.sign_in import add_session_routes
from gouji.review.web.work_finder import WorkFinder

_FOLDER = Path(__file__).parent
_LARGEST_BODY = 1 << 20  # Bytes of a request.
_OPEN_PATHS = ("/sign-in", "/static/", "/language")  # Paths that need no session.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Access:
    """Where the page answers: the hosts that a request may name, and the token, "" for none."""

    hosts: tuple[str, ...] = LOOPBACK
    token: str = ""


def create_app(
    out: Path,
    rules: Rules,
    access: Access | None = None,
    url: str | None = None,
    for_training: bool = False,
) -> FastAPI:
    """The application over `out`. `url` names the database. `for_training`: the reports from which
    models learn most come first. Raises StoreError, DatabaseError, and OSError where `out` cannot
    be written."""
    access = access or Access()
    items = load_items(out, for_training)
    journal = Journal.open(find_url(out, url))
    queue = Queue(items, journal)
    library = Library(out, queue, rules)
    sources = SourceViewer(library)
    signer, gate = Signer(load_key(out)), TokenGate(access.token)
    app = FastAPI(title="gouji review", docs_url=None, redoc_url=None, openapi_url=None)
    viewer = ItemViewer(library, sources)
    checks = Checks(journal)
    pages = Pages(library, signer)
    finder = WorkFinder(library, journal, viewer, checks, signer)
    add_session_routes(app, pages, gate, journal)
    add_page_routes(app, pages, finder, sources.pictures)
    add_list_routes(app, pages, finder)
    answers = Answers(library, queue, journal, checks, signer)
    add_answer_routes(app, answers, signer, journal)
    app.mount("/static", StaticFiles(directory=_FOLDER / "static"), name="static")
    app.middleware("http")(_guard(signer))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(access.hosts), www_redirect=False)
    app.state.journal = journal
    return app


def _guard(
    signer: Signer,
) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Check size, origin and session before a request is handled, and add the headers after."""

    async def guard(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
        response = _refuse(request, signer) or await handle(request)
        response.headers.update(HEADERS)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guard


def _refuse(request: Request, signer: Signer) -> Response | None:
    """The answer to a request that is not handled; None for one that is."""
    if request.method not in ("GET", "HEAD", "POST"):
        return PlainTextResponse("method not allowed", 405)
    if request.method == "POST":
        if not request.headers.get("content-length", "").isdecimal():
            return PlainTextResponse("length required", 411)
        if int(request.headers["content-length"]) > _LARGEST_BODY:
            return PlainTextResponse("too large", 413)
        kind = request.headers.get("content-type", "").partition(";")[0]
        if kind not in ("application/json", "application/x-www-form-urlencoded"):
            return PlainTextResponse("unsupported media type", 415)
        if not is_same_origin(request):
            return PlainTextResponse("another origin", 403)
    is_open = request.url.path.startswith(_OPEN_PATHS)
    if is_open or signer.find_session(request) is not None:
        return None
    if request.method == "POST" or request.url.path.startswith("/picture"):
        return PlainTextResponse("sign in first", 401)
    return RedirectResponse("/sign-in", 303)
