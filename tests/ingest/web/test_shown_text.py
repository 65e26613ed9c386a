"""What a reader sees of a web page: cases with style sheets, fields, frames and scripts."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.ingest.web.html import ingest_html

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "cases" / "web_pages.json").read_text("utf-8")
)
HTML = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><style>{}</style></head><body>{}</body></html>"
)
ROW = "<table><tr><td>甲</td><td {}>{}</td><td>9</td></tr></table>"


def write_page(case: dict[str, Any]) -> str:
    """The page of a case: a body, or a cell between a label and a 9."""
    body = case.get("body") or ROW.format(case.get("attributes", ""), case["cell"])
    return HTML.format(case.get("css", ""), body)


def read_rows(page: str) -> list[list[str]]:
    fragments = ingest_html(page.encode(), "html").fragments
    return [[f.text for f in row] for _, row in groupby(fragments, key=lambda f: f.row)]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_shown_text(case: dict[str, Any]) -> None:
    shows = case["shows"]
    assert read_rows(write_page(case)) == (shows if "body" in case else [["甲", shows, "9"]])
