"""The routes that store answers; each asks for the token of the session's own forms."""

from __future__ import annotations

import json
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from gouji.pipeline.decisions.json_lines import LineError, name_line
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.web.answers import Answers, form_to_line
from gouji.review.web.pages import find_way_back
from gouji.review.web.security import CSRF_FIELD, CSRF_HEADER, Session, Signer
from gouji.review.web.sign_in import read_form

_MOST_LINES = 200  # Answers of one request.


_SIGN_IN = "请重新登录 · sign in again"


def add_answer_routes(app: FastAPI, answers: Answers, signer: Signer, journal: Journal) -> None:
    """The routes that store answers."""
    routes = _AnswerRoutes(answers, signer, journal)
    for name in ("decisions", "decide", "undo", "sheet", "release"):
        app.post(f"/{name}")(getattr(routes, name))


class _AnswerRoutes:
    """One method for each route."""

    def __init__(self, answers: Answers, signer: Signer, journal: Journal) -> None:
        self._answers, self._signer, self._journal = answers, signer, journal

    def _check(self, request: Request, token: str) -> Session | None:
        """The session of a request, if its form is one of this session."""
        session = self._signer.find_session(request)
        return session if session and self._signer.is_own_form(session, token) else None

    async def decisions(self, request: Request) -> Response:
        """Answers of the script, as JSON."""
        session = self._check(request, request.headers.get(CSRF_HEADER, ""))
        if session is None:
            return JSONResponse({"message": _SIGN_IN}, 403)
        try:
            lines = json.loads(await request.body())["decisions"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return JSONResponse({"message": "not JSON"}, 400)
        if not _is_list_of_lines(lines):
            return JSONResponse({"message": "not a list of decisions"}, 400)
        outcome = await run_in_threadpool(self._answers.store, session, lines)
        refused = [one._asdict() for one in outcome.refused]
        return JSONResponse(outcome._asdict() | {"refused": refused})

    async def decide(self, request: Request) -> Response:
        """One answer of a form."""
        form = await read_form(request)
        session = self._check(request, form.get(CSRF_FIELD, ""))
        if session is None:
            return PlainTextResponse(_SIGN_IN, 403)
        try:
            lines = [form_to_line(form)]
            outcome = await run_in_threadpool(self._answers.store, session, lines)
            message = outcome.refused[0].message if outcome.refused else ""
        except LineError as error:
            message = str(error)
        if message:
            return PlainTextResponse(message, 422)
        return RedirectResponse(find_way_back(form), 303)

    async def undo(self, request: Request) -> Response:
        """Take back the last answer, and show its item again."""
        form = await read_form(request)
        session = self._check(request, form.get(CSRF_FIELD, ""))
        if session is None:
            return PlainTextResponse(_SIGN_IN, 403)
        last = await run_in_threadpool(self._answers.undo, session)
        if last is None:
            return RedirectResponse("/", 303)
        line = json.dumps(name_line(last.subject))
        return RedirectResponse("/item?" + urlencode({"line": line}), 303)

    async def sheet(self, request: Request) -> Response:
        """Accept the tiles of a contact sheet that are not ticked."""
        pairs = parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=500)
        form = dict(pairs)
        session = self._check(request, form.get(CSRF_FIELD, ""))
        if session is None:
            return PlainTextResponse(_SIGN_IN, 403)
        odd = {value for name, value in pairs if name == "odd"}
        accepted = [value for name, value in pairs if name == "accept" and value not in odd]
        try:
            lines = [json.loads(value) | {"id": str(uuid4())} for value in accepted]
        except (ValueError, TypeError, RecursionError):
            return PlainTextResponse("not JSON", 400)
        await run_in_threadpool(self._answers.store, session, lines[:_MOST_LINES])
        return RedirectResponse("/sheet?" + form.get("back", ""), 303)

    async def release(self, request: Request) -> Response:
        """Return what a closed page held."""
        form = await read_form(request)
        session = self._check(request, form.get(CSRF_FIELD, ""))
        if session is not None:
            await run_in_threadpool(self._journal.release, session.id)
        return PlainTextResponse("")


def _is_list_of_lines(lines: object) -> TypeGuard[list[dict[str, Any]]]:
    if not isinstance(lines, list) or len(lines) > _MOST_LINES:
        return False
    return all(isinstance(line, dict) for line in lines)
