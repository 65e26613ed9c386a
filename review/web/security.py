"""Who may use the page: signed sessions, tokens against forged requests, headers, limits.

The page answers on the loopback interface only, unless a token is given that every reviewer has to
enter. Scripts and styles come from the page itself, nothing is written into the HTML.
"""

from __future__ import annotations

import os
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request

COOKIE = "gouji_session"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
LEAST_TOKEN = 16  # Characters of a token.
_KEY_FILE = ".review-key"
SESSION_SECONDS = 14 * 86400
_MOST_FAILURES, _FAILURE_SECONDS = 5, 60.0
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Session(NamedTuple):
    """A reviewer in one browser. `id` holds leases."""

    reviewer: str
    id: str


def load_key(out: Path) -> str:
    """The secret that signs sessions, kept in `out` so that they outlive a restart.

    Only its owner can read the file. Raises OSError.
    """
    path = out / _KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text("ascii")


class Signer:
    """Signs sessions and the tokens of forms."""

    def __init__(self, key: str) -> None:
        self._sessions = URLSafeTimedSerializer(key, salt="session")
        self._seals = URLSafeTimedSerializer(key, salt="seal")
        self._forms = URLSafeTimedSerializer(key, salt="form")

    def open_session(self, reviewer: str) -> str:
        """The cookie of a new session."""
        return str(self._sessions.dumps([reviewer, secrets.token_hex(8)]))

    def find_session(self, request: Request) -> Session | None:
        """The session of a request; None where it has none, or one that is too old or forged."""
        try:
            content = self._sessions.loads(request.cookies.get(COOKIE, ""), SESSION_SECONDS)
            reviewer, identity = content
        except (BadSignature, TypeError, ValueError):
            return None
        return Session(str(reviewer), str(identity))

    def form_token(self, session: Session) -> str:
        """The token that forms of a session carry."""
        return str(self._forms.dumps(session.id))

    def seal(self, content: object) -> str:
        """Content as text that only this server can make, for a page to send back."""
        return str(self._seals.dumps(content))

    def unseal(self, text: str) -> Any:
        """The content of such a text; None for another text."""
        try:
            return self._seals.loads(text, SESSION_SECONDS)
        except BadSignature:
            return None

    def is_own_form(self, session: Session, token: str) -> bool:
        """Whether a token was made for this session."""
        try:
            return bool(self._forms.loads(token, SESSION_SECONDS) == session.id)
        except BadSignature:
            return False


def is_same_origin(request: Request) -> bool:
    """Whether a request was sent by a page of this server, as far as the browser tells."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in ("same-origin", "none"):
        return False
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


class TokenGate:
    """Compares the token that a reviewer enters; slow for an address that guesses."""

    def __init__(self, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._token, self._clock, self._lock = token, clock, Lock()
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)

    @property
    def is_needed(self) -> bool:
        return bool(self._token)

    def is_blocked(self, address: str) -> bool:
        """Whether an address has failed too often in the last minute."""
        with self._lock:
            failures = self._failures[address]
            while failures and failures[0] < self._clock() - _FAILURE_SECONDS:
                failures.popleft()
            return len(failures) >= _MOST_FAILURES

    def accepts(self, address: str, token: str) -> bool:
        """Whether the token is right; a wrong one is counted."""
        if not self._token or secrets.compare_digest(token.encode(), self._token.encode()):
            return True
        with self._lock:
            self._failures[address].append(self._clock())
        return False
