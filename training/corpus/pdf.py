"""A page printed to PDF by WeasyPrint, on paper of several sizes, with rules or without."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from training.corpus.grid import Field, Grid, list_fields
from training.corpus.page import Page, Part

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

_PAPERS = ("A4", "A4", "A4", "A4 landscape", "A3", "B5", "A5 landscape", "letter")
_FONTS = ("WenQuanYi Micro Hei", "AR PL UMing CN", "AR PL UKai CN")
_STYLE = """
@page {{ size: {paper}; margin: {margin}mm; {foot} }}
body {{ font-family: "{font}"; font-size: {size}pt; line-height: {line}; }}
table {{ border-collapse: collapse; width: {width}; margin: 6pt 0; }}
td, th {{ {border} padding: {padding}pt; font-weight: normal; text-align: {align}; }}
td.label {{ text-align: {label}; }}
p {{ text-indent: {indent}em; margin: 3pt 0; }} h1 {{ font-size: 1.4em; text-align: center; }}
h2 {{ font-size: 1.1em; }}
"""


def print_ruled(rng: Random, page: Page) -> bytes:
    """Tables with all their rules."""
    border = f"border: {rng.choice((0.4, 0.75, 1))}pt solid {rng.choice(('#000', '#000', '#888'))};"
    return _print(rng, page, border)


def print_unruled(rng: Random, page: Page) -> bytes:
    """Tables without rules, or with rules between rows only."""
    return _print(rng, page, rng.choice(("", "", "border-bottom: 0.5pt solid #000;")))


def _print(rng: Random, page: Page, border: str) -> bytes:
    from weasyprint import HTML

    paper = rng.choice(_PAPERS)
    style = _STYLE.format(
        paper=paper,
        margin=rng.choice((12, 18, 25)),
        foot=rng.choice(("", '@bottom-center { content: "— " counter(page) " —"; }')),
        font=rng.choice(_FONTS),
        size=rng.choice((7, 8) if "5" in paper else (8, 9, 10.5)),
        line=rng.choice((1.1, 1.4, 1.8)),
        width=rng.choice(("100%", "100%", "auto")),
        border=border,
        padding=rng.choice((1, 2, 4)),
        align=rng.choice(("center", "center", "left", "right")),
        label=rng.choice(("center", "left")),
        indent=rng.choice((0, 2)),
    )
    heads = rng.random() < 0.4
    body = Markup("").join(_to_html(part, heads) for part in page.parts)
    html = Markup("<html><head><style>{}</style></head><body>{}</body></html>")
    source = str(html.format(Markup(style), body))
    made = HTML(string=source, url_fetcher=_refuse).write_pdf(font_config=_fonts())
    return bytes(made or b"")


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(url)


def _to_html(part: Part, heads: bool) -> Markup:
    """`heads`: the header rows come again on every page."""
    if isinstance(part, Grid):
        rows = [_row(row) for row in list_fields(part)]
        head = Markup("").join(rows[: part.head])
        if heads and part.head:
            head = Markup("<thead>{}</thead>").format(head)
        return Markup("<table>{}{}</table>").format(head, Markup("").join(rows[part.head :]))
    tag = {"title": "h1", "heading": "h2"}.get(part.role, "p")
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), part.text)


def _row(fields: list[Field]) -> Markup:
    return Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, fields)))


def _cell(field: Field) -> Markup:
    text = Markup("<br>").join(escape(line) for line in field.box.text.split("\n"))
    kind = "" if field.box.key else ' class="label"'
    spans = f' rowspan="{field.rows}" colspan="{field.columns}"'
    return Markup("<td{}{}>{}</td>").format(Markup(kind), Markup(spans), text)
