"""HTML to text by the tools that people really use; their faults are the point."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from random import Random

Tool = Callable[[Random, str], str]


def use_trafilatura(rng: Random, html: str) -> str:
    return _trafilatura(rng, html, "txt")


def use_trafilatura_markdown(rng: Random, html: str) -> str:
    return _trafilatura(rng, html, "markdown")


def _trafilatura(rng: Random, html: str, output: str) -> str:
    from trafilatura import extract

    recall, fast = rng.random() < 0.7, rng.random() < 0.3
    text = extract(html, output_format=output, include_tables=True, favor_recall=recall, fast=fast)
    return text or ""


def use_markdownify(rng: Random, html: str) -> str:
    from markdownify import markdownify

    strip = ["a"] if rng.random() < 0.5 else None
    style = rng.choice(("ATX", "UNDERLINED"))
    return str(markdownify(_body(html), heading_style=style, strip=strip))


def use_inscriptis(rng: Random, html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def use_lxml(rng: Random, html: str) -> str:
    from lxml.html import fromstring

    return "".join(map(str, fromstring(_body(html)).itertext()))


def use_soup_lines(rng: Random, html: str) -> str:
    return _soup(html, "\n", strip=rng.random() < 0.5)


def use_soup_bars(rng: Random, html: str) -> str:
    return _soup(html, "|", strip=False)


def use_soup_tabs(rng: Random, html: str) -> str:
    """Each field by its own get_text, as a short script would do it."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(_body(html), "lxml")
    for table in page.find_all("table"):
        if table.find("table"):
            continue
        rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
        texts = [[field.get_text(strip=True) for field in row] for row in rows]
        lines = ["\t".join(row) for row in texts]
        table.replace_with("\n" + "\n".join(lines) + "\n")
    return str(page.get_text())


def _soup(html: str, mark: str, strip: bool) -> str:
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(_body(html), "lxml").get_text(mark, strip=strip))


def use_resiliparse(rng: Random, html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    main, kept = rng.random() < 0.15, rng.random() < 0.8
    text = extract_plain_text(html, preserve_formatting=kept, main_content=main)
    return str(text)


def use_readability(rng: Random, html: str) -> str:
    """readability's choice of the main part, as plain lines."""
    from readability import Document

    return _soup(Document(html).summary(html_partial=True), "\n", strip=True)


def use_html5lib(rng: Random, html: str) -> str:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(_body(html), "html5lib")
    return str(page.get_text(" ", strip=rng.random() < 0.3))


def use_pandas(rng: Random, html: str) -> str:
    """Tables by pandas, which copies merged fields into every place, between the page's lines."""
    from pandas import read_html

    form = rng.choice(("tsv", "md"))

    def convert(table: str) -> str:
        try:
            frame = read_html(StringIO(table), header=None, keep_default_na=False, flavor="lxml")[0]
        except ValueError:  # to pandas a table in which nothing is written is none
            return ""
        rows = [[str(field) for field in row] for row in frame.itertuples(index=False)]
        if not isinstance(frame.columns[0], int):
            rows = [*_heads(list(frame.columns)), *rows]
        return "\n".join(_join_row(row, form) for row in rows)

    return _with_tables(html, convert)


def _heads(columns: list[object]) -> list[list[str]]:
    levels = [column if isinstance(column, tuple) else (column,) for column in columns]
    return [list(map(str, row)) for row in zip(*levels, strict=True)]


def _join_row(row: list[str], form: str) -> str:
    return "\t".join(row) if form == "tsv" else "| " + " | ".join(row) + " |"


_INNER_TABLE = re.compile(r"<table\b(?:(?!<table\b|</table>).)*</table>", re.S)


def _with_tables(html: str, convert: Callable[[str], str]) -> str:
    """The page's lines as plain text, its innermost tables by `convert`."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(convert(match[0]))
        return f"<p>@{len(kept) - 1}@</p>"

    text = _soup(_INNER_TABLE.sub(keep, html), "\n", strip=True)
    return re.sub(r"@(\d+)@", lambda match: kept[int(match[1])], text)


def _body(html: str) -> str:
    return html[max(0, html.find("<body")) :]


TOOLS: dict[str, Tool] = {
    "trafilatura": use_trafilatura,
    "trafilatura-markdown": use_trafilatura_markdown,
    "markdownify": use_markdownify,
    "inscriptis": use_inscriptis,
    "lxml": use_lxml,
    "soup-lines": use_soup_lines,
    "soup-bars": use_soup_bars,
    "soup-tabs": use_soup_tabs,
    "resiliparse": use_resiliparse,
    "readability": use_readability,
    "html5lib": use_html5lib,
    "pandas": use_pandas,
}
