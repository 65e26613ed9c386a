"""Signing in with a name, and with the token where the page is open to other machines."""

from __future__ import annotations

import getpass
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.web.pages import Pages
from gouji.review.web.security import COOKIE, CSRF_FIELD, SESSION_SECONDS, TokenGate

_LONGEST_NAME = 60  # Characters.


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; of several with one name the last."""
    body = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=500))


def clean_name(name: str) -> str:
    """A name as decisions store it: printable, without spaces at its ends."""
    printed = "".join(char for char in name if char.isprintable())
    return printed.strip()[:_LONGEST_NAME]


def _find_user() -> str:
    try:
        return clean_name(getpass.getuser())
    except (KeyError, OSError):
        return ""


def add_session_routes(app: FastAPI, pages: Pages, gate: TokenGate, journal: Journal) -> None:
    """The routes for signing in and out, and for the language."""
    routes = _SessionRoutes(pages, gate, journal)
    app.get("/sign-in")(routes.show)
    app.post("/sign-in")(routes.sign_in)
    app.post("/sign-out")(routes.sign_out)
    app.get("/language")(routes.set_language)


class _SessionRoutes:
    """One method for each route."""

    def __init__(self, pages: Pages, gate: TokenGate, journal: Journal) -> None:
        self._pages, self._gate, self._journal = pages, gate, journal

    def _show(self, request: Request, name: str, failure: int = 0) -> Response:
        context = {"needs_token": self._gate.is_needed, "name": name, "failure": failure}
        return self._pages.render(request, "sign_in.html", failure or 200, **context)

    def show(self, request: Request) -> Response:
        """The form; on the own machine it knows the user's name."""
        return self._show(request, "" if self._gate.is_needed else _find_user())

    async def sign_in(self, request: Request) -> Response:
        """Open a session for a name, where the token is right."""
        form = await read_form(request)
        address = request.client.host if request.client else ""
        name, gate = clean_name(form.get("name", "")), self._gate
        if gate.is_blocked(address):
            return self._show(request, name, 429)
        if not gate.accepts(address, form.get("token", "")):
            self._journal.log("token refused", name, address)
            return self._show(request, name, 403)
        if not name:
            return self._show(request, name, 400)
        self._journal.log("signed in", name, address)
        response = RedirectResponse("/", 303)
        response.set_cookie(
            COOKIE,
            self._pages.signer.open_session(name),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            max_age=SESSION_SECONDS,
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        """Return what the session held, and forget it."""
        session = self._pages.signer.find_session(request)
        form = await read_form(request)
        if session and self._pages.signer.is_own_form(session, form.get(CSRF_FIELD, "")):
            self._journal.release(session.id)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(COOKIE)
        return response

    def set_language(self, request: Request, to: str = "zh", back: str = "/") -> Response:
        """Keep the language in a cookie; go back to a page of this server only."""
        is_local = back.startswith("/") and not back.startswith(("//", "/\\"))
        response = RedirectResponse(back if is_local else "/", 303)
        language = "en" if to == "en" else "zh"
        response.set_cookie("gouji_language", language, samesite="strict", max_age=10**7)
        return response
