"""The same as Chromium: styles of random pages, and whether the digits of the cases are drawn."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageChops

from gouji.pipeline.ingest.web.css.cascade import Cascade
from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.drawing.styled_tree import style_tree
from gouji.pipeline.ingest.web.html import parse_page

from .test_shown_text import CASES, read_rows, write_page

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
_SELECTORS = (
    ".a", ".b", ".c", "#d", "div", "span", "p", "*", "div > .a", ".b .c", ".a + .b", ".a ~ span",
    "span:first-child", "div:not(.b)", ":is(p, #d) span", "p:nth-child(2n)", "[title]", "body .c",
    ":where(.a.b)", "span.a.c", "div:has(> .c)", ":root .b", ".a, .c", "p:last-of-type",
)  # fmt: skip
_DECLARATIONS = (
    "display:none", "display:block", "display:inline", "display:inline-block", "visibility:hidden",
    "visibility:visible", "visibility:inherit", "visibility:initial", "opacity:0", "opacity:.5",
    "opacity:1", "color:#fff", "color:red", "color:inherit", "color:rgb(10 20 30 / 50%)",
    "font-size:0", "font-size:50%", "font-size:2em", "font-size:20px", "font-size:larger",
    "font-size:1.5rem", "font-size:calc(10px + 1em)", "font-size:wrong", "color:wrong",
    "direction:rtl", "direction:ltr", "--v:none;display:var(--v)", "--c:#00f", "color:var(--c,lime)",
    "background:#eee", "text-indent:-400px", "text-indent:1em", "font:12px/2 serif",
    "white-space:pre", "white-space:nowrap", "font:italic bold 1.2em/1 a", "color:hsl(120 50% 50%)",
)  # fmt: skip
_COMPUTED = """() => [...document.querySelectorAll('body *')].map(e => {
  const s = getComputedStyle(e); let shown = true;
  for (let n = e; n; n = n.parentElement) if (getComputedStyle(n).display === 'none') shown = false;
  let opacity = 1;
  for (let n = e; n; n = n.parentElement) opacity *= +getComputedStyle(n).opacity;
  return {id: e.dataset.n, shown, visible: s.visibility === 'visible', size: parseFloat(s.fontSize),
    color: s.color, opacity, direction: s.direction, indent: parseFloat(s.textIndent)}})"""
_DIGITS = """() => { window.found = []; const walk = document.createTreeWalker(document.body, 4);
  for (let n = walk.nextNode(); n; n = walk.nextNode())
    if (/[0-9]/.test(n.data) && !n.parentElement.closest('script,style,noscript,option,textarea'))
      found.push(n);
  return found.map(n => n.data) }"""
_CHANGE = "i => { found[i].data = found[i].data.replace(/[0-9]/g, d => '8417603952'[+d]) }"
_PLACES = """() => found.map(n => { const r = document.createRange(); r.selectNodeContents(n);
  const b = r.getBoundingClientRect(); return [Math.round(b.left), Math.round(b.top)] })"""
_TOP = {"x": 0, "y": 0, "width": 1280, "height": 240}
# Kinds of cases whose digits are drawn although they are no figures of the text, or are added to it.
_NOT_TOLD = (
    "<del", "<s>", "<s ", "<strike", "line-through", "<bdo", "rtl", "<input", "<textarea",
    "<iframe", "<object", "site.css", "content:", "<svg", "<script", "scaleX(-1)", "<ol", "shadow",
    "tfoot", "thead", "table-footer", "<br>", "<p>", "#eee", "#000;color:#000", "<select",
    "\u202e", "font-size:1px", "width:16px", "z-index:-1", "letter-spacing:-1em", "<msup",
)  # fmt: skip

# Kinds of cases whose digits are drawn in another order than that of the source.
_MOVED = ("order:", "reverse", "float:right")


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 720})
        browser.close()


def write_random_page(rng: Random) -> str:
    """A page of nested elements with random rules, media, layers and style attributes."""
    rules = [_write_rule(rng) for _ in range(rng.randint(5, 30))]
    count = iter(range(10_000))
    body = "".join(_write_element(rng, 0, count) for _ in range(6))
    return f"<!DOCTYPE html><style>.a{{display:block}}{''.join(rules)}</style><body>{body}</body>"


def _write_rule(rng: Random) -> str:
    declarations = ";".join(_declare(rng) for _ in range(rng.randint(1, 3)))
    rule = f"{rng.choice(_SELECTORS)}{{{declarations}}}"
    around = rng.choice(("", "", "", "", "@media print", "@media screen and (min-width:300px)",
                         "@layer one", "@layer two", "@supports (color:red)",
                         "@media (max-width:20em)"))  # fmt: skip
    return f"{around}{{{rule}}}" if around else rule


def _declare(rng: Random) -> str:
    return rng.choice(_DECLARATIONS) + ("!important" if rng.random() < 0.15 else "")


def _write_element(rng: Random, depth: int, count: Iterator[int], parent: str = "div") -> str:
    tag = rng.choice(("div", "span", "p")) if parent == "div" else "span"
    classes = " ".join(rng.sample("abc", rng.randint(0, 2)))
    style = f' style="{_declare(rng)}"' if rng.random() < 0.2 else ""
    extra = rng.choice(("", "", ' id="d"', " title=x", " hidden"))
    children = [
        _write_element(rng, depth + 1, count, tag) for _ in range(rng.randint(0, 3 - depth))
    ]
    name = f'<{tag} data-n="{next(count)}" class="{classes}"{style}{extra}>'
    return f"{name}x{''.join(children)}</{tag}>"


@pytest.mark.parametrize("seed", range(40))
def test_styles_are_those_of_the_browser(page: Any, seed: int) -> None:
    source = write_random_page(Random(seed))
    page.set_content(source)
    tree = style_tree(parse_page(source), {})
    assert tree is not None
    sizes = {"size"} if "font-size" in Cascade(parse_page(source), {}).active else set()
    styles = {styled.element.get("data-n"): styled.style for styled in tree.shown}
    for theirs in page.evaluate(_COMPUTED):
        ours = styles.get(theirs["id"])
        assert (ours is not None) == theirs["shown"], (theirs["id"], source)
        if ours is None:
            continue
        told = {"id": theirs["id"], "shown": True, "visible": ours.is_visible,
                "size": pytest.approx(ours.font_size, abs=0.05), "direction": ours.direction}  # fmt: skip
        told = {name: value for name, value in told.items() if name != "size" or sizes}
        assert {name: theirs[name] for name in told} == told, source
        if ours.sight_of_text is Sight.SEEN:
            assert theirs["opacity"] > 0.1, source


def _draw(page: Any) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=_TOP))).convert("RGB")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_digits_of_a_case_are_those_that_are_drawn(page: Any, case: dict[str, Any]) -> None:
    """A digit is drawn if the picture of the page changes with it."""
    source = write_page(case)
    if any(mark in json.dumps(case, ensure_ascii=False) for mark in _NOT_TOLD):
        pytest.skip("drawn and no part of the text, or not in the text")
    page.set_content(source)
    texts, places, before = page.evaluate(_DIGITS), page.evaluate(_PLACES), _draw(page)
    shown = []
    for number, text in enumerate(texts):
        page.evaluate(_CHANGE, number)
        difference = ImageChops.difference(before, before := _draw(page)).getextrema()
        shown += [(places[number], text)] if max(high for _, high in difference) > 8 else []
    if any(mark in json.dumps(case) for mark in _MOVED):
        shown.sort()
    drawn = "".join(text for _, text in shown)
    assert _only_digits(drawn) == _only_digits(" ".join(map(" ".join, read_rows(source))))


def _only_digits(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)  # notes are digits too
    return "".join(char for char in text if "0" <= char <= "9")
