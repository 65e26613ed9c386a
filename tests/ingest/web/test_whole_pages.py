"""A whole report with hidden digits glued to each figure reads as it does without them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.pipeline.ingest.web.html import ingest_html

PAGE = (Path(__file__).parents[3] / "data/samples/05-official-layout.html").read_text("utf-8")
FIGURE = re.compile(r"(<td[^>]*>)(\d+)(</td>)")
# What is glued to the figures, and the style sheet that hides it.
HIDDEN = {
    "by a class": ("<i class=x>7</i>", ".x{display:none}"),
    "by a class of a row around": ("<i>7</i>", "tr td > i{visibility:hidden}"),
    "in white": ('<font color="#ffffff">7</font>', ""),
    "without size": ('<span style="font-size:0">7</span>', ""),
    "off the page": ('<b style="position:absolute;left:-999em">7</b>', ""),
    "clipped": ("<i class=x>7</i>", ".x{position:absolute;clip:rect(1px,1px,1px,1px)}"),
    "struck out": ("<del>7</del>", ""),
    "by the printer's rules": (
        "<i class=x>7</i>",
        ".x{display:none}@media print{.x{display:inline}}",
    ),
    "by a variable": ("<i class=x>7</i>", ":root{--a:0}.x{opacity:var(--a)}"),
    "in a template": ("<template>7</template>", ""),
}


@pytest.mark.parametrize("why", HIDDEN)
@pytest.mark.parametrize("glue", [r"\1\2{}\3", r"\1{}\2\3"], ids=["after", "before"])
def test_hidden_digits_are_no_digits_of_figures(why: str, glue: str) -> None:
    hidden, css = HIDDEN[why]
    glued = FIGURE.sub(glue.format(hidden), PAGE).replace("</head>", f"<style>{css}</style></head>")
    assert glued.count(hidden) > 100
    assert ingest_html(glued.encode(), "html").text == ingest_html(PAGE.encode(), "html").text


def test_fields_read_as_the_figures_in_them() -> None:
    fields = FIGURE.sub(r"\1<input type=number value=\2>\3", PAGE)
    assert ingest_html(fields.encode(), "html").text == ingest_html(PAGE.encode(), "html").text


def test_what_scripts_fill_is_not_blank() -> None:
    filled = FIGURE.sub(r'\1<i class="v" data-of="\2"></i>\3', PAGE)
    script = "<script>document.querySelectorAll('.v').forEach(e => e.textContent = e.dataset.of)</script>"
    document = ingest_html(filled.replace("</body>", f"{script}</body>").encode(), "html")
    assert document.text.count("\ufffd") == len(FIGURE.findall(PAGE))


@pytest.mark.parametrize("style", ["visibility:hidden;opacity:0", "opacity:0"])
def test_an_article_that_a_script_shows_is_read(style: str) -> None:
    waiting = PAGE.replace("<body>", f'<body><div id="article" style="{style}">').replace(
        "</body>", "</div><script>show('article')</script></body>"
    )
    assert waiting.count(style) == 1
    assert _figures(waiting) == _figures(PAGE)


def test_an_article_that_no_script_names_stays_hidden() -> None:
    hidden = PAGE.replace("<body>", '<body><p>已撤回</p><div id="article" style="opacity:0">')
    page = hidden.replace("</body>", "</div><script>count()</script></body>")
    assert "2,316" not in ingest_html(page.encode(), "html").text


def test_hidden_text_of_a_page_with_scripts_stays_hidden() -> None:
    older = '<div style="visibility:hidden"><table><tr><td>4711</td></tr></table></div>'
    page = PAGE.replace("</body>", f"{older}<script>show()</script></body>")
    assert _figures(page) == _figures(PAGE)


def test_hidden_copies_of_half_of_a_page_stay_hidden() -> None:
    body = PAGE[PAGE.index("<body>") + 6 : PAGE.index("</body>")]
    older = FIGURE.sub(r"\g<1>4711\3", body)
    page = PAGE.replace(
        "</body>", f'<div style="visibility:hidden">{older}</div><script>show()</script></body>'
    )
    assert "4711" not in ingest_html(page.encode(), "html").text


def _figures(page: str) -> list[str]:
    return re.findall(r"\d+", ingest_html(page.encode(), "html").text)
