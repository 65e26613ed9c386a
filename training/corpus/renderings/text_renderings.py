"""The text renderings: web pages, texts from outside tools, texts from our own writers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from gouji.training.corpus.renderings.html import STYLES, write_html
from gouji.training.corpus.renderings.html_to_text import TOOLS, Tool
from gouji.training.corpus.renderings.text_writers import WRITERS, write_text
from gouji.training.corpus.reports.page import ReportPage


@dataclass(frozen=True, slots=True)
class Rendering:
    """A way to write a page as text.

    `write(rng, page)` returns the marked page. For HTML it takes a `charset` to declare.
    `keeps_blanks` says that an empty field leaves a trace. `copies_merged` says that a merged
    field is printed once for every place that it covers.
    """

    suffix: str
    write: Callable[..., str]
    keeps_blanks: bool = False
    copies_merged: bool = False

    @property
    def is_html(self) -> bool:
        return self.suffix == ".html"


# A table of divs has no spans, so that an empty place in it may be part of a merged field.
_KEEPS_BLANKS = {"tabs", "pipes", "aligned-pipes", "bar-lines", "bars-between", "trailing-pipes"}
_KEEPS_BLANKS |= {"markdownify", "pandas", "trafilatura", "trafilatura-markdown", "soup-tabs"}
_MARKDOWN = {"trafilatura-markdown", "markdownify", "aligned-pipes"}
_COPIES_MERGED = {"pandas", "bare-pipes", "aligned-pipes"}
_TAB_SEPARATED = {"tabs"}


def _apply_tool(rng: Random, page: ReportPage, tool: Tool) -> str:
    """The text that the tool extracts from the page as HTML, in any style with a real table."""
    style = rng.choice([style for style in STYLES if style != "divs"])
    return tool(rng, write_html(rng, page, style))


def _suffix(name: str) -> str:
    return ".md" if name in _MARKDOWN else ".tsv" if name in _TAB_SEPARATED else ".txt"


def _text_rendering(name: str, write: Callable[[Random, ReportPage], str]) -> Rendering:
    return Rendering(_suffix(name), write, name in _KEEPS_BLANKS, name in _COPIES_MERGED)


RENDERINGS: dict[str, Rendering] = {
    **{
        f"html-{style}": Rendering(".html", partial(write_html, style=style), style != "divs")
        for style in STYLES
    },
    **{
        name: _text_rendering(name, partial(_apply_tool, tool=tool)) for name, tool in TOOLS.items()
    },
    **{
        name: _text_rendering(name, partial(write_text, writer=writer))
        for name, writer in WRITERS.items()
    },
}

# For each entry the declared charset ("" for none) and the encoding of the file. The declaration
# is missing in the entries `undeclared-*` and wrong in the entries `wrong-*`.
ENCODINGS: dict[str, tuple[str, str]] = {
    "utf-8": ("utf-8", "utf-8"),
    "gbk": ("gbk", "gbk"),
    "gb2312": ("gb2312", "gbk"),
    "gb18030": ("gb18030", "gb18030"),
    "bom": ("", "utf-8-sig"),
    "utf-16": ("", "utf-16"),
    "undeclared-utf-8": ("", "utf-8"),
    "undeclared-gbk": ("", "gbk"),
    "wrong-utf-8": ("utf-8", "gb18030"),
    "wrong-gbk": ("gb2312", "utf-8"),
    "big5": ("big5", "big5"),
}
