"""Writes a page as HTML, in the styles of Word, web editors and site builders."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.grid import Field, Grid, list_fields, list_texts
from gouji.training.corpus.reports.marks import split_marks
from gouji.training.corpus.reports.page import PagePart, ReportPage

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES = ("plain", "thead", "cms", "word", "divs", "portal")
_FONT_SPAN = Markup('<span style="font-family:{}">{}</span>')
_FONTS = ("仿宋_GB2312", "宋体", "Times New Roman", "楷体")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("gouji.training.corpus.renderings"), autoescape=True, trim_blocks=True
    )


def write_html(rng: Random, page: ReportPage, style: str, charset: str = "utf-8") -> str:
    """`page` in a style of STYLES, declaring `charset` ("" declares none)."""
    lines = [part for part in page.parts if not isinstance(part, Grid)]
    title = next((line.text for line in lines if line.role == "title"), "")
    template = _templates().get_template(f"{style}.html.j2")
    return template.render(
        parts=[_to_context(rng, part) for part in page.parts],
        title=rng.choice((title, "政府信息公开年报", "")),
        charset=charset,
        number=rng.randint(100000, 999999),
        blank=rng.choice(("", Markup("&nbsp;"), Markup("<br />"), Markup("&#12288;"))),
        navigation=[write(rng, "navigation") for _ in range(rng.randint(3, 9))],
        footers=[write(rng, "footer") for _ in range(3)],
        spans=_print_spans,
        br=_break_lines,
        soup=lambda text: _split_into_spans(rng, text),
    )


def _to_context(rng: Random, part: PagePart) -> object:
    """A part as the templates take it. `plain` is the table for templates without spans."""
    if not isinstance(part, Grid):
        return part
    plain = list_texts(part, rng.choice(("blank", "skip")), rng.choice(("blank", "skip")))
    return {"rows": list(list_fields(part)), "plain": list(plain), "caption": ""}


def _print_spans(field: Field) -> Markup:
    rows, columns = field.rows + field.box.skew[0], field.columns + field.box.skew[1]
    row_span = f' rowspan="{rows}"' if rows > 1 else ""
    column_span = f' colspan="{columns}"' if columns > 1 else ""
    return Markup(row_span + column_span)


def _break_lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _split_into_spans(rng: Random, text: str) -> Markup:
    """Word writes a new span wherever the font or the proofing language changes."""
    spans = []
    for piece in split_marks(text):
        rest = piece.text
        while rest:
            size = len(rest) if piece.is_marker else rng.choice((1, 2, 5, 40, 400))
            inner = _break_lines(rest[:size])
            spans.append(_FONT_SPAN.format(rng.choice(_FONTS), inner))
            rest = rest[size:]
    return Markup("").join(spans)
