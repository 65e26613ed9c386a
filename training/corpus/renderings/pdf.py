"""A page printed to PDF on paper of several sizes: with rules, with some of them, or without.

What is marked on the page is linked in the file, but for that which LibreOffice prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from markupsafe import Markup

from gouji.training.corpus.renderings.links import STYLE, link_marks
from gouji.training.corpus.renderings.office import write_docx
from gouji.training.corpus.renderings.printers import use_chromium, use_libreoffice, use_weasyprint
from gouji.training.corpus.renderings.redraw import lose_rules, retouch
from gouji.training.corpus.reports.grid import Field, Grid, list_fields
from gouji.training.corpus.reports.marks import Mark
from gouji.training.corpus.reports.page import Page, Part, without_marks

_PAPERS = ("A4", "A4", "A4", "A4 landscape", "A3", "B5", "A5 landscape", "letter")
_FONTS = ("WenQuanYi Micro Hei", "AR PL UMing CN", "AR PL UKai CN")
_FEET = (
    "",
    '@bottom-center { content: "— " counter(page) " —"; }',
    '@bottom-right { content: "- " counter(page) " -"; }',
    '@bottom-center { content: "第 " counter(page) " 页 共 " counter(pages) " 页"; }',
    '@top-left { content: "政府信息公开工作年度报告"; } @bottom-center { content: counter(page); }',
)
_STYLE = """
@page {{ size: {paper}; margin: {margin}mm; {foot} }}
body {{ font-family: "{font}"; font-size: {size}pt; line-height: {line}; }}
table {{ border-collapse: collapse; width: {width}; margin: 6pt 0; }}
td, th {{ height: 1em; padding: {padding}pt; font-weight: normal; text-align: {align}; }}
td.label {{ text-align: {label}; }} {rules}
p {{ text-indent: {indent}em; margin: 3pt 0; }} h1 {{ font-size: 1.4em; text-align: center; }}
h2 {{ font-size: 1.1em; }}
"""
# What agencies leave of the rules; {0} is the pen.
_PARTLY = (
    "table {{ border: {0} }}",
    "table, td.head {{ border: {0} }}",
    "table {{ border: {0} }} td {{ border-top: {0}; border-bottom: {0} }}",
    "td {{ border-top: {0}; border-bottom: {0} }}",
    "table {{ border: {0} }} td {{ border-left: {0}; border-right: {0} }}",
    "table {{ border-top: {0}; border-bottom: {0} }} td.head {{ border-bottom: {0} }}",
    "td.label, td.head {{ border: {0} }} table {{ border: {0} }}",
    "td.label, td.head {{ border: {0} }} td {{ border-top: {0}; border-bottom: {0} }}",
)
Printer = Callable[[str], bytes]
Marks = Mapping[int, Mark]


def print_ruled(rng: Random, page: Page, use: Printer = use_weasyprint) -> bytes:
    """Tables with all their rules."""
    return use(_to_html(rng, page, f"td {{ border: {_pen(rng)} }}"))


def print_unruled(rng: Random, page: Page, use: Printer = use_weasyprint) -> bytes:
    """Tables without rules, or with rules between rows only."""
    rules = rng.choice(("", "", "td { border-bottom: 0.5pt solid #000; }"))
    return use(_to_html(rng, page, rules))


def print_partly(rng: Random, page: Page) -> bytes:
    """Tables with some of their rules: a frame, lines between rows, holes."""
    if rng.random() < 0.3:
        return lose_rules(rng, print_ruled(rng, page))
    return use_weasyprint(_to_html(rng, page, rng.choice(_PARTLY).format(_pen(rng))))


def print_retouched(rng: Random, page: Page) -> bytes:
    """Tables with all their rules, drawn and written as other programs do."""
    return retouch(rng, print_ruled(rng, page))


def print_by_chromium(rng: Random, page: Page) -> bytes:
    return print_ruled(rng, page, use_chromium)


def print_by_chromium_unruled(rng: Random, page: Page) -> bytes:
    return print_unruled(rng, page, use_chromium)


def print_by_libreoffice(rng: Random, page: Page) -> bytes:
    return use_libreoffice(write_docx(rng, without_marks(page), "Table Grid"))


def print_by_libreoffice_unruled(rng: Random, page: Page) -> bytes:
    return use_libreoffice(write_docx(rng, without_marks(page), "Normal Table"))


def _pen(rng: Random) -> str:
    return f"{rng.choice((0.4, 0.75, 1))}pt solid {rng.choice(('#000', '#000', '#888'))}"


def _to_html(rng: Random, page: Page, rules: str) -> str:
    paper = rng.choice(_PAPERS)
    style = _STYLE.format(
        paper=paper,
        margin=rng.choice((12, 18, 25)),
        foot=rng.choice(_FEET),
        font=rng.choice(_FONTS),
        size=rng.choice((7, 8) if "5" in paper else (8, 9, 10.5)),
        line=rng.choice((1.1, 1.4, 1.8)),
        width=rng.choice(("100%", "100%", "auto")),
        rules=rules,
        padding=rng.choice((1, 2, 4)),
        align=rng.choice(("center", "center", "left", "right")),
        label=rng.choice(("center", "left")),
        indent=rng.choice((0, 2)),
    )
    heads = rng.random() < 0.4
    body = Markup("").join(_part_to_html(part, heads, page.marks) for part in page.parts)
    html = Markup("<html><head><style>{}</style></head><body>{}</body></html>")
    return str(html.format(Markup(style + STYLE), body))


def _part_to_html(part: Part, heads: bool, marks: Marks) -> Markup:
    """`heads`: the header rows come again on every page."""
    if isinstance(part, Grid):
        rows = [_row(row, marks) for row in list_fields(part)]
        head = Markup("").join(rows[: part.head])
        if heads and part.head:
            head = Markup("<thead>{}</thead>").format(head)
        return Markup("<table>{}{}</table>").format(head, Markup("").join(rows[part.head :]))
    tag = {"title": "h1", "heading": "h2"}.get(part.role, "p")
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), link_marks(part.text, marks))


def _row(fields: list[Field], marks: Marks) -> Markup:
    return Markup("<tr>{}</tr>").format(Markup("").join(_cell(one, marks) for one in fields))


def _cell(field: Field, marks: Marks) -> Markup:
    text = Markup("<br>").join(link_marks(line, marks) for line in field.box.text.split("\n"))
    kind = "head" if field.head else "" if field.box.key else "label"
    spans = f' class="{kind}" rowspan="{field.rows}" colspan="{field.columns}"'
    return Markup("<td{}>{}</td>").format(Markup(spans), text)
