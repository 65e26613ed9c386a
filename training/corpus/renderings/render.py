"""Renderings: how a page becomes the file that reaches us, and what each keeps of empty fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from gouji.training.corpus.renderings.html import STYLES, write_html
from gouji.training.corpus.renderings.tools import TOOLS, Tool
from gouji.training.corpus.renderings.writers import WRITERS, write_text
from gouji.training.corpus.reports.page import Page


@dataclass(frozen=True, slots=True)
class Rendering:
    """`write(rng, page)` gives the marked page, HTML takes a
    `charset` to declare. `keeps_blanks`: an empty field leaves a trace in it.

    `copies`: merged fields are printed once for every place they cover.
    """

    suffix: str
    write: Callable[..., str]
    keeps_blanks: bool = False
    copies: bool = False

    @property
    def is_html(self) -> bool:
        return self.suffix == ".html"


# A div table says nothing of spans, so that an empty place in it may be part of a merge.
_KEEPING = {"tabs", "pipes", "aligned-pipes", "bar-lines", "bars-between", "trailing-pipes"}
_KEEPING |= {"markdownify", "pandas", "trafilatura", "trafilatura-markdown", "soup-tabs"}
_MARKDOWN = {"trafilatura-markdown", "markdownify", "aligned-pipes"}
_COPYING = {"pandas", "bare-pipes", "aligned-pipes"}
_TSV = {"tabs"}


def _use_tool(rng: Random, page: Page, tool: Tool) -> str:
    return tool(rng, write_html(rng, page, rng.choice([s for s in STYLES if s != "divs"])))


def _suffix(name: str) -> str:
    return ".md" if name in _MARKDOWN else ".tsv" if name in _TSV else ".txt"


def _text(name: str, write: Callable[[Random, Page], str]) -> Rendering:
    return Rendering(_suffix(name), write, name in _KEEPING, name in _COPYING)


RENDERINGS: dict[str, Rendering] = {
    **{
        f"html-{style}": Rendering(".html", partial(write_html, style=style), style != "divs")
        for style in STYLES
    },
    **{name: _text(name, partial(_use_tool, tool=tool)) for name, tool in TOOLS.items()},
    **{name: _text(name, partial(write_text, writer=writer)) for name, writer in WRITERS.items()},
}

# declared charset ("" none), encoding; the last three lie or say nothing.
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
