"""Fills the templates of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gouji.review.filters import Filters
from gouji.review.library import Library
from gouji.review.views.decision_list import KINDS
from gouji.review.web.security import Signer
from gouji.text import METRICS

_TEMPLATES = Path(__file__).parent / "templates"


def make_environment() -> Environment:
    """Templates whose values are always escaped."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Fills the templates."""

    def __init__(self, library: Library, signer: Signer) -> None:
        self.library, self.queue, self.signer = library, library.queue, signer
        self._environment = make_environment()

    def render(
        self, request: Request, template: str, status: int = 200, **context: Any
    ) -> Response:
        """A page in the language of the reviewer."""
        is_english = request.cookies.get("gouji_language") == "en"
        session = self.signer.find_session(request)
        query = f"?{request.url.query}" if request.url.query else ""
        shared = {
            "t": lambda zh, en: en if is_english else zh,
            "lang": "en" if is_english else "zh-CN",
            "session": session,
            "csrf": self.signer.form_token(session) if session else "",
            "here": request.url.path + query,
        }
        html = self._environment.get_template(template).render(shared | context)
        return HTMLResponse(html, status)

    def describe_filters(self, request: Request) -> dict[str, Any]:
        """What the form of the filters shows."""
        filters = Filters.of_query(request.query_params)
        return {
            "filters": asdict(filters),
            "query": filters.query,
            "options": self._list_options(),
            "metrics": METRICS,
        }

    def _list_options(self) -> dict[str, list[tuple[str, str, str]]]:
        """What each filter can be set to: a value and its Chinese and English names."""
        found = self.queue.options
        names = {rule.rule: (rule.name_zh, rule.name_en) for rule in self.library.rules.rules}
        return {
            "doubt": [(value, *KINDS[value]) for value in found.doubts],
            "rule": [(value, *names.get(value, (value, value))) for value in found.rules],
            "reviewer": [(name, name, name) for name in self.queue.history.reviewers()],
            "year": [(value, value, value) for value in found.years],
            "form": [(value, f"{value} 年格式", f"form of {value}") for value in found.forms],
            "media": [(value, value, value) for value in found.media],
        }


def find_way_back(form: Mapping[str, str]) -> str:
    """The address after an answer by a form: the same page, at its next item."""
    page = form.get("page", "work")
    if page == "report":
        return "/report?" + urlencode({"id": form.get("report", "")})
    page = page if page in ("work", "audit", "second") else "work"
    return f"/{page}?{Filters.of_query(form).query}"
