"""A page as HTML in the styles that Word, editors and site builders leave behind."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from gouji.training.corpus.reports.grammar import write
from gouji.training.corpus.reports.grid import Field, Grid, list_fields, list_texts
from gouji.training.corpus.reports.marks import split_marks
from gouji.training.corpus.reports.page import Page, Part

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES = ("plain", "thead", "cms", "word", "divs", "portal")
_SPAN = Markup('<span style="font-family:{}">{}</span>')
_FONTS = ("仿宋_GB2312", "宋体", "Times New Roman", "楷体")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("gouji.training.corpus.renderings"), autoescape=True, trim_blocks=True
    )


def write_html(rng: Random, page: Page, style: str, charset: str = "utf-8") -> str:
    """`page` in a style of STYLES, declaring `charset` ("" declares none)."""
    title = next((part.text for part in page.parts if not isinstance(part, Grid)), "")
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
        soup=lambda text: _soup(rng, text),
    )


def _to_context(rng: Random, part: Part) -> object:
    if not isinstance(part, Grid):
        return part
    plain = list_texts(part, rng.choice(("blank", "skip")), rng.choice(("blank", "skip")))
    return {"rows": list(list_fields(part)), "plain": list(plain), "caption": ""}


def _print_spans(field: Field) -> Markup:
    rows, columns = field.rows + field.box.skew[0], field.columns + field.box.skew[1]
    down = f' rowspan="{rows}"' if rows > 1 else ""
    across = f' colspan="{columns}"' if columns > 1 else ""
    return Markup(down + across)


def _break_lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _soup(rng: Random, text: str) -> Markup:
    """Word closes and opens a span wherever the font or the language of proofing changes."""
    spans = []
    for piece, marked in split_marks(text):
        while piece:
            size = len(piece) if marked else rng.choice((1, 2, 5, 40, 400))
            inner = _break_lines(piece[:size])
            spans.append(_SPAN.format(rng.choice(_FONTS), inner))
            piece = piece[size:]
    return Markup("").join(spans)
