"""Prints a page to PDF on paper of several sizes, with all rulings, with some or with none.

The marked items of the page carry links in the file. PDFs printed by LibreOffice have no links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from markupsafe import Markup

from gouji.training.corpus.renderings.links import STYLE, link_marks
from gouji.training.corpus.renderings.office import write_docx
from gouji.training.corpus.renderings.printers import (
    print_with_chromium,
    print_with_libreoffice,
    print_with_weasyprint,
)
from gouji.training.corpus.renderings.redraw import drop_rulings, redraw, skew
from gouji.training.corpus.reports.grid import Field, Grid, list_fields
from gouji.training.corpus.reports.marks import Mark
from gouji.training.corpus.reports.page import PagePart, ReportPage, without_marks

_PAPERS = ("A4", "A4", "A4", "A4 landscape", "A3", "B5", "A5 landscape", "letter")
_FONTS = ("WenQuanYi Micro Hei", "AR PL UMing CN", "AR PL UKai CN")
_PAGE_FOOTERS = (
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
# Styles of partly ruled tables. {0} is the border style.
_PARTLY_RULED = (
    "table {{ border: {0} }}",
    "table, td.head {{ border: {0} }}",
    "table {{ border: {0} }} td {{ border-top: {0}; border-bottom: {0} }}",
    "td {{ border-top: {0}; border-bottom: {0} }}",
    "table {{ border: {0} }} td {{ border-left: {0}; border-right: {0} }}",
    "table {{ border-top: {0}; border-bottom: {0} }} td.head {{ border-bottom: {0} }}",
    "td.label, td.head {{ border: {0} }} table {{ border: {0} }}",
    "td.label, td.head {{ border: {0} }} td {{ border-top: {0}; border-bottom: {0} }}",
)
_SPACINGS = (0.1, 0.2, 0.4)  # between the letters of a cell, in widths of a Chinese character
Printer = Callable[[str], bytes]
Marks = Mapping[int, Mark]


def print_ruled(
    rng: Random, page: ReportPage, print_html: Printer = print_with_weasyprint
) -> bytes:
    """Tables with all their rulings."""
    return print_html(_to_html(rng, page, f"td {{ border: {_border(rng)} }}"))


def print_unruled(
    rng: Random, page: ReportPage, print_html: Printer = print_with_weasyprint
) -> bytes:
    """Tables without rulings, or with rulings between rows only."""
    borders = rng.choice(("", "", "td { border-bottom: 0.5pt solid #000; }"))
    return print_html(_to_html(rng, page, borders))


def print_partly_ruled(rng: Random, page: ReportPage) -> bytes:
    """Tables with some of their rulings: a frame, lines between rows, or single ones missing."""
    if rng.random() < 0.3:
        return drop_rulings(rng, print_ruled(rng, page))
    return print_with_weasyprint(
        _to_html(rng, page, rng.choice(_PARTLY_RULED).format(_border(rng)))
    )


def print_redrawn(rng: Random, page: ReportPage) -> bytes:
    """Tables with all their rulings, drawn and written as other programs do."""
    return redraw(rng, print_ruled(rng, page))


def print_skewed(rng: Random, page: ReportPage) -> bytes:
    """Tables with all their rulings, on pages that are turned by up to two degrees."""
    return skew(rng, print_ruled(rng, page))


def print_spaced(rng: Random, page: ReportPage) -> bytes:
    """Tables with all their rulings or none, and with spacing between the letters of cells."""
    spacing = f"td {{ letter-spacing: {rng.choice(_SPACINGS)}em }} "
    borders = rng.choice((f"td {{ border: {_border(rng)} }}", ""))
    return print_with_weasyprint(_to_html(rng, page, spacing + borders))


def print_by_chromium(rng: Random, page: ReportPage) -> bytes:
    """Tables with all their rulings, printed by Chromium."""
    return print_ruled(rng, page, print_with_chromium)


def print_by_chromium_unruled(rng: Random, page: ReportPage) -> bytes:
    """Tables without rulings, printed by Chromium."""
    return print_unruled(rng, page, print_with_chromium)


def print_by_libreoffice(rng: Random, page: ReportPage) -> bytes:
    """Tables with all their rulings, printed by LibreOffice from a Word file."""
    return print_with_libreoffice(write_docx(rng, without_marks(page), "Table Grid"))


def print_by_libreoffice_unruled(rng: Random, page: ReportPage) -> bytes:
    """Tables without rulings, printed by LibreOffice from a Word file."""
    return print_with_libreoffice(write_docx(rng, without_marks(page), "Normal Table"))


def _border(rng: Random) -> str:
    return f"{rng.choice((0.4, 0.75, 1))}pt solid {rng.choice(('#000', '#000', '#888'))}"


def _to_html(rng: Random, page: ReportPage, borders: str) -> str:
    paper = rng.choice(_PAPERS)
    style = _STYLE.format(
        paper=paper,
        margin=rng.choice((12, 18, 25)),
        foot=rng.choice(_PAGE_FOOTERS),
        font=rng.choice(_FONTS),
        size=rng.choice((7, 8) if "5" in paper else (8, 9, 10.5)),
        line=rng.choice((1.1, 1.4, 1.8)),
        width=rng.choice(("100%", "100%", "auto")),
        rules=borders,
        padding=rng.choice((1, 2, 4)),
        align=rng.choice(("center", "center", "left", "right")),
        label=rng.choice(("center", "left")),
        indent=rng.choice((0, 2)),
    )
    repeats_header = rng.random() < 0.4
    parts = [_part_to_html(part, page.marks, repeats_header=repeats_header) for part in page.parts]
    html = Markup("<html><head><style>{}</style></head><body>{}</body></html>")
    return str(html.format(Markup(style + STYLE), Markup("").join(parts)))


def _part_to_html(part: PagePart, marks: Marks, *, repeats_header: bool) -> Markup:
    """A line or a table as HTML. `repeats_header` prints the header again on every page."""
    if isinstance(part, Grid):
        rows = [_row_to_html(row, marks) for row in list_fields(part)]
        header = Markup("").join(rows[: part.head])
        if repeats_header and part.head:
            header = Markup("<thead>{}</thead>").format(header)
        return Markup("<table>{}{}</table>").format(header, Markup("").join(rows[part.head :]))
    tag = {"title": "h1", "heading": "h2"}.get(part.role, "p")
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), link_marks(part.text, marks))


def _row_to_html(fields: list[Field], marks: Marks) -> Markup:
    cells = [_field_to_html(field, marks) for field in fields]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _field_to_html(field: Field, marks: Marks) -> Markup:
    text = Markup("<br>").join(link_marks(line, marks) for line in field.box.text.split("\n"))
    css_class = "head" if field.head else "" if field.box.key else "label"
    attributes = f' class="{css_class}" rowspan="{field.rows}" colspan="{field.columns}"'
    return Markup("<td{}>{}</td>").format(Markup(attributes), text)
