"""Converts HTML to text with the tools that people use, including the errors of these tools."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from random import Random

Tool = Callable[[Random, str], str]


def convert_with_trafilatura(rng: Random, html: str) -> str:
    return _trafilatura(rng, html, "txt")


def convert_with_trafilatura_markdown(rng: Random, html: str) -> str:
    return _trafilatura(rng, html, "markdown")


def _trafilatura(rng: Random, html: str, output: str) -> str:
    from trafilatura import extract

    text = extract(
        html,
        output_format=output,
        include_tables=True,
        favor_recall=rng.random() < 0.7,
        fast=rng.random() < 0.3,
    )
    return text or ""


def convert_with_markdownify(rng: Random, html: str) -> str:
    from markdownify import markdownify

    strip = ["a"] if rng.random() < 0.5 else None
    style = rng.choice(("ATX", "UNDERLINED"))
    return str(markdownify(_body(html), heading_style=style, strip=strip))


def convert_with_inscriptis(rng: Random, html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def convert_with_lxml(rng: Random, html: str) -> str:
    from lxml.html import fromstring

    return "".join(map(str, fromstring(_body(html)).itertext()))


def convert_with_soup_lines(rng: Random, html: str) -> str:
    return _soup_text(html, "\n", strip=rng.random() < 0.5)


def convert_with_soup_bars(rng: Random, html: str) -> str:
    return _soup_text(html, "|", strip=False)


def convert_with_soup_tabs(rng: Random, html: str) -> str:
    """Calls get_text for each field, as a short script would do."""
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


def _soup_text(html: str, separator: str, *, strip: bool) -> str:
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(_body(html), "lxml").get_text(separator, strip=strip))


def convert_with_resiliparse(rng: Random, html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    main_content, preserve_formatting = rng.random() < 0.15, rng.random() < 0.8
    text = extract_plain_text(
        html, preserve_formatting=preserve_formatting, main_content=main_content
    )
    return str(text)


def convert_with_readability(rng: Random, html: str) -> str:
    """The main part of the page as readability chooses it, as plain lines."""
    from readability import Document

    return _soup_text(Document(html).summary(html_partial=True), "\n", strip=True)


def convert_with_html5lib(rng: Random, html: str) -> str:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(_body(html), "html5lib")
    return str(page.get_text(" ", strip=rng.random() < 0.3))


def convert_with_pandas(rng: Random, html: str) -> str:
    """The lines of the page with its tables as pandas reads them, which copies merged fields."""
    from pandas import read_html

    output = rng.choice(("tsv", "md"))

    def convert(table: str) -> str:
        try:
            frame = read_html(StringIO(table), header=None, keep_default_na=False, flavor="lxml")[0]
        except ValueError:  # pandas finds no table if all its fields are empty
            return ""
        rows = [[str(field) for field in row] for row in frame.itertuples(index=False)]
        if not isinstance(frame.columns[0], int):
            rows = [*_header_rows(list(frame.columns)), *rows]
        return "\n".join(_join_row(row, output) for row in rows)

    return _with_tables(html, convert)


def _header_rows(columns: list[object]) -> list[list[str]]:
    levels = [column if isinstance(column, tuple) else (column,) for column in columns]
    return [list(map(str, row)) for row in zip(*levels, strict=True)]


def _join_row(row: list[str], output: str) -> str:
    return "\t".join(row) if output == "tsv" else "| " + " | ".join(row) + " |"


_INNER_TABLE = re.compile(r"<table\b(?:(?!<table\b|</table>).)*</table>", re.S)


def _with_tables(html: str, convert: Callable[[str], str]) -> str:
    """The lines of the page as plain text, with its innermost tables converted by `convert`."""
    tables: list[str] = []

    def replace_table(match: re.Match[str]) -> str:
        tables.append(convert(match[0]))
        return f"<p>@{len(tables) - 1}@</p>"

    text = _soup_text(_INNER_TABLE.sub(replace_table, html), "\n", strip=True)
    return re.sub(r"@(\d+)@", lambda match: tables[int(match[1])], text)


def _body(html: str) -> str:
    return html[max(0, html.find("<body")) :]


TOOLS: dict[str, Tool] = {
    "trafilatura": convert_with_trafilatura,
    "trafilatura-markdown": convert_with_trafilatura_markdown,
    "markdownify": convert_with_markdownify,
    "inscriptis": convert_with_inscriptis,
    "lxml": convert_with_lxml,
    "soup-lines": convert_with_soup_lines,
    "soup-bars": convert_with_soup_bars,
    "soup-tabs": convert_with_soup_tabs,
    "resiliparse": convert_with_resiliparse,
    "readability": convert_with_readability,
    "html5lib": convert_with_html5lib,
    "pandas": convert_with_pandas,
}
