"""How much is seen of the text directly in an element: its size, its colour, its place."""

from __future__ import annotations

import re
from dataclasses import replace

from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.css.ink import judge_ink
from gouji.pipeline.ingest.web.css.style import Style

_UNSEEN_SIZE = 3.0  # Pixels: text in a smaller font is not seen.
_DOUBTFUL_SIZE = 5.0  # Pixels: text in a smaller font is not surely seen.
_FAR_INDENT = 300.0  # Pixels of a negative indent: a larger one moves the text off the page.
_DIGIT_WIDTH = 0.5  # The width of a narrow digit, in font sizes.
_FIGURE = re.compile(r"[\d.,]+")


def judge_text(style: Style) -> Style:
    """The style with `sight_of_text`."""
    sight = max(style.sight, Sight.SEEN if style.is_visible else Sight.UNSEEN)
    sight = max(sight, _judge_size(style.font_size), judge_ink(style))
    if style.line_indent < -_FAR_INDENT:
        sight = Sight.UNSEEN
    return replace(style, sight_of_text=sight)


def _judge_size(size: float) -> Sight:
    return Sight.UNSEEN if size < _UNSEEN_SIZE else Sight.of_doubt(size < _DOUBTFUL_SIZE)


def reveal(style: Style) -> Style:
    """The style of an element that a script shows as soon as the page is loaded."""
    display = "block" if style.display == "none" else style.display
    return judge_text(
        replace(style, display=display, is_visible=True, sight=Sight.SEEN, opacity=1.0)
    )


def leaves_gap(style: Style) -> bool:
    """Whether unseen text directly in an element leaves a gap in its line."""
    is_laid_out = style.sight is Sight.SEEN and style.font_size >= _UNSEEN_SIZE
    return is_laid_out and style.line_indent >= -_FAR_INDENT


def is_cut_off(text: str, style: Style) -> bool:
    """Whether the box around a text is too narrow for a figure in it."""
    if style.room is None:
        return False
    longest = max(map(len, _FIGURE.findall(text)), default=0)
    return longest * _DIGIT_WIDTH * style.font_size > style.room
